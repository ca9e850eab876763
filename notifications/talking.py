"""From what is said in a room to those who are told of it."""

from django.dispatch import receiver

from notifications import telling
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.noticing import rows_for
from talk.signals import message_written


@receiver(message_written, dispatch_uid="notifications.talk")
def notice(sender, message, members, mentioned, **kwargs):
    """Tell ``members`` of a conversation that somebody writes to them, and who is named in a team's room of that."""
    kinds = dict.fromkeys(members, Kind.DIRECT_MESSAGE)
    for member in mentioned:
        kinds.setdefault(member, Kind.DIRECT_MESSAGE if message.room.is_direct else Kind.TALK_MENTION)
    if not kinds:
        return
    workspace = message.author.workspace
    rows = rows_for(workspace, kinds.items(), message.created_at, talk_message=message, who=message.author.name)
    _replace(message, rows)
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    telling.tell(rows)
    if pushed := [row.member_id for row in rows if row.is_pushed]:
        telling.push(message.workspace_id, pushed, talk_message=message)


def _replace(message, rows):
    """One line for each conversation: the last unread one gives way, and its mail comes no later for that."""
    direct = {row.member_id: row for row in rows if row.kind == Kind.DIRECT_MESSAGE}
    told = Notification.objects.filter(
        workspace_id=message.workspace_id,
        member_id__in=direct,
        kind=Kind.DIRECT_MESSAGE,
        in_app=True,
        talk_message__room_id=message.room_id,
    )
    old = list(told.unread().values_list("pk", "member_id", "mail_due_at")) if direct else []
    for _pk, member_id, mail_due_at in old:
        if mail_due_at and direct[member_id].mail_due_at:
            direct[member_id].mail_due_at = min(mail_due_at, direct[member_id].mail_due_at)
    if old:
        Notification.objects.filter(workspace_id=message.workspace_id, pk__in=[pk for pk, *_rest in old]).delete()
