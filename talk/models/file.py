"""Files that members give to one another."""

from django.db import models

from helpdesk.lib.ids import opaque_id
from talk.models.message import RoomMessage
from talk.models.room import Room
from tickets.models.drawable import Drawable
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


def storage_path(file, filename):
    """A random name outside any document root; the shown name never touches the disk."""
    return f"talk/{file.workspace_id}/{file.public_id[:2]}/{file.public_id}"


class RoomFile(Drawable):
    """A file of a message, or one that waits in its uploader's composer, which nobody else sees."""

    workspace = WorkspaceForeignKey(related_name="+")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    room = TenantForeignKey(Room, models.CASCADE, related_name="files")
    message = TenantForeignKey(RoomMessage, models.CASCADE, null=True, blank=True, related_name="files")
    uploaded_by = TenantForeignKey(Member, models.CASCADE, related_name="+")
    file = models.FileField(upload_to=storage_path, max_length=200)
    name = models.CharField(max_length=255)  # display data only
    content_type = models.CharField(max_length=120)  # from the bytes, not from the name
    size = models.PositiveBigIntegerField()  # bytes
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["public_id"], name="room_file_public_id")]
        indexes = [
            models.Index(fields=["workspace", "message"], name="room_file_by_message"),
            models.Index(fields=["workspace", "room", "id"], name="room_file_by_room"),
            models.Index(fields=["workspace", "uploaded_by"], name="room_file_by_uploader"),
            models.Index(fields=["created_at"], condition=models.Q(message=None), name="room_file_waiting"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_image(self):
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")

    @property
    def icon(self):
        """Stands for a file that is no picture."""
        return "file-text" if self.content_type.startswith(("text/", "application/pdf")) else "file"
