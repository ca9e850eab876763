"""What members are told, and how they want to be told."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from notifications.kinds import Kind, default_ways
from talk.models import RoomMessage, RoomSeen
from tickets.content import one_line
from tickets.models import Ticket, TicketEvent, TicketSeen
from workspaces import jobs
from workspaces.fields import TenantForeignKey, TenantOneToOneField, WorkspaceForeignKey, cascade
from workspaces.models import Job, Member


class NotificationSettings(models.Model):
    """How one member wants to be told. Without a row the defaults of ``notifications.kinds`` hold."""

    class Digest(models.TextChoices):
        EACH = "each", _("A few minutes later, unless you have seen it by then")
        DAILY = "daily", _("Once a day, all in one mail")

    workspace = WorkspaceForeignKey(related_name="+")
    member = TenantOneToOneField(Member, models.CASCADE, related_name="notification_settings")
    ways = models.JSONField(default=dict)  # {kind: [way, …]}; a kind that is missing has its default
    digest = models.CharField(_("mails come"), max_length=5, choices=Digest, default=Digest.EACH)
    digest_at = models.TimeField(_("at"), default="08:00")
    quiet_from = models.TimeField(_("from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    volume = models.PositiveSmallIntegerField(_("volume of the sound"), default=0)  # percent; 0 is off

    class Meta:
        verbose_name_plural = "notification settings"

    def __str__(self):
        return f"of {self.member_id}"

    def ways_for(self, kind):
        """Ways by which ``kind`` is told, as a list."""
        return self.ways.get(str(kind), default_ways(kind))

    def is_quiet(self, local):
        """Is the local time ``local`` (a datetime) within the quiet hours, which may go past midnight?"""
        start, end, now = self.quiet_from, self.quiet_until, local.time()
        if start is None or end is None or start == end:
            return False
        return start <= now < end if start < end else now >= start or now < end

    def next_mail_at(self, local, pause):
        """When a mail about what happened at ``local`` goes: after ``pause``, never in quiet hours, or with the digest."""
        if self.digest == self.Digest.DAILY:
            return _next(self.digest_at, local)
        at = local + pause
        return _next(self.quiet_until, at) if self.is_quiet(at) else at


def _next(clock, after):
    """The next instant at which it is ``clock`` where ``after`` is."""
    at = datetime.combine(after.date(), clock, after.tzinfo)
    return at if at > after else datetime.combine(after.date() + timedelta(days=1), clock, after.tzinfo)


class NotificationQuerySet(models.QuerySet):
    def shown(self):
        """Those that the list in Tugi has."""
        return self.filter(in_app=True)

    def unread(self):
        """Neither opened nor overtaken: who has seen the ticket, or read the room, since then knows."""
        seen = TicketSeen.objects.filter(
            workspace_id=models.OuterRef("workspace_id"),
            member_id=models.OuterRef("member_id"),
            ticket_id=models.OuterRef("ticket_id"),
            version__gte=models.OuterRef("ticket_version"),
        )
        read = RoomSeen.objects.filter(
            workspace_id=models.OuterRef("workspace_id"),
            member_id=models.OuterRef("member_id"),
            room_id=models.OuterRef("talk_message__room_id"),
            upto__gte=models.OuterRef("talk_message_id"),
        )
        return self.filter(read_at=None).exclude(models.Exists(seen)).exclude(models.Exists(read))


class Notification(models.Model):
    """One member is told of one event of a ticket, of what was said in a room, or that their long work is over.

    Its words are made when it is shown, from the kind and the names.
    """

    workspace = WorkspaceForeignKey(related_name="notifications")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    member = TenantForeignKey(Member, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=16, choices=Kind)
    ticket = TenantForeignKey(Ticket, cascade, null=True, related_name="+")
    event = TenantForeignKey(TicketEvent, cascade, null=True, related_name="+")
    ticket_version = models.PositiveIntegerField(default=0)  # who has seen this one needs to be told no more
    talk_message = TenantForeignKey(RoomMessage, cascade, null=True, related_name="+")
    job = TenantForeignKey(Job, cascade, null=True, related_name="+")
    who = models.CharField(max_length=120, blank=True)  # by whose act
    in_app = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)  # empty: no mail, or it went

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="notification_public_id"),
            # A listener bears a repeat.
            models.UniqueConstraint(fields=["workspace", "event", "member"], name="notification_once"),
            models.UniqueConstraint(fields=["workspace", "talk_message", "member"], name="notification_once_of_talk"),
            models.UniqueConstraint(fields=["workspace", "job", "member"], name="notification_once_of_job"),
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, event__isnull=False, talk_message__isnull=True, job__isnull=True)
                | Q(ticket__isnull=True, event__isnull=True, talk_message__isnull=False, job__isnull=True)
                | Q(ticket__isnull=True, event__isnull=True, talk_message__isnull=True, job__isnull=False),
                name="notification_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "member", "-at", "-id"], condition=Q(in_app=True), name="notification_list"
            ),
            models.Index(
                fields=["workspace", "member"], condition=Q(in_app=True, read_at=None), name="notification_unread"
            ),
            models.Index(fields=["at"], name="notification_by_age"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_to_mail"),
        ]

    def __str__(self):
        return f"{self.kind} to {self.member_id}"

    def get_absolute_url(self):
        if self.ticket_id:
            return self.ticket.get_absolute_url()
        if self.job_id:
            return reverse("workspaces:job", args=[self.job.public_id])
        return f"{self.talk_message.room.get_absolute_url()}#talk-{self.talk_message.public_id}"

    @property
    def file_url(self):
        """Where the file is that was made, as long as it is kept; else empty."""
        if not self.job_id or not self.job.file or self.job.expires_at <= timezone.now():
            return ""
        return reverse("workspaces:job_file", args=[self.job.public_id])

    @property
    def about(self):
        """The same for all that is told of one ticket, room or job: "ticket-42"."""
        if self.job_id:
            return f"job-{self.job.public_id}"
        return f"ticket-{self.ticket.number}" if self.ticket_id else f"talk-{self.talk_message.room.slug}"

    @property
    def subject(self):
        """What it is about, on one line: "#42 Printer on fire", "Workshop: @Bob, look"."""
        if self.ticket_id:
            return f"#{self.ticket.number} {self.ticket.title}"
        if self.job_id:
            return jobs.outcome(self.job)[0]
        words, room = one_line(self.talk_message.text) or str(_("Files")), self.talk_message.room
        return words if room.is_direct else f"{room.team.name}: {words}"


class PushSubscription(models.Model):
    """A browser of a member that wants to be told while Tugi is closed (``notifications.push``)."""

    workspace = WorkspaceForeignKey(related_name="+")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    member = TenantForeignKey(Member, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000)  # of the browser's maker: who has it can only send what it decrypts
    p256dh = models.CharField(max_length=100)  # the browser's public key, base64url
    auth = models.CharField(max_length=40)  # the secret shared with it, base64url
    device = models.CharField(max_length=120, blank=True)  # "Chromium on Linux"
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="push_subscription_public_id"),
            models.UniqueConstraint(fields=["workspace", "endpoint"], name="push_subscription_once"),
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="push_subscription_by_member")]

    def __str__(self):
        return self.device


class TicketMute(models.Model):
    """A member wants to hear nothing more of a ticket, unless it is given to them."""

    workspace = WorkspaceForeignKey(related_name="+")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member"], name="ticket_mute_once")]

    def __str__(self):
        return f"{self.member_id} hears nothing of {self.ticket_id}"
