"""Counts of open and waiting tickets, kept on write: sums, and the changes since."""

from django.db import models

from workspaces.fields import WorkspaceForeignKey


class TicketTally(models.Model):
    """A change to how many tickets a team and assignee have in a bucket ("open" or "waiting", place inbox).

    Written by a trigger of the ticket table, so no code can forget it; two agents never wait for one counter's row,
    because changes are added, not updated. ``tickets.tasks.fold_tallies`` adds them to TicketTotal and deletes them.
    """

    workspace = WorkspaceForeignKey(related_name="ticket_tallies", db_constraint=False)
    team_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    bucket = models.CharField(max_length=8)
    change = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["workspace"], name="tally_by_workspace")]

    def __str__(self):
        return f"{self.bucket} {self.change:+d}"


class TicketTotal(models.Model):
    """How many tickets a team and assignee have in a bucket, without the changes that still stand as TicketTally.

    A table of its own: changes that come and go by the hundred thousand, when many tickets are loaded, leave its index small.
    """

    class Kind(models.TextChoices):
        ASSIGNEE = "assignee"
        TEAM = "team"  # whoever has them; no assignee. So a team's total needs no more rows the more people work in it.

    workspace = WorkspaceForeignKey(related_name="ticket_totals", db_constraint=False)
    team_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    bucket = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=Kind)
    total = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "kind", "assignee_id", "team_id", "bucket"],
                include=["total"],
                name="total_by_kind",
            )
        ]

    def __str__(self):
        return f"{self.bucket} {self.total}"
