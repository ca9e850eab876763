"""What came in, as raw bytes, before anybody understood it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_inbox.models.channel import Channel
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class InboundMessage(models.Model):
    """One raw message. Committed before the sender is told that we have it; a duplicate is refused by the constraint."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Ignored")
        QUARANTINED = "quarantined", _("In quarantine")

    workspace = WorkspaceForeignKey(related_name="inbound_messages")
    channel = TenantForeignKey(Channel, models.CASCADE, related_name="inbound_messages")
    external_id = models.CharField(max_length=100)
    raw = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes
    # What the envelope said: {"mail_from", "rcpt_to": [...], "authenticated": bool|None}; empty for IMAP.
    envelope = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    result = models.CharField(max_length=12, blank=True)  # opened, appended, duplicate, ignored, quarantined
    reason = models.CharField(max_length=200, blank=True)  # why it was ignored or quarantined, a code of tickets.intake
    ticket_number = models.PositiveBigIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="inbound_once_per_channel")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(state="received"), name="inbound_to_do"),
            models.Index(
                fields=["workspace", "-id"], condition=models.Q(state="quarantined"), name="inbound_quarantine"
            ),
        ]

    def __str__(self):
        return f"{self.channel_id}/{self.external_id[:12]}"
