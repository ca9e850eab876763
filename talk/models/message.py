"""What is written in a room."""

from datetime import timedelta

from django.db import models

from helpdesk.lib.ids import opaque_id
from talk.models.room import Room
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member

MAY_CHANGE = timedelta(hours=24)  # its author; later it is what others have long read and answered


class RoomMessage(models.Model):
    """Plain text. Within a room the ids rise as the messages were written: its row is locked meanwhile."""

    workspace = WorkspaceForeignKey(related_name="+")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    room = TenantForeignKey(Room, models.CASCADE, related_name="messages")
    author = TenantForeignKey(Member, models.CASCADE, related_name="+")
    text = models.TextField(max_length=4000, blank=True)  # nothing is left of a deleted one
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["public_id"], name="room_message_public_id")]
        indexes = [
            models.Index(fields=["workspace", "room", "id"], name="room_message_by_room"),
            models.Index(fields=["workspace", "author"], name="room_message_by_author"),
        ]

    def __str__(self):
        return self.text[:40]

    def may_be_changed_by(self, member, now):
        """Only by who wrote it, for a day."""
        return self.author_id == member.pk and self.deleted_at is None and now - self.created_at < MAY_CHANGE


class RoomMention(models.Model):
    """A member whom a message names. ``words`` is how: "@Marius Haugen"."""

    workspace = WorkspaceForeignKey(related_name="+")
    message = TenantForeignKey(RoomMessage, models.CASCADE, related_name="mentions")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    words = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "message", "member"], name="room_mention_once")]

    def __str__(self):
        return self.words
