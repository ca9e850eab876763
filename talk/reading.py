"""A room's messages as its page shows them: grouped, with what they name made links and cards."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from talk.models import RoomMessage
from talk.wording import as_html, hosts_of, ticket_numbers

PAGE = 50
ABOVE = 5  # messages above one that somebody was led to
TOGETHER = timedelta(minutes=5)  # what one says within so long stands under one name


@dataclass(frozen=True)
class Entry:
    """One message. ``day`` is set where another day begins, ``is_more`` where it goes on under the name above it."""

    message: RoomMessage
    html: str
    is_mine: bool
    may_change: bool
    is_more: bool = False
    day: object = None
    cards: list = field(default_factory=list)
    is_first_unread: bool = False


@dataclass(frozen=True)
class Thread:
    """``entries`` in the order they were written. ``earlier``: the public id before which there are more, or empty."""

    entries: list
    earlier: str = ""

    @property
    def last(self):
        return self.entries[-1].message if self.entries else None


def latest(room, request, *, seen_upto=None):
    """The newest page. ``seen_upto``: the id up to which the reader knows them; None marks nothing as unread."""
    return _page(room, request, _messages(room), seen_upto)


def before(room, request, message):
    """The page that goes before ``message``."""
    return _page(room, request, _messages(room).filter(id__lt=message.pk))


def around(room, request, message):
    """A page that begins a little above ``message``."""
    above = list(_messages(room).filter(id__lt=message.pk).order_by("-id")[: ABOVE + 1])[::-1]
    shown = [*above, *_messages(room).filter(id__gte=message.pk).order_by("id")[: PAGE - ABOVE]]
    previous = shown.pop(0) if len(above) > ABOVE else None
    return Thread(_entries(shown, previous, request), shown[0].public_id if previous else "")


def after(room, request, message):
    """What came after ``message`` (None: all), the oldest page of it."""
    rows = _messages(room).order_by("id")
    rows = list(rows.filter(id__gte=message.pk)[: PAGE + 1]) if message else [None, *rows[:PAGE]]
    return Thread(_entries(rows[1:], rows[0], request))


def alone(message, request):
    """One Entry as it stands among the others."""
    previous = _messages(message.room).filter(id__lt=message.pk).order_by("-id").first()
    return _entries([message], previous, request)[0]


def find_message(room, public_id):
    """The message of ``room`` with that id, or None."""
    return _messages(room).filter(public_id=public_id).first()


def _messages(room):
    rows = RoomMessage.objects.filter(workspace_id=room.workspace_id, room_id=room.pk)
    return rows.select_related("author__user").prefetch_related("mentions", "files")


def _page(room, request, rows, seen_upto=None):
    if room.pk is None:
        return Thread([])
    found = list(rows.order_by("-id")[: PAGE + 1])[::-1]
    has_earlier = len(found) > PAGE
    previous, shown = (found[0], found[1:]) if has_earlier else (None, found)
    entries = _entries(shown, previous, request, seen_upto)
    return Thread(entries, shown[0].public_id if has_earlier else "")


def _entries(messages, previous, request, seen_upto=None):
    member, now = request.member, timezone.now()
    hosts = hosts_of(request.workspace, request.get_host())
    named = {message.pk: ticket_numbers(message.text, hosts) for message in messages}
    tickets = _tickets(request, {number for numbers in named.values() for number in numbers})
    entries, is_marked = [], seen_upto is None
    for message in messages:
        is_unread = not is_marked and message.pk > seen_upto and message.author_id != member.pk
        is_marked = is_marked or is_unread
        mentions = {one.words: one.member_id for one in message.mentions.all()}
        new_day = previous is None or _day(previous) != _day(message)
        entries.append(
            Entry(
                message,
                as_html(
                    message.text,
                    mentions=mentions,
                    numbers=tickets,
                    me=next((words for words, pk in mentions.items() if pk == member.pk), ""),
                ),
                message.author_id == member.pk,
                message.may_be_changed_by(member, now),
                is_more=not new_day and not is_unread and _goes_on(previous, message),
                day=_day(message) if new_day else None,
                cards=[tickets[number] for number in named[message.pk] if number in tickets],
                is_first_unread=is_unread,
            )
        )
        previous = message
    return entries


def _goes_on(previous, message):
    return (
        previous.author_id == message.author_id
        and previous.deleted_at is None
        and message.created_at - previous.created_at < TOGETHER
    )


def _day(message):
    return timezone.localtime(message.created_at).date()


def _tickets(request, numbers):
    """``{number: Ticket}`` of those that the reader may see: others stay the text that was written."""
    if not numbers:
        return {}
    found = request.workspace.tickets.visible_to(request.member).filter(number__in=numbers)
    return {one.number: one for one in found.select_related("status").only(*SHOWN_OF_TICKET)}


SHOWN_OF_TICKET = ("id", "workspace_id", "number", "subject", "category", "status__name", "status__category")
