"""What a contact's page shows of tickets: over all channels, what the member may see."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Q

from tickets.models import Message, Ticket
from tickets.models.status import OPEN, WAITING

A_PAGE = 25
SHOWN_TICKETS = 20
SALT = "contacts.timeline"
WORDS = 280
SAID = (Message.Kind.INCOMING, Message.Kind.REPLY, Message.Kind.NOTE, Message.Kind.CALL)


@dataclass(frozen=True)
class Timeline:
    """``messages`` newest first; ``before`` is what the address of the next page says."""

    messages: list
    before: str


def tickets_of(contact, member):
    """``(open, past, more)``: their tickets, newest first; ``more`` says that there are older ones."""
    rows = (
        member.workspace.tickets.visible_to(member)
        .filter(requester=contact, merged_into=None)
        .exclude(place=Ticket.Place.TRASH)
    )
    found = list(rows.select_related("status").order_by("-id")[: SHOWN_TICKETS * 2 + 1])
    under_way = [one for one in found if one.category in (*OPEN, *WAITING)]
    past = [one for one in found if one not in under_way]
    return under_way, past[:SHOWN_TICKETS], len(found) > SHOWN_TICKETS * 2


def timeline_of(contact, member, *, before=""):
    """The Timeline that ends before ``before``."""
    tickets = member.workspace.tickets.visible_to(member).filter(requester=contact).exclude(place=Ticket.Place.TRASH)
    messages = Message.objects.filter(
        workspace_id=contact.workspace_id, ticket__in=tickets.values("pk"), kind__in=SAID, side=None
    )
    if place := _read(before):
        at, pk = place
        messages = messages.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(
        messages.select_related("ticket", "author_member__user", "author_contact", "channel")
        .defer("body_html", "body_text")
        .order_by("-created_at", "-id")[: A_PAGE + 1]
    )
    shown = found[:A_PAGE]
    for one in shown:
        words = " ".join(one.reply_text.split())
        one.words = words if len(words) <= WORDS else words[:WORDS].rstrip() + "…"
    last = shown[-1] if len(found) > A_PAGE else None
    return Timeline(shown, signing.dumps([last.created_at.isoformat(), last.pk], salt=SALT) if last else "")


def _read(before):
    try:
        at, pk = signing.loads(before, salt=SALT)
        return datetime.fromisoformat(at), int(pk)
    except (signing.BadSignature, ValueError, TypeError):
        return None
