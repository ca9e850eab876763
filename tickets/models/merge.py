"""What was merged, so that it can be taken apart again at any time."""

from django.db import models
from django.db.models import Q

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class Merge(models.Model):
    """One ticket went into another. Tickets merged in one go share a ``batch``, by which they are undone together."""

    workspace = WorkspaceForeignKey(related_name="+")
    batch = models.CharField(max_length=26, default=opaque_id, editable=False)
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="merges")  # which went
    into = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="merges_in")
    by = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    message_ids = models.JSONField(default=list)
    # What the ticket was before: {"status", "category", "waiting_since", …} as its columns have it.
    ticket_was = models.JSONField(default=dict)
    into_was = models.JSONField(default=dict)
    # Ids of rows that the other ticket got by this: {"tags": […], "ccs": […], "followers": […]}
    added = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "ticket"], condition=Q(undone_at=None), name="merge_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "batch"], name="merge_by_batch"),
            models.Index(fields=["workspace", "into"], condition=Q(undone_at=None), name="merge_by_survivor"),
        ]

    def __str__(self):
        return f"{self.ticket_id} into {self.into_id}"
