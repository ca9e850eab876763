"""Files of a message."""

import puremagic
from django.core.files.base import ContentFile

from helpdesk.lib.written import insert
from tickets.models import Attachment

MOST_FILES = 20  # on one message


def attach(message, files):
    """Store each NewFile and tie it to ``message``. One over the limit keeps its name and size, without its bytes.

    The bytes are written before the row; a transaction undone later leaves an orphan file, never a row without one.
    """
    made = []
    for file in files:
        one = Attachment(
            workspace_id=message.workspace_id,
            message=message,
            name=file.name[:255],
            content_type=sniff(file.data, file.content_type) if file.data else file.content_type[:120],
            size=len(file.data) if file.data is not None else file.size or 0,
            content_id=file.content_id[:255],
            is_inline=file.is_inline,
        )
        if file.is_kept:
            one.file.save(one.name, ContentFile(file.data), save=False)
        made.append(one)
    return insert(made)


def keep_upload(ticket, member, draft_kind, file):
    """Store a NewFile in the member's draft ("reply" or "note") on ``ticket``. Returns the Attachment."""
    place = {"uploaded_by": member, "draft_ticket": ticket, "draft_kind": draft_kind}
    return store(Attachment(workspace_id=ticket.workspace_id, **place), file)


def store(row, file):
    """Store a NewFile with its bytes as ``row``, a new one that knows its place. Returns it."""
    row.name, row.size = file.name[:255], len(file.data)
    row.content_type = sniff(file.data, file.content_type)
    row.file.save(row.name, ContentFile(file.data), save=False)
    row.save(force_insert=True)
    return row


def uploads_of(ticket, member, draft_kind=None):
    """What waits in the member's own drafts on ``ticket``; with ``draft_kind`` ("reply" or "note") in that one only."""
    kinds = {} if draft_kind is None else {"draft_kind": draft_kind}
    return Attachment.objects.filter(
        workspace_id=ticket.workspace_id, draft_ticket=ticket, uploaded_by=member, message=None, **kinds
    )


def take_uploads(message, member, public_ids, *, draft_kind):
    """Tie the member's own uploads into this draft ("reply" or "note") to ``message``. Ids of others' are as if missing."""
    if not public_ids:
        return 0
    taken = uploads_of(message.ticket, member, draft_kind).filter(public_id__in=list(public_ids))
    return taken.update(message=message, draft_ticket=None, draft_kind="")


def sniff(data, claimed):
    """The content type by the bytes; what was claimed counts only for kinds of text that bytes can't tell apart."""
    claimed = claimed.partition(";")[0].strip().lower()[:120] or "application/octet-stream"
    try:
        found = puremagic.from_string(data[:4096], mime=True)
    except (puremagic.PureError, ValueError, IndexError):
        found = ""
    if found:
        return found[:120]
    return (
        claimed
        if claimed in ("text/plain", "text/csv", "text/calendar", "message/rfc822")
        else "application/octet-stream"
    )
