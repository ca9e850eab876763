"""How a member answers the mail that tells them of a ticket."""

from dataclasses import dataclass

from django.utils import timezone

from tickets.answer_addresses import addresses_for
from tickets.answer_line import answer_line
from tickets.models import Message

SHOWN = 4_000  # characters of what was written


@dataclass(frozen=True)
class WayToAnswer:
    """``reply`` and ``note`` are addresses, empty where the member can't; an answer to the mail itself goes ``to`` one of them.

    ``words`` is what was written to or as the requester last, ``line`` the one that the member writes above.
    """

    to: str
    reply: str
    note: str
    requester: str
    words: str
    line: str

    @property
    def is_note(self):
        return self.to == self.note

    @property
    def headers(self):
        """Programs that answer for the member are asked not to: [MS-OXCMAIL] 2.2.3.2.14."""
        return {"Reply-To": self.to, "X-Auto-Response-Suppress": "All"}


def way_to_answer(member, rows):
    """The WayToAnswer for a mail about ``rows`` (Notifications, with events) of one ticket; None if it can't be answered.

    Where a colleague wrote a note, the answer is for the colleague: it becomes a note as long as the member does not choose
    the other address.
    """
    ticket = rows[-1].ticket
    if ticket is None:
        return None
    addresses = addresses_for(member, ticket, now=timezone.now())
    if not addresses:
        return None
    is_among_us = any(row.event.type == "note.added" for row in rows)
    return WayToAnswer(
        to=addresses.note if is_among_us and addresses.note else addresses.reply or addresses.note,
        reply=addresses.reply,
        note=addresses.note,
        requester=ticket.requester.name,
        words=_words(member.workspace_id, rows),
        line=answer_line(),
    )


def _words(workspace_id, rows):
    """The newest of their messages that is not internal, else the requester's newest: notes never leave by mail."""
    told = Message.objects.filter(workspace_id=workspace_id, ticket=rows[-1].ticket).exclude(
        visibility=Message.Visibility.INTERNAL
    )
    ids = [row.event.data["message"] for row in rows if row.event.data.get("message")]
    texts = told.order_by("-created_at", "-id").values_list("reply_text", flat=True)
    text = texts.filter(pk__in=ids).first() or texts.filter(kind=Message.Kind.INCOMING).first() or ""
    return text.strip() if len(text) <= SHOWN else f"{text[:SHOWN].strip()}…"
