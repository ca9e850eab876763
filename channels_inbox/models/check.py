"""Tests of a channel's servers, as their settings page shows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_inbox.models.channel import Channel
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class ChannelCheck(models.Model):
    """One run of a test: ``steps`` grow while it goes, so that a page that asks again shows them live."""

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("Incoming mail")
        OUTGOING = "outgoing", _("Outgoing mail")
        MESSAGE = "message", _("Test message")  # one from a member, which comes in as a customer's would

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PASSED = "passed", _("Works")
        FAILED = "failed", _("Does not work")

    workspace = WorkspaceForeignKey(related_name="+")
    channel = TenantForeignKey(Channel, models.CASCADE, related_name="checks")
    direction = models.CharField(max_length=8, choices=Direction)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    steps = models.JSONField(default=list)  # [{"step": code, "ok": bool, "words": sentence or the server's words}]
    token = models.CharField(max_length=26, blank=True)  # in the plus-address that the test mail went to
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)  # the test mail came back by its plus-address

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "channel", "-id"], name="check_by_channel"),
            models.Index(fields=["workspace", "token"], condition=~models.Q(token=""), name="check_by_token"),
        ]

    def __str__(self):
        return f"{self.direction} check of {self.channel_id}"
