"""The built-in views of the inbox: which tickets, in what order, under what name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.numbers import whole
from tickets import absences, query, saved_views
from tickets.models import Draft, Later, Mention, Ticket
from tickets.query.describing import written
from tickets.teams import visible_teams

PAGE = 50
URGENCY, LATEST, WAKING = "urgency", "latest", "waking"
# What indexes sort however many there are: the field, and whether downwards.
ORDERS = {
    URGENCY: ("sort_due", False),
    "least_urgent": ("sort_due", True),
    LATEST: ("last_message_at", True),
    "oldest": ("last_message_at", False),
    WAKING: ("comes_back_at", False),  # of those that sleep: few
}


@dataclass(frozen=True)
class View:
    """One list. ``words`` is what the query field shows: pairs of key and value."""

    key: str
    title: str
    icon: str
    order: str
    words: tuple = ()
    shortcut: str = ""
    team_id: int | None = None
    absent_id: int | None = None  # the member whose tickets these are, while somebody stands in for them
    empty_title: str = _("Nothing here.")
    empty_text: str = _("New ones appear here by themselves.")
    saved_id: int | None = None  # of the SavedView that it is
    query: str = ""  # of a saved one
    may_edit: bool = False
    columns: tuple = ()  # of its table; none: the member's own
    sort: str = ""
    layout: str = ""

    def tickets(self, member):
        """Its tickets that ``member`` may see, in order. Raises QueryError where a saved query names what is gone."""
        tickets = member.workspace.tickets.visible_to(member)
        if self.saved_id is not None:
            tickets = query.narrow(tickets, self.query, member)
        elif self.team_id is not None:
            tickets = _of_team(tickets, self.team_id)
        elif self.absent_id is not None:
            tickets = tickets.in_inbox().open().filter(assignee_id=self.absent_id)
        else:
            tickets = _FILTERS[self.key](tickets, member)
        return in_order(tickets, self.order)

    def layout_for(self, member):
        """How it looks to ``member``: its own layout, else the one that they like."""
        return self.layout or member.list_layout

    @property
    def query_text(self):
        """What it asks for, in the query language."""
        return self.query if self.saved_id is not None else written(self.words)

    @property
    def url(self):
        """Where its list is, whatever page stands beside it."""
        return _url(self.slug)

    @property
    def slug(self):
        if self.absent_id is not None:
            return f"for-{self.absent_id}"
        return self.key if self.team_id is None else f"team-{self.team_id}"


@lru_cache(maxsize=1024)
def _url(slug):
    return reverse("tickets:search") if slug == "search" else reverse("tickets:inbox_view", args=[slug])


def _of_team(tickets, team_id):
    return tickets.in_inbox().open().filter(team_id=team_id)


def _asleep(member):
    """Ids of the tickets that are snoozed: few, and found by an index of their own."""
    return Later.objects.filter(workspace_id=member.workspace_id, kind=Later.Kind.SNOOZE).values("ticket_id")


_FILTERS = {
    "my-open": lambda tickets, member: tickets.in_inbox().open().filter(assignee=member),
    "mentions": lambda tickets, member: tickets.in_inbox().filter(
        pk__in=Mention.objects.filter(workspace_id=member.workspace_id, member=member).values("ticket_id")
    ),
    "drafts": lambda tickets, member: tickets.in_inbox().filter(
        pk__in=Draft.objects.begun().filter(workspace_id=member.workspace_id, member=member).values("ticket_id")
    ),
    "unassigned": lambda tickets, member: tickets.in_inbox().open().filter(assignee=None),
    "all-open": lambda tickets, member: tickets.in_inbox().open(),
    "waiting": lambda tickets, member: tickets.in_inbox().waiting(),
    "snoozed": lambda tickets, member: tickets.in_inbox().waiting().filter(pk__in=_asleep(member)).with_return(),
    "solved": lambda tickets, member: tickets.in_inbox().done(),
    "spam": lambda tickets, member: tickets.filter(place=Ticket.Place.SPAM),
    "trash": lambda tickets, member: tickets.filter(place=Ticket.Place.TRASH),
}

VIEWS = {
    view.key: view
    for view in (
        View(
            "my-open",
            _("My open"),
            "inbox",
            URGENCY,
            (("is", "open"), ("assignee", "me")),
            "g m",
            empty_title=_("No open tickets are yours."),
        ),
        View(
            "mentions",
            _("Mentions"),
            "at-sign",
            LATEST,
            (("mentions", "me"),),
            empty_title=_("Nobody has mentioned you."),
            empty_text=_("Tickets with a note that names you stay here."),
        ),
        View(
            "drafts",
            _("Drafts"),
            "pencil",
            LATEST,
            (("has", "draft"),),
            empty_title=_("You have begun no answer."),
            empty_text=_("What you write and do not send is kept, and its ticket stands here."),
        ),
        View(
            "unassigned",
            _("Unassigned"),
            "user-x",
            URGENCY,
            (("is", "open"), ("assignee", "nobody")),
            "g u",
            empty_title=_("Every open ticket has somebody."),
        ),
        View(
            "all-open", _("All open"), "layers", URGENCY, (("is", "open"),), "g a", empty_title=_("No ticket is open.")
        ),
        View(
            "waiting",
            _("Waiting"),
            "reply",
            URGENCY,
            (("is", "waiting"),),
            empty_title=_("No ticket waits for an answer."),
        ),
        View(
            "snoozed",
            _("Snoozed"),
            "alarm-clock",
            WAKING,
            (("is", "snoozed"),),
            empty_title=_("No ticket sleeps."),
            empty_text=_("What you snooze waits here, and comes back by itself."),
        ),
        View(
            "solved",
            _("Recently solved"),
            "circle-check",
            LATEST,
            (("is", "solved"),),
            "g s",
            empty_title=_("Nothing was solved yet."),
            empty_text=_("Solved tickets stay here."),
        ),
        View(
            "spam",
            _("Spam"),
            "shield-alert",
            LATEST,
            (("in", "spam"),),
            empty_title=_("No spam."),
            empty_text=_("What you mark as spam can be brought back from here."),
        ),
        View(
            "trash",
            _("Trash"),
            "trash-2",
            LATEST,
            (("in", "trash"),),
            empty_title=_("The trash is empty."),
            empty_text=_("What you delete can be brought back from here."),
        ),
    )
}


def view_for(slug, member):
    """The View behind a slug of an address. Raises Http404 for unknown ones and teams that the member can't see."""
    if slug in VIEWS:
        return VIEWS[slug]
    if slug.startswith("team-"):
        for team in visible_teams(member):
            if slug == f"team-{team.pk}":
                return team_view(team)
    if slug.startswith("for-"):
        number = whole(slug.removeprefix("for-"))
        absent = absences.covered_by(member, number) if number is not None else None
        if absent is not None:
            return absent_view(absent.pk, absent.name)
    if slug.startswith("view-") and (number := whole(slug.removeprefix("view-"))) is not None:
        return saved_view(saved_views.find(number, member), member)
    raise Http404


