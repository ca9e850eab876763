"""Questions about tickets."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.db.models.lookups import IsNull

from helpdesk.lib.composed import Composed
from tickets import reach

LIST_FIELDS = (
    "pk",
    "number",
    "version",
    "subject",
    "snippet",
    "origin",
    "priority",
    "category",
    "status__name",
    "requester__name",
    "requester__is_vip",
    "requester__organization__name",
    "assignee__user__name",
    "assignee__public_id",
    "waiting_since",
    "last_message_at",
    "sort_due",
)
LIST_MARKS = ("seen_version", "has_failed", "has_draft", "tag_colours")


class TicketQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The tickets that ``member`` may read; every list, count, search and page starts from it.

        All teams' while the workspace says so (but for private teams), else those of the member's teams and those
        assigned to the member. Light agents see those where they follow (``tickets.reach``).
        """
        return reach.narrow(self, member)

    def in_inbox(self):
        return self.filter(place="inbox")

    def open(self):
        return self.filter(category__in=["new", "open"])

    def waiting(self):
        return self.filter(category__in=["pending", "hold"])

    def done(self):
        return self.filter(category__in=["solved", "closed"])

    def by_urgency(self):
        """Nearest promise first, else the longest wait. ``sort_due`` is never null; ``id`` breaks ties for keyset paging."""
        return self.order_by("sort_due", "id")

    def by_latest(self):
        """Newest message first."""
        return self.order_by("-last_message_at", "-id")

    def with_return(self):
        """With ``comes_back_at``: when a snoozed ticket wakes, else None."""
        from tickets.models import Later

        snoozes = Later.objects.filter(workspace_id=OuterRef("workspace_id"), ticket=OuterRef("pk"), kind="snooze")
        return self.annotate(comes_back_at=Subquery(snoozes.values("at")[:1]))

    def listed(self, member, more=()):
        """What ``for_list`` reads of these tickets, in their order, as a list."""
        if more:  # which differ from table to table: not worth to be composed once
            return list(self.for_list(member, more))
        return list_rows(member, list(self.values_list("pk", flat=True)))

    def for_list(self, member, more=()):
        """What a list row shows, in one statement, as named tuples (fifty rows of six models each would cost a page more
        than its SQL). ``seen_version`` is the member's own, or None, and so is what ``has_draft`` tells of; ``tag_colours``
        are "teal battery" for each tag that has a colour; ``more`` are further fields.
        """
        return self._for_list(member.workspace_id, member.pk, more)

    def _for_list(self, workspace_id, member, more=()):
        from tickets.models import Draft, Message, TicketSeen, TicketTag

        seen = TicketSeen.objects.filter(workspace_id=workspace_id, member=member, ticket=OuterRef("pk"))
        failed = Message.objects.filter(workspace_id=workspace_id, ticket=OuterRef("pk")).undelivered().order_by()
        is_done = Q(category__in=["solved", "closed"])  # by somebody who knew
        drafts = Draft.objects.begun().filter(workspace_id=workspace_id, member=member, ticket=OuterRef("pk"))
        tags = TicketTag.objects.filter(workspace_id=workspace_id, ticket=OuterRef("pk"), tag__deleted_at=None)
        coloured = tags.exclude(tag__colour="").order_by("tag__name")
        return self.annotate(
            seen_version=Subquery(seen.values("version")[:1]),
            has_failed=ExpressionWrapper(~is_done & Q(_any(failed)), output_field=models.BooleanField()),
            has_draft=_any(drafts),
            tag_colours=ArraySubquery(
                coloured.values_list(Concat(F("tag__colour"), Value(" "), F("tag__name")), flat=True)
            ),
        ).values_list(*dict.fromkeys((*LIST_FIELDS, *more)), *LIST_MARKS, named=True)


def list_rows(member, ids):
    """What ``for_list`` reads of the tickets with these ``ids``, all of which ``member`` may see, in that order."""
    found = {row.pk: row for row in _rows_of(workspace=member.workspace_id, member=member.pk, ids=ids)}
    return [found[pk] for pk in ids if pk in found]


def _of_ids(workspace, member, ids):
    from tickets.models import Ticket

    return Ticket.objects.filter(workspace=workspace, pk__among=ids)._for_list(workspace, member)


_rows_of = Composed(_of_ids, "workspace", "member", "ids")


def _any(rows):
    """Is there one? Asked of each ticket apart: of EXISTS PostgreSQL may make a table of all tickets that have one."""
    return IsNull(Subquery(rows.values("pk")[:1]), False)
