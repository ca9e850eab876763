"""Messages that have the words, in the rooms that the member may read."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from talk.models import Room, RoomMessage, RoomWord
from talk.rooms import title_of
from tickets.search.folding import words_of
from tickets.search.snippets import Marker
from tickets.search.terms import Term

MOST_WORDS = 8
SHOWN = 50
LAST = "\U0010ffff"  # behind every letter


@dataclass(frozen=True)
class Hit:
    """A message that was found. ``html``: the piece of it with the words, marked."""

    message: RoomMessage
    room: str
    html: SafeString


def search(member, typed):
    """The newest messages with all words of ``typed``, as Hits; the last word may be the beginning of one.

    At most SHOWN and one more. Costs what the words occur in the member's rooms, by the index ``room_word_once``.
    """
    words = [word[:40] for word in words_of(typed)][:MOST_WORDS]
    if not words:
        return []
    rooms = Room.objects.filter(workspace_id=member.workspace_id).visible_to(member)
    found = RoomMessage.objects.filter(workspace_id=member.workspace_id, room__in=rooms, deleted_at=None)
    known = RoomWord.objects.filter(workspace_id=member.workspace_id, room__in=list(rooms.values_list("pk", flat=True)))
    for word in words[:-1]:
        found = found.filter(pk__in=known.filter(word=word).values("message_id"))
    begun = known.filter(word__gte=words[-1], word__lt=words[-1] + LAST)
    found = found.filter(pk__in=begun.values("message_id")).select_related("author__user", "room__team")
    messages = list(found.order_by("-id").prefetch_related("room__members__member__user")[: SHOWN + 1])
    marked = Marker([Term(tuple(words))], [one.text for one in messages])
    return [Hit(one, _title(one.room, member), marked.piece(one.text) or marked(one.text[:150])) for one in messages]


def _title(room, member):
    if room.team_id:
        return room.team.name
    return title_of([one.member.name for one in room.members.all() if one.member_id != member.pk])
