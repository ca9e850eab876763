"""Talks with third parties."""

from django.db import models

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class SideThread(models.Model):
    """What agents write with somebody outside about a ticket, a supplier for one. The requester never sees any of it.

    Its messages stand on the ticket, are internal all of them, and are answered to an address of the talk's own.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="side_threads")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)  # what its reply address signs
    subject = models.CharField(max_length=500)
    addresses = models.JSONField(default=list)  # normalised; who gets what is written
    by = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["workspace", "ticket"], name="side_thread_by_ticket")]

    def __str__(self):
        return ", ".join(self.addresses)
