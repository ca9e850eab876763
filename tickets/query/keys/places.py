"""Where a ticket is and what state it is in: ``is:``, ``status:``, ``in:``."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from tickets.models import Later, Message, Status, TicketFollower, TicketSeen
from tickets.models.status import Category
from tickets.query.context import same
from tickets.query.keys.base import FixedKey, NamedKey
from tickets.query.keys.me import me

OPEN, WAITING, DONE = ["new", "open"], ["pending", "hold"], ["solved", "closed"]


def _category(*categories):
    return lambda context: Q(category__in=categories)


def _seen(context):
    seen = TicketSeen.objects.filter(
        workspace=context.workspace, member=me(context), ticket=OuterRef("pk"), version__gte=OuterRef("version")
    )
    return Q(Exists(seen))


def _following(context):
    follows = TicketFollower.objects.filter(workspace=context.workspace, member=me(context))
    return Q(pk__in=follows.values("ticket_id"))


def _snoozed(context):
    asleep = Later.objects.filter(workspace=context.workspace, kind=Later.Kind.SNOOZE)
    return Q(category__in=WAITING, pk__in=asleep.values("ticket_id"))


def _undelivered(context):
    messages = Message.objects.filter(workspace=context.workspace).undelivered()
    return Q(category__in=OPEN + WAITING, pk__in=messages.order_by().values("ticket_id"))


def _of_a_vip(context):
    vips = Contact.objects.filter(workspace=context.workspace, is_vip=True)
    return Q(requester__in=vips.values("pk"))


IS = FixedKey(
    "is",
    _("State"),
    "is:open",
    values={
        "open": (_("new or open"), _category(*OPEN)),
        "waiting": (_("pending or on hold"), _category(*WAITING)),
        "snoozed": (_("asleep until a moment"), _snoozed),
        "solved": (_("solved or closed"), _category(*DONE)),
        "unassigned": (_("nobody has it"), lambda context: Q(assignee=None)),
        "assigned": (_("somebody has it"), lambda context: Q(assignee__isnull=False)),
        "mine": (_("you have it"), lambda context: Q(assignee=me(context))),
        "unread": (_("you have not seen its newest state"), lambda context: ~_seen(context)),
        "read": (_("you have seen its newest state"), _seen),
        "following": (_("you follow it"), _following),
        "overdue": (
            _("a promise is late"),
            lambda context: Q(next_due_at__lt=context.now, category__in=OPEN + WAITING),
        ),
        "vip": (_("its requester is a VIP"), _of_a_vip),
        "unanswered": (_("the requester waits for an answer"), lambda context: Q(waiting_since__isnull=False)),
        "undelivered": (_("the last reply did not arrive"), _undelivered),
        "new": (_("new"), _category("new")),
        "pending": (_("waits for the requester"), _category("pending")),
        "hold": (_("waits for a third party"), _category("hold")),
        "closed": (_("closed for good"), _category("closed")),
        "held": (_("an agent must look at it first"), lambda context: Q(awaits_review=True)),
        "merged": (_("merged into another"), lambda context: Q(merged_into__isnull=False)),
        "spam": (_("in spam"), lambda context: Q(place="spam")),
        "trash": (_("in the trash"), lambda context: Q(place="trash")),
    },
)


IN = FixedKey(
    "in",
    _("Place"),
    "in:spam",
    values={
        "inbox": (_("the inbox"), lambda context: Q(place="inbox")),
        "spam": (_("spam"), lambda context: Q(place="spam")),
        "trash": (_("the trash"), lambda context: Q(place="trash")),
        "anywhere": (_("inbox, spam and trash"), lambda context: Q(place=F("place"))),
    },
)
PLACES = {"in": set(IN.values), "is": {"spam", "trash"}}


def names_a_place(term):
    """Does the term say where to look, so that the inbox is not meant by itself?"""
    return any(value.lower() in PLACES.get(term.key, ()) for value in term.values)


@dataclass(frozen=True)
class StatusKey(NamedKey):
    """A status by its name; a category where no status has that name."""

    def condition(self, term, context):
        return Q(status__in=[pk for value in term.values for pk in self.ids(term, value, context)])

    def ids(self, term, value, context):
        rows = context.names(self.name, _statuses)
        wanted = same(value)
        named = [pk for (pk, _category), shown, _names in rows if same(shown) == wanted]
        if named:
            return named
        if wanted in Category.values:
            return [pk for (pk, category), _shown, _names in rows if category == wanted]
        return super().ids(term, value, context)


def _statuses(context):
    rows = Status.objects.filter(workspace=context.workspace).values_list("pk", "category", "name")
    return [((pk, category), name, (name,)) for pk, category, name in rows]


STATUS = StatusKey("status", _("Status"), "status:pending", read=_statuses)
