"""Tell everybody, and confirm to have read it."""

from django.db import transaction
from django.utils import timezone

from talk import live
from talk.models import Announcement, AnnouncementRead
from workspaces import rights
from workspaces.models import Member

RIGHT = "announcements.write"


@transaction.atomic
def announce(announcement, *, by, ask_again=False):
    """Save a new or changed ``announcement`` (its form has validated it). ``ask_again``: who has read it confirms anew."""
    if announcement.pk is None:
        announcement.author = by
    announcement.save()
    if ask_again:
        announcement.reads.filter(workspace_id=announcement.workspace_id).delete()
    live.announcements_changed(announcement.workspace_id)
    return announcement


@transaction.atomic
def withdraw(announcement, *, by):
    """Take it away, with what is known of who has read it."""
    Announcement.objects.filter(workspace_id=announcement.workspace_id, pk=announcement.pk).delete()
    live.announcements_changed(announcement.workspace_id)


@transaction.atomic
def confirm(announcement, *, by):
    """``by`` has read it. Once more changes nothing."""
    _row, is_new = AnnouncementRead.objects.get_or_create(
        workspace_id=announcement.workspace_id,
        announcement=announcement,
        member=by,
        defaults={"read_at": timezone.now()},
    )
    if is_new:
        tellers = Member.objects.active().filter(
            workspace_id=announcement.workspace_id, role__in=rights.roles_that_may(RIGHT)
        )
        live.announcement_read(announcement.workspace_id, tellers.values_list("pk", flat=True))
