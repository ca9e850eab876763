"""What happens to a ticket when its time comes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.status import Category
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class Later(models.Model):
    """A ticket that wakes up, a reply that leaves, or a reminder if nobody answered, ``at`` an instant.

    The row is the timer: a sweep looks for what is due. It goes when it has done its work, or was called off; what it did is
    told by events. ``interrupted_at``: the customer wrote first, so it does not come to pass; the sweep clears it away.
    """

    class Kind(models.TextChoices):
        SNOOZE = "snooze", _("Snooze")
        REPLY = "reply", _("Scheduled reply")
        FOLLOW_UP = "follow_up", _("Reminder")

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="later")
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")  # who asked for it
    cancel_if_customer_writes = models.BooleanField(default=True)
    interrupted_at = models.DateTimeField(null=True, blank=True)
    body_html = models.TextField(blank=True)  # of a reply, cleaned; its files wait as uploads with draft_kind "later"
    then = models.CharField(max_length=8, blank=True, choices=Category)  # what a reply sets the status to
    without_signature = models.BooleanField(default=False, db_default=False)  # of a reply
    minutes_spent = models.PositiveSmallIntegerField(null=True, blank=True)  # what writing a reply took
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "ticket", "kind"], condition=~Q(kind="reply"), name="later_once_per_ticket"
            ),
            models.UniqueConstraint(
                fields=["workspace", "ticket", "member"],
                condition=Q(kind="reply"),
                name="later_one_reply_per_member",
            ),
            models.CheckConstraint(condition=Q(kind__in=["snooze", "reply", "follow_up"]), name="later_kind_known"),
        ]
        indexes = [
            models.Index(fields=["workspace", "ticket"], name="later_by_ticket"),
            models.Index(fields=["workspace", "at"], condition=Q(kind="snooze"), name="later_snoozed"),
            models.Index(fields=["at"], condition=Q(interrupted_at=None), name="later_due"),
            models.Index(
                fields=["interrupted_at"], condition=Q(interrupted_at__isnull=False), name="later_interrupted"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
