"""What of the news a member may read now: rights change after somebody was told."""

from django.db.models import Exists, OuterRef, Q

from talk.models import Room


def readable(rows, member):
    """``rows``, Notifications of ``member``, on tickets and in rooms that they may read, and of their own work.

    Without what was deleted.
    """
    tickets = member.workspace.tickets.visible_to(member).filter(pk=OuterRef("ticket_id"))
    rooms = Room.objects.filter(workspace_id=member.workspace_id, pk=OuterRef("talk_message__room_id"))
    in_talk = Q(Exists(rooms.visible_to(member)), talk_message__deleted_at=None)
    return rows.filter(Q(Exists(tickets)) | in_talk | Q(job__isnull=False))
