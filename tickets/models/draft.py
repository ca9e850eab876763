"""What an agent has typed and not sent."""

from django.db import models

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class Draft(models.Model):
    """One per ticket, member and kind ("reply" or "note"); kept on the server, so it survives tab, device and crash."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    body_html = models.TextField(blank=True)
    cc = models.JSONField(null=True, blank=True)  # [address, …], or None: as the ticket has them
    based_on_version = models.PositiveIntegerField(default=0)  # the ticket's when the writing began
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member", "kind"], name="draft_once")]
        indexes = [models.Index(fields=["workspace", "member", "ticket"], name="draft_by_member")]

    def __str__(self):
        return f"{self.kind} draft {self.pk}"
