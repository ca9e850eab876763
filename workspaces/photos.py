"""Photos of members: drawn anew and square, shown to their colleagues over the initials.

Pages don't ask who has one. Each avatar of a member carries their id, and one style sheet of the workspace, which a browser
keeps until a photo changes, lays the photos over those that have one (docs/adr/photos-by-style-sheet.md).
"""

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.ids import opaque_id
from helpdesk.lib.pictures import NoPicture, redrawn, square
from workspaces.models import MemberPhoto, Workspace

SIDE = 192  # px: the largest, 64, on screens with three pixels to one


class NotAPhoto(OperationRefused):
    code = "not_a_photo"
    message = _("This is no picture that can be read. JPEG, PNG, WebP and GIF can.")


@transaction.atomic
def set_photo(member, file, *, by):
    """Make the picture in ``file`` (a binary file) the photo of ``member``, in place of an earlier one. Raises NotAPhoto."""
    try:
        data = redrawn(file, SIDE, partial(square, side=SIDE), quality=85)
    except NoPicture:
        raise NotAPhoto from None
    photo, _created = MemberPhoto.objects.update_or_create(
        workspace_id=member.workspace_id, member=member, defaults={"data": data, "public_id": opaque_id()}
    )
    _changed(member)
    return photo


@transaction.atomic
def remove_photo(member, *, by):
    """Their initials show again. Without a photo nothing happens."""
    deleted, _rows = MemberPhoto.objects.filter(workspace_id=member.workspace_id, member=member).delete()
    if deleted:
        _changed(member)


def _changed(member):
    Workspace.objects.filter(pk=member.workspace_id).update(photos_version=F("photos_version") + 1)