def tickets_in(slug, text, member):
    """The tickets of a list as its page shows them, for whoever works on all of them. ``text`` is what was searched for."""
    if slug == "search":
        return found(member, text).by_latest()
    return view_for(slug, member).tickets(member)


def found(member, text):
    """What the search page lists for ``text``, a query. Raises QueryError."""
    visible = member.workspace.tickets.visible_to(member)
    return query.narrow(visible, text, member) if text else visible.none()


@lru_cache(maxsize=4096)
def team_view(team):
    """The open tickets of a team, a KnownTeam."""
    return View("team", team.name, "users", URGENCY, (("is", "open"), ("team", team.name)), team_id=team.pk)


@lru_cache(maxsize=1024)
def absent_view(pk, name):
    """The open tickets of a member who is out of office, for who stands in."""
    return View(
        "for",
        _("For %(name)s") % {"name": name.split(" ")[0]},
        "user-round-x",
        URGENCY,
        (("is", "open"), ("assignee", name)),
        absent_id=pk,
        empty_title=_("No open tickets are theirs."),
        empty_text=_("What customers write to them while they are away appears here."),
    )


def saved_view(saved, member):
    """A SavedView as a View."""
    return View(
        f"view-{saved.pk}",
        saved.name,
        "bookmark",
        LATEST if saved.sort == "-updated" else URGENCY,
        saved_id=saved.pk,
        query=saved.query,
        may_edit=saved_views.may_change(saved, member),
        columns=tuple(saved.columns),
        sort=saved.sort,
        layout=saved.layout,
        empty_title=_("No ticket matches this view."),
    )


@lru_cache(maxsize=4096)
def known_view(pk, name, colour):
    """A saved view as the rail shows it."""
    return View(f"view-{pk}", name, f"bookmark {colour}".strip(), URGENCY, saved_id=pk)


@dataclass(frozen=True)
class Page:
    """A part of a list. ``next_cursor`` is empty on the last one."""

    rows: list
    next_cursor: str = ""


def page_of(tickets, member, order, cursor="", size=PAGE, more=()):
    """The Page after ``cursor`` (what a Page before gave), by keyset: as fast at the end of the list as at its start.

    ``order`` is a key of ORDERS, ``more`` as for ``for_list``.
    """
    field, downwards = ORDERS[order]
    if cursor:
        at, pk = _read(cursor)
        side, beyond = ("lte", "gte") if downwards else ("gte", "lte")
        tickets = tickets.filter(**{f"{field}__{side}": at}).exclude(**{field: at, f"pk__{beyond}": pk})
    rows = tickets[: size + 1].listed(member, more)
    if len(rows) <= size:
        return Page(rows)
    last = rows[size - 1]
    return Page(rows[:size], f"{int(getattr(last, field).timestamp() * 1_000_000)}-{last.pk}")


def in_order(tickets, order):
    """The queryset in one of ORDERS."""
    field, downwards = ORDERS[order]
    return tickets.order_by(f"-{field}", "-id") if downwards else tickets.order_by(field, "id")


def _read(cursor):
    try:
        micros, pk = cursor.split("-")
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)
    except (ValueError, OverflowError, OSError):
        raise Http404 from None
