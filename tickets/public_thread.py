"""What people outside may read of a ticket. All outward code (mail, quotes, portal, exports) takes these types.

They can't hold an internal message: building an entry from one raises, whoever asks.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tickets.models import Message, Ticket, TicketCC
from tickets.recipients import ticket_addresses

KINDS = frozenset([Message.Kind.INCOMING, Message.Kind.REPLY, Message.Kind.CALL, Message.Kind.SYSTEM])
VISIBLE = frozenset([Message.Visibility.REQUESTER, Message.Visibility.PUBLIC])


class NotPublic(ValueError):
    """An internal message was about to be shown outside."""


@dataclass(frozen=True)
class PublicEntry:
    """One message. ``text`` is what its author wrote anew, without history; ``html`` is set for what agents wrote.

    ``author`` is a name that outsiders may read: a contact's own, or the one an agent shows to customers.
    """

    pk: int
    public_id: str
    kind: str
    visibility: str
    at: datetime
    author: str
    is_ours: bool
    text: str
    html: str
    message_id: str

    def __post_init__(self):
        if self.kind not in KINDS or self.visibility not in VISIBLE:
            raise NotPublic(f"Message {self.pk} is for agents only.")

    @classmethod
    def of(cls, message):
        """The entry of a Message with its authors loaded. Raises NotPublic."""
        is_ours = message.kind in (Message.Kind.REPLY, Message.Kind.SYSTEM)
        return cls(
            pk=message.pk,
            public_id=message.public_id,
            kind=message.kind,
            visibility=message.visibility,
            at=message.created_at,
            author=_author(message, is_ours),
            is_ours=is_ours,
            text=message.reply_text or message.body_text,
            html=message.body_html if message.kind == Message.Kind.REPLY else "",
            message_id=message.message_id,
        )


@dataclass(frozen=True)
class PublicThread:
    """The entries of one ticket, oldest first."""

    ticket_id: int
    entries: tuple[PublicEntry, ...] = ()

    def __post_init__(self):
        if not all(isinstance(one, PublicEntry) for one in self.entries):
            raise NotPublic("A public thread holds public entries only.")


def public_thread(ticket, for_address=None, *, for_addresses=(), before=None, newest=None, by_people=False):
    """The PublicThread of a ticket, as all of the given (normalised) addresses may read it; without any, as the requester.

    A CC gets only what was written after they were accepted; who is neither requester nor accepted CC gets nothing.
    ``before`` leaves out that Message and what came after it; ``newest`` is how many entries at most. ``by_people`` leaves
    out what machines wrote: confirmations of ours, notices of absence. An answer that may still be taken back is left out.
    """
    addresses = {for_address, *for_addresses} - {None}
    readable = _readable(ticket, addresses)
    if readable is None:
        return PublicThread(ticket.pk)
    messages = Message.objects.filter(
        readable, workspace_id=ticket.workspace_id, kind__in=KINDS, visibility__in=VISIBLE
    ).exclude(delivery=Message.State.QUEUED, undo_until__gt=timezone.now())
    if by_people:
        messages = messages.exclude(kind=Message.Kind.SYSTEM).exclude(is_automatic=True)
    if before is not None:
        messages = messages.filter(created_at__lte=before.created_at).exclude(pk__gte=before.pk)
    rows = messages.select_related("author_contact", "author_member__user").order_by("-created_at", "-id")[:newest]
    return PublicThread(ticket.pk, tuple(PublicEntry.of(row) for row in reversed(rows)))


NEVER = object()


def _readable(ticket, addresses):
    """Which messages of ``ticket`` every one of the addresses may read, as a Q; None: not one.

    Merging and splitting move messages among tickets, but never among people: a message whose ``home`` is another ticket is
    for those who are on that one, as if it still stood there. A ticket that was merged away goes on showing its own.
    """
    homes = set(
        Message.objects.filter(Q(ticket=ticket) | Q(home=ticket), workspace_id=ticket.workspace_id)
        .exclude(home=None)
        .values_list("home_id", flat=True)
        .distinct()
    )
    own = Q(ticket=ticket, home=None) | Q(home=ticket) if ticket.pk in homes else Q(ticket=ticket)
    own = own & Q(home=None) if homes and ticket.pk not in homes else own
    parts = [(own, _readable_since(ticket, addresses))]
    for other in Ticket.objects.filter(workspace_id=ticket.workspace_id, pk__in=homes - {ticket.pk}) if homes else ():
        may = addresses or other.requester_id == ticket.requester_id
        parts.append((Q(ticket=ticket, home=other), _readable_since(other, addresses) if may else NEVER))
    found = None
    for part, since in parts:
        if since is NEVER:
            continue
        part = part if since is None else part & Q(created_at__gte=since)
        found = part if found is None else found | part
    return found


def _readable_since(ticket, addresses):
    """The instant from which on every one of the addresses may read what was written to the people of ``ticket``.

    None: from the beginning; NEVER: one of them may not at all. Without addresses, as its requester.
    """
    others = addresses - ticket_addresses(ticket) if addresses else set()
    since = []
    if others:
        accepted = dict(
            TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, address__in=others)
            .exclude(accepted_at=None)
            .values_list("address", "accepted_at")
        )
        if not others <= accepted.keys():
            return NEVER
        since = list(accepted.values())
    if ticket.requester_since and (not addresses or others != addresses):
        since.append(ticket.requester_since)
    return max(since, default=None)


def _author(message, is_ours):
    if is_ours:
        return message.from_name or (message.author_member.first_name if message.author_member else "")
    if message.author_contact and message.author_contact.name:
        return message.author_contact.name
    return message.from_name or message.from_address
