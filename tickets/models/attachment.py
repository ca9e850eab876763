"""Files of messages and of drafts."""

from django.db import models

from helpdesk.lib.ids import opaque_id
from tickets.models.drawable import Drawable
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


def storage_path(attachment, filename):
    """A random name outside any document root; the shown name never touches the disk."""
    return f"attachments/{attachment.workspace_id}/{attachment.public_id[:2]}/{attachment.public_id}"


class Attachment(Drawable):
    """A file. Of a message, or of nobody's message yet: an upload into a draft, which only its uploader sees."""

    workspace = WorkspaceForeignKey(related_name="attachments")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    message = TenantForeignKey("tickets.Message", models.CASCADE, null=True, blank=True, related_name="attachments")
    uploaded_by = TenantForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    draft_ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, null=True, blank=True, related_name="+")
    draft_kind = models.CharField(max_length=8, blank=True)  # "reply" or "note": each keeps its own files
    file = models.FileField(upload_to=storage_path, max_length=200, blank=True)  # empty: kept out, over the limit
    name = models.CharField(max_length=255)  # display data only
    content_type = models.CharField(max_length=120)  # from the bytes, not from the name
    size = models.PositiveBigIntegerField()  # bytes
    content_id = models.CharField(max_length=255, blank=True)  # without <>
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public_id"], name="attachment_public_id")]
        ordering = ["id"]
        indexes = [
            models.Index(fields=["workspace", "message"], name="attachment_by_message"),
            models.Index(
                fields=["workspace", "draft_ticket", "uploaded_by"],
                condition=models.Q(message=None),
                name="attachment_by_draft",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_image(self):
        return self.content_type in ("image/png", "image/jpeg", "image/gif", "image/webp")
