"""Entries of a thread."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from channels_inbox.models import Channel, Delivery, InboundMessage
from contacts.models import Contact
from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class MessageQuerySet(models.QuerySet):
    def undelivered(self):
        """Replies, and what was forwarded, that failed for good and after which no other of the kind went out."""
        later = (
            Message.objects.filter(
                workspace_id=OuterRef("workspace_id"),
                ticket_id=OuterRef("ticket_id"),
                kind=OuterRef("kind"),
                created_at__gt=OuterRef("created_at"),
            )
            .exclude(delivery=Delivery.State.FAILED)
            .order_by()
        )
        kinds = [Message.Kind.REPLY, Message.Kind.FORWARD]
        return self.filter(delivery=Delivery.State.FAILED, kind__in=kinds).exclude(Exists(later))


class Message(Delivery):
    """Any entry of a thread. ``visibility`` says who may ever read it; outward code reads ``public_thread()`` only."""

    class Kind(models.TextChoices):
        INCOMING = "incoming", _("Message")
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")
        CALL = "call", _("Call")
        SYSTEM = "system", _("System message")  # what Tugi itself sent the requester
        FORWARD = "forward", _("Forwarded")  # to a third party, in a side thread

    class Visibility(models.TextChoices):
        INTERNAL = "internal", _("Internal")
        REQUESTER = "requester", _("Requester and CCs")
        PUBLIC = "public", _("Everybody")

    class Format(models.TextChoices):
        TEXT = "text", _("Plain text")
        HTML = "html", _("HTML")

    delivery_thread = "ticket_id"

    workspace = WorkspaceForeignKey(related_name="messages")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="messages")
    # Whose people outside may read it, where that is not the ticket it stands on: it was merged or split off.
    home = TenantForeignKey("tickets.Ticket", models.CASCADE, null=True, blank=True, related_name="messages_elsewhere")
    side = TenantForeignKey("tickets.SideThread", models.CASCADE, null=True, blank=True, related_name="messages")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    visibility = models.CharField(max_length=9, choices=Visibility)
    channel = TenantForeignKey(Channel, models.SET_NULL, null=True, blank=True, related_name="+")
    inbound = TenantForeignKey(InboundMessage, models.SET_NULL, null=True, blank=True, related_name="+")  # the raw mail
    author_contact = TenantForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    author_member = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)  # as the mail said it, or as we sent it
    from_address = models.CharField(max_length=254, blank=True)

    body_format = models.CharField(max_length=4, choices=Format, default=Format.TEXT)
    body_text = models.TextField(blank=True)  # the whole text, quoted history too
    reply_text = models.TextField(blank=True)  # what the sender wrote anew
    body_html = models.TextField(blank=True)  # sanitised; incoming mail's keeps its look and is shown in a frame only
    quoted_lines = models.PositiveIntegerField(default=0)

    message_id = models.CharField(max_length=998, blank=True)  # without <>
    fingerprint = models.CharField(max_length=64, null=True, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    matched_because = models.CharField(max_length=40, blank=True)  # a code of tickets.intake.threading
    marks = models.JSONField(default=list)  # [{"code", …}]: what the agent should know about it
    is_automatic = models.BooleanField(default=False)

    # A call: {"direction": "in"|"out", "queue_seconds", "duration_seconds", "recording"}
    call = models.JSONField(null=True, blank=True)
    minutes_spent = models.PositiveSmallIntegerField(null=True, blank=True)  # what writing it took, where that is noted
    undo_until = models.DateTimeField(null=True, blank=True)
    without_signature = models.BooleanField(default=False, db_default=False)  # its writer left the signature out
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="message_public_id"),
            models.UniqueConstraint(fields=["workspace", "fingerprint"], name="message_once_per_workspace"),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(visibility="internal", delivery="none"), name="message_note_is_internal"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["internal", "requester", "public"]), name="message_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(side=None) & ~Q(kind="forward") | Q(visibility="internal", side__isnull=False),
                name="message_side_is_internal",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "ticket", "created_at", "id"], name="message_thread"),
            models.Index(fields=["workspace", "home"], condition=Q(home__isnull=False), name="message_by_home"),
            models.Index(
                fields=["workspace", "ticket", "home"], condition=Q(home__isnull=False), name="message_from_elsewhere"
            ),
            models.Index(fields=["workspace", "side"], condition=Q(side__isnull=False), name="message_by_side"),
            models.Index(fields=["workspace", "message_id"], condition=~Q(message_id=""), name="message_by_message_id"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(delivery__in=["queued", "sending"]), name="message_to_send"
            ),
            models.Index(fields=["workspace", "ticket"], condition=Q(delivery="failed"), name="message_failed"),
            models.Index(fields=["workspace", "ticket"], condition=Q(kind="note"), name="message_notes"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_internal(self):
        return self.visibility == self.Visibility.INTERNAL


class MessageRecipient(models.Model):
    """One address that a message goes to, or came to."""

    class Kind(models.TextChoices):
        TO = "to", _("To")
        CC = "cc", _("Cc")
        BCC = "bcc", _("Bcc")

    workspace = WorkspaceForeignKey(related_name="+")
    message = TenantForeignKey(Message, models.CASCADE, related_name="recipients")
    kind = models.CharField(max_length=3, choices=Kind)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["workspace", "message"], name="recipient_by_message")]

    def __str__(self):
        return self.address
