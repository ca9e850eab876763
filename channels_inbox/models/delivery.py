"""Rows that must leave: the queue out is in PostgreSQL."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_inbox.models.channel import Channel
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class Delivery(models.Model):
    """The delivery state of a row that leaves over a channel; ``channels_inbox.outbox`` moves it.

    ``external_id`` is the Message-ID or idempotency key: set when the row is made, the same on every try.
    """

    class State(models.TextChoices):
        NONE = "none", _("Not sent")  # incoming, notes
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        READ = "read", _("Read")
        FAILED = "failed", _("Not delivered")
        UNKNOWN = "unknown", _("Unknown")

    delivery_thread = None  # the column of a model whose rows leave in their order: "ticket_id"

    delivery = models.CharField(max_length=10, choices=State, default=State.NONE)
    delivery_error = models.TextField(blank=True)  # the server's words
    delivery_attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class SystemMail(Delivery):
    """A mail that belongs to no ticket: invitation, reset, one-time link. Its text is dropped once it is sent."""

    workspace = WorkspaceForeignKey(related_name="system_mails")
    channel = TenantForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="+")
    message_id = models.CharField(max_length=255)
    sender = models.CharField(max_length=320, blank=True)
    to = models.JSONField(default=list)  # [address, …]
    subject = models.CharField(max_length=998)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivery__in=["queued", "sending"]),
                name="system_mail_to_send",
            )
        ]

    def __str__(self):
        return f"system mail {self.pk}"
