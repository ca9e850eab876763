"""What admins tell everybody."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class AnnouncementQuerySet(models.QuerySet):
    def holding(self, day):
        """Those that hold on ``day``, a date of the workspace."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def unread_by(self, member):
        """Those that ``member`` has not confirmed."""
        read = AnnouncementRead.objects.filter(
            workspace_id=member.workspace_id, announcement=OuterRef("pk"), member=member
        )
        return self.filter(~Exists(read))


class Announcement(models.Model):
    """Shown to all members from ``starts_on`` to the end of ``ends_on``, until each has confirmed to have read it."""

    workspace = WorkspaceForeignKey(related_name="announcements")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    starts_on = models.DateField(_("holds from"))
    ends_on = models.DateField(_("holds until"), null=True, blank=True)
    author = TenantForeignKey(Member, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="announcement_public_id"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="announcement_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-starts_on", "-id"], name="announcement_list")]

    def __str__(self):
        return self.title


class AnnouncementRead(models.Model):
    """A member has confirmed it."""

    workspace = WorkspaceForeignKey(related_name="+")
    announcement = TenantForeignKey(Announcement, models.CASCADE, related_name="reads")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "announcement", "member"], name="announcement_read_once")
        ]

    def __str__(self):
        return f"{self.member_id} has read {self.announcement_id}"
