"""Counts of open and waiting tickets, kept on write."""

from django.db import models
from django.db.models import Sum

from workspaces.fields import WorkspaceForeignKey


class TicketTallyQuerySet(models.QuerySet):
    def counts(self):
        """Rows ``(team_id, assignee_id, bucket, total)`` whose totals are above zero."""
        return (
            self.exclude(kind=TicketTally.Kind.TEAM)
            .values_list("team_id", "assignee_id", "bucket")
            .annotate(total=Sum("change"))
            .filter(total__gt=0)
            .order_by()
        )


class TicketTally(models.Model):
    """A change to how many tickets a team and assignee have in a bucket ("open" or "waiting", place inbox).

    Written by a trigger of the ticket table, so no code can forget it; two agents never wait for one counter's row,
    because changes are added, not updated. ``tickets.tasks.fold_tallies`` sums them up: by assignee, and by team, so that a
    team's total needs no more rows the more people work in it.
    """

    class Kind(models.TextChoices):
        CHANGE = "change"  # not summed up yet
        ASSIGNEE = "assignee"
        TEAM = "team"  # whoever has them; no assignee

    workspace = WorkspaceForeignKey(related_name="ticket_tallies", db_constraint=False)
    team_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    bucket = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CHANGE, db_default=Kind.CHANGE)
    change = models.BigIntegerField()

    objects = TicketTallyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "kind", "assignee_id", "team_id", "bucket"],
                include=["change"],
                name="tally_by_kind",
            )
        ]

    def __str__(self):
        return f"{self.bucket} {self.change:+d}"
