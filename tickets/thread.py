"""A ticket's entries as its page shows them."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F
from django.utils import timezone

from tickets import beside
from tickets.models import Message, TicketEvent

SHOWN = 20  # messages; the rest comes on demand
UNFOLDED = 3  # the newest are open whatever was read
# Events that say what a message beside them says already.
SILENT = (
    "message.received",
    "message.replied",
    "note.added",
    "message.sent",
    "message.retried",
    "message.undone",
    "ticket.acknowledged",
)


@dataclass
class Entry:
    """A message or an event line. ``is_folded``: read before, and not among the newest."""

    at: object
    message: Message | None = None
    event: TicketEvent | None = None
    is_folded: bool = False
    day: object = None  # a date: this entry is the first of that day


@dataclass
class Thread:
    """``entries`` oldest first; ``earlier`` messages before them are not shown; ``last_message_id`` 0 if there is none."""

    entries: list
    earlier: int
    last_message_id: int
    first_unread: Message | None


def thread_of(ticket, *, seen_at=None, everything=False):
    """The Thread of a ticket: two statements for what it shows, one more to count what is left out."""
    messages = list(_messages(ticket).order_by("-created_at", "-id")[: None if everything else SHOWN + 1])
    more = not everything and len(messages) > SHOWN
    messages = messages[: None if everything else SHOWN][::-1]
    earlier = Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).count() - SHOWN if more else 0
    events = TicketEvent.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(type__in=SILENT)
    if more:
        events = events.filter(at__gte=messages[0].created_at)
    entries = [Entry(message.created_at, message=message) for message in messages]
    entries += [Entry(event.at, event=event) for event in events.order_by("id")[:500]]
    # At the same instant an event that opened the ticket comes first, one that followed from a message after it.
    entries.sort(
        key=lambda one: (one.at, one.message is not None, 0) if _opens(one) else (one.at, True, one.message is None)
    )
    newest = {message.pk for message in messages[-UNFOLDED:]}
    first_unread = None
    for entry in entries:
        if entry.message:
            unread = seen_at is not None and entry.at > seen_at
            entry.is_folded = seen_at is not None and not unread and entry.message.pk not in newest
            first_unread = first_unread or (entry.message if unread else None)
    for day, of_day in groupby(entries, key=lambda entry: timezone.localtime(entry.at).date()):
        next(of_day).day = day
    return Thread(entries, earlier, messages[-1].pk if messages else 0, first_unread)


def _opens(entry):
    return entry.event is not None and entry.event.type == "ticket.opened"


def _messages(ticket):
    """With the names of their authors instead of three models each."""
    return Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).annotate(
        member_name=F("author_member__user__name"),
        member_public_id=F("author_member__public_id"),
        contact_name=F("author_contact__name"),
        contact_public_id=F("author_contact__public_id"),
        **beside.of_message(),
    )


def list_files(message):
    """Those files that stand below the message: inline pictures that its HTML shows are left out."""
    return [file for file in message.files if not (file["inline"] and message.body_format == "html")]
