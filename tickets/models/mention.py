"""Who was named in a note."""

from django.db import models

from tickets.models.message import Message
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey, cascade
from workspaces.models import Member, Team


class Mention(models.Model):
    """A member whom a note names, alone or by way of a team that they were in then. Who is mentioned may read the ticket."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="mentions")
    message = TenantForeignKey(Message, models.CASCADE, related_name="mentions")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    team = TenantForeignKey(Team, cascade, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # when the member first looked at the ticket afterwards

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "message", "member"], name="mention_once")]
        indexes = [
            models.Index(fields=["workspace", "member", "ticket"], name="mention_by_member"),
            models.Index(fields=["workspace", "ticket"], name="mention_by_ticket"),
            models.Index(fields=["workspace", "member"], condition=models.Q(read_at=None), name="mention_unread"),
        ]

    def __str__(self):
        return f"{self.member_id} in {self.message_id}"
