"""Files in rooms: they wait in the composer, go along with a message, and go away with it."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from talk.models import RoomFile
from talk.refusals import TooManyFiles
from tickets.drawing.pages import stored_names
from tickets.operations import attaching
from tickets.operations.attaching import MOST_FILES
from workspaces.tenancy import across_tenants, tenant

KEPT = timedelta(days=7)  # what was uploaded and never sent
AT_ONCE = 500


def waiting(room, member):
    """What waits in the member's composer in ``room``, as a queryset."""
    return RoomFile.objects.filter(workspace_id=room.workspace_id, room=room, uploaded_by=member, message=None)


@transaction.atomic
def keep(room, files, *, by):
    """Store NewFiles in the composer of ``by``. Raises TooManyFiles, and then keeps none."""
    if waiting(room, by).count() + len(files) > MOST_FILES:
        raise TooManyFiles
    return [_store(room, file, by) for file in files]


def give_back(room, public_id, *, by):
    """Forget one that waits. One of somebody else's, or one that was sent, is as if missing."""
    _delete(waiting(room, by).filter(public_id=public_id))


def tie(message, files, uploads):
    """Give ``message`` the NewFiles and what waits under the public ids ``uploads``. Raises TooManyFiles. Returns how many.

    The bytes are written before the row; a transaction undone later leaves an orphan file, never a row without one.
    """
    taken = waiting(message.room, message.author).filter(public_id__in=uploads) if uploads else RoomFile.objects.none()
    if taken.count() + len(files) > MOST_FILES:
        raise TooManyFiles
    count = taken.update(message=message)
    for file in files:
        _store(message.room, file, message.author, message)
    return count + len(files)


def remove_from(message):
    """The files of a message that was taken back go for good."""
    _delete(RoomFile.objects.filter(workspace_id=message.workspace_id, message=message))


def forget_unsent():
    """Delete what was uploaded long ago and never sent; one transaction for each workspace."""
    with across_tenants("uploads that nobody sent go by the same clock everywhere"):
        old = RoomFile.objects.filter(message=None, created_at__lt=timezone.now() - KEPT)
        found = {}
        for workspace_id, pk in old.order_by("created_at").values_list("workspace_id", "pk")[:AT_ONCE]:
            found.setdefault(workspace_id, []).append(pk)
    for workspace_id, ids in found.items():
        with tenant(workspace_id):
            _delete(RoomFile.objects.filter(workspace_id=workspace_id, pk__in=ids, message=None))


def _store(room, file, by, message=None):
    row = RoomFile(workspace_id=room.workspace_id, room=room, message=message, uploaded_by=by)
    return attaching.store(row, file)


def _delete(files):
    names = stored_names(files)
    files.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
