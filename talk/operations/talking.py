"""Write in rooms, and change what one wrote. Rights are asked in the view, which found the room."""

from django.db import transaction
from django.utils import timezone

from talk import live
from talk.models import Room, RoomMember, RoomMention, RoomMessage, RoomSeen
from talk.operations import sharing
from talk.reach import audience
from talk.refusals import NobodyChosen, NothingSaid, TooLate, TooLong, TooManyChosen
from talk.signals import message_written
from talk.wording import mentioned

MOST_MEMBERS = 12
MOST_CHARACTERS = 4000


def room_of(team):
    """The team's room, with its row."""
    room, _made = Room.objects.get_or_create(workspace_id=team.workspace_id, team=team)
    return room


@transaction.atomic
def open_direct(members, *, by):
    """The conversation between ``by`` and ``members``, the same one each time. Raises NobodyChosen, TooManyChosen."""
    everybody = {by.pk: by} | {member.pk: member for member in members}
    if len(everybody) < 2:
        raise NobodyChosen
    if len(everybody) > MOST_MEMBERS:
        raise TooManyChosen
    parties = ",".join(str(pk) for pk in sorted(everybody))
    room, made = Room.objects.get_or_create(workspace_id=by.workspace_id, parties=parties)
    if made:
        RoomMember.objects.bulk_create(
            RoomMember(workspace_id=by.workspace_id, room=room, member=member) for member in everybody.values()
        )
    return room


@transaction.atomic
def write(room, *, by, text, files=(), uploads=(), at=None):
    """Say ``text`` (plain) in ``room``. Whom it names is told, and all others of a direct conversation.

    ``files`` are NewFiles, ``uploads`` public ids of what waits in the composer of ``by``. Raises NothingSaid (neither text
    nor files), TooLong, TooManyFiles. Returns the RoomMessage.
    """
    text = _clean(text, may_be_empty=files or uploads)
    if room.pk is None:
        room = room_of(room.team)
    room = (
        Room.objects.select_for_update(of=("self",))
        .select_related("team")
        .get(workspace_id=room.workspace_id, pk=room.pk)
    )
    message = RoomMessage.objects.create(
        workspace_id=room.workspace_id, room=room, author=by, text=text, created_at=at or timezone.now()
    )
    if not (files or uploads) or not sharing.tie(message, files, uploads):
        _clean(text)
    Room.objects.filter(workspace_id=room.workspace_id, pk=room.pk).update(
        last_message_id=message.pk, last_message_at=message.created_at
    )
    mark_seen(room, by=by, upto=message.pk)
    readers = list(audience(room))
    named = note_mentions(message, readers)
    others = [one for one in readers if one.pk != by.pk]
    live.room_changed(room, [one.pk for one in readers])
    message_written.send(sender=None, message=message, members=others if room.is_direct else [], mentioned=[*named])
    return message


@transaction.atomic
def edit(message, *, by, text):
    """Say it otherwise. Who is named only now is told. Raises NothingSaid, TooLong, TooLate. Returns the RoomMessage."""
    message = _changeable(message, by)
    text = _clean(text, may_be_empty=message.files.filter(workspace_id=message.workspace_id).exists())
    if text == message.text:
        return message
    message.text, message.edited_at = text, timezone.now()
    message.save(update_fields=["text", "edited_at"])
    before = set(message.mentions.filter(workspace_id=message.workspace_id).values_list("member_id", flat=True))
    message.mentions.filter(workspace_id=message.workspace_id).delete()
    readers = list(audience(message.room))
    named = note_mentions(message, readers)
    live.room_changed(message.room, [one.pk for one in readers], changed=message.public_id)
    message_written.send(
        sender=None, message=message, members=[], mentioned=[one for one in named if one.pk not in before]
    )
    return message


@transaction.atomic
def remove(message, *, by):
    """Take it back: its words and files are gone for good, its place stays. Raises TooLate. Returns the RoomMessage."""
    message = _changeable(message, by)
    message.text, message.deleted_at = "", timezone.now()
    message.save(update_fields=["text", "deleted_at"])
    message.mentions.filter(workspace_id=message.workspace_id).delete()
    sharing.remove_from(message)
    live.room_changed(message.room, [one.pk for one in audience(message.room)], changed=message.public_id)
    return message


def mark_seen(room, *, by, upto):
    """``by`` has read ``room`` up to the message with the id ``upto``. It never goes back."""
    key = {"workspace_id": room.workspace_id, "room_id": room.pk, "member": by}
    if not RoomSeen.objects.filter(**key, upto__lt=upto).update(upto=upto):
        RoomSeen.objects.get_or_create(**key, defaults={"upto": upto})


def _clean(text, *, may_be_empty=False):
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text and not may_be_empty:
        raise NothingSaid
    if len(text) > MOST_CHARACTERS:
        raise TooLong
    return text


def _changeable(message, by):
    rows = RoomMessage.objects.select_for_update(of=("self",)).select_related("room__team")
    message = rows.get(workspace_id=message.workspace_id, pk=message.pk)
    if not message.may_be_changed_by(by, timezone.now()):
        raise TooLate
    return message


def note_mentions(message, readers):
    """Write the mentions of those ``readers`` whom the message names, but for its author. Returns them as a list."""
    named = {
        member: words for member, words in mentioned(message.text, readers).items() if member.pk != message.author_id
    }
    RoomMention.objects.bulk_create(
        RoomMention(workspace_id=message.workspace_id, message=message, member=member, words=words[:120])
        for member, words in named.items()
    )
    return list(named)
