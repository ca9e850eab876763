"""Which ticket a mail belongs to, and why. The order is fixed; the first that answers decides.

0. ``side-address``, ``side-message-id``: it answers what we wrote to a third party, by the signed address of that talk or
   by a Message-ID that we made for it. It stays apart from the requester's conversation, whoever sent it.
1. ``reply-address``: it was sent to a ticket's signed reply address (To, Cc, Delivered-To or the envelope).
2. ``own-message-id``: In-Reply-To or References name a Message-ID that we made and signed.
3. ``sender-message-id``: they name a mail that came in on a ticket, and the sender is the requester or an accepted CC there
   (a customer adds something to their own first mail, before we have answered).
4. ``subject-tag``: the subject holds ``[#4218]``, and the sender is the requester or an accepted CC of that ticket.
5. ``new``: none of these. A tag by anybody else makes a new ticket that names the other as a possible duplicate.

3 and 4 can be guessed, so they count for nothing where the sender's domain disowns the mail (DMARC failed). Two tickets
never join by the same words in the subject.
"""

from dataclasses import dataclass

from helpdesk.lib.written import Rows, fetch
from tickets.identifiers import is_own_message_id, read_reply_token, read_side_token, same, sign
from tickets.models import Message, SideThread, Ticket, TicketCC
from tickets.subjects import tagged_numbers

REPLY_ADDRESS, OWN_ID, SENDER_ID = "reply-address", "own-message-id", "sender-message-id"
SUBJECT_TAG, NEW = "subject-tag", "new"
SIDE_ADDRESS, SIDE_ID = "side-address", "side-message-id"
MAX_IDS = 60  # of References; the nearest are looked at
MAX_TOKENS = 10
MAX_HOPS = 20  # of merged tickets
NAMED_MESSAGE = Rows(Message, "message", only=("id", "message_id", "kind", "home", "side"))
ITS_TICKET = Rows(Ticket, "ticket")
BY_ID = f"SELECT {ITS_TICKET.columns} FROM tickets_ticket ticket WHERE ticket.workspace_id = %s AND ticket.id = ANY(%s)"
NAMED = f"""
    SELECT {NAMED_MESSAGE.columns}, {ITS_TICKET.columns} FROM "tickets_message" message
    JOIN "tickets_ticket" ticket ON ticket.workspace_id = message.workspace_id AND ticket.id = message.ticket_id
    WHERE message.workspace_id = %s AND message.message_id = ANY(%s) AND message.message_id <> '' ORDER BY message.id
"""


@dataclass(frozen=True)
class Match:
    """``ticket`` is None for a new one. ``duplicate_of`` is the ticket that a stranger's subject names.

    ``home`` is a ticket that was merged into ``ticket``, where the sender is on that one only: what they write is not for
    the survivor's people.
    """

    because: str
    ticket: Ticket | None = None
    duplicate_of: Ticket | None = None
    sender_is_on_it: bool = False
    home: Ticket | None = None
    side: SideThread | None = None


def find(arrival, sender):
    """The Match for a mail of ``sender``, a Contact."""
    side = _by_side_address(arrival)
    if side:
        return Match(SIDE_ADDRESS, followed(side.ticket), side=side)
    found = _by_reply_address(arrival)
    if found:
        return on_ticket(found, REPLY_ADDRESS, sender)
    trusts_sender = arrival.authentication != "fail"
    found, because = _by_message_id(arrival, sender if trusts_sender else None)
    if isinstance(found, SideThread):
        return Match(SIDE_ID, followed(found.ticket), side=found)
    if found:
        return on_ticket(found, because, sender)
    named = _by_tag(arrival)
    if named and trusts_sender:
        match = on_ticket(named, SUBJECT_TAG, sender)
        if match.sender_is_on_it:
            return match
    return Match(NEW, duplicate_of=followed(named) if named else None)


def is_on(ticket, contact):
    """Is the contact the ticket's requester or an accepted CC?"""
    if contact is None:
        return False
    if ticket.requester_id == contact.pk:
        return True
    return (
        TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, contact=contact)
        .exclude(accepted_at=None)
        .exists()
    )


def on_ticket(ticket, because, sender):
    """The Match for a mail that belongs to ``ticket``, or to what that was merged into."""
    on_it = is_on(ticket, sender)
    into = followed(ticket)
    if into.pk == ticket.pk or is_on(into, sender):
        return Match(because, into, sender_is_on_it=on_it or into.pk != ticket.pk)
    return Match(because, into, sender_is_on_it=on_it, home=ticket if on_it else None)


def followed(ticket):
    """The ticket, or the one that it was merged into in the end."""
    for _ in range(MAX_HOPS):
        if ticket.merged_into_id is None:
            break
        ticket = Ticket.objects.get(workspace_id=ticket.workspace_id, pk=ticket.merged_into_id)
    return ticket


def _by_reply_address(arrival):
    tokens = dict.fromkeys(token for one in arrival.destinations[:200] if (token := read_reply_token(one)))
    tokens = list(tokens)[:MAX_TOKENS]
    if not tokens:
        return None
    found = fetch(BY_ID, [arrival.workspace.pk, [pk for pk, _ in tokens]], ITS_TICKET)
    tickets = {ticket.pk: ticket for (ticket,) in found}
    for pk, tag in tokens:
        ticket = tickets.get(pk)
        if ticket and same(tag, sign(arrival.workspace, "reply", ticket.public_id)):
            return ticket
    return None


def _by_side_address(arrival):
    tokens = dict.fromkeys(token for one in arrival.destinations[:200] if (token := read_side_token(one)))
    for pk, tag in list(tokens)[:MAX_TOKENS]:
        side = SideThread.objects.filter(workspace_id=arrival.workspace.pk, pk=pk).select_related("ticket").first()
        if side and same(tag, sign(arrival.workspace, "side", side.public_id)):
            return side
    return None


def _by_message_id(arrival, sender):
    """``(ticket, because)`` by one look at the messages that are named; the nearest of ours before the nearest of theirs."""
    ids = arrival.named_ids[:MAX_IDS]
    if not ids:
        return None, ""
    ours = {one.lower() for one in ids if is_own_message_id(arrival.workspace, one)}
    wanted = [one.lower() if one.lower() in ours else one for one in ids]
    if sender is None:
        wanted = [one for one in wanted if one in ours]
    named = {}
    for message, ticket in fetch(NAMED, [arrival.workspace.pk, wanted], NAMED_MESSAGE, ITS_TICKET) if wanted else ():
        is_reply = message.kind in (Message.Kind.REPLY, Message.Kind.SYSTEM, Message.Kind.FORWARD)
        if (message.message_id in ours) == is_reply:  # a mail that came in under an id of ours proves nothing
            named.setdefault(message.message_id, _home(message, ticket))
    for one in wanted:
        if one in ours and one in named:
            return named[one], OWN_ID
    for one in wanted:
        if one not in ours and one in named and (isinstance(named[one], SideThread) or is_on(named[one], sender)):
            return named[one], SENDER_ID
    return None, ""


def _home(message, ticket):
    """The ticket whose people the message is for: the one it was written on, if that was merged since.

    Or the SideThread that it is part of: answers to that never stand in the requester's conversation.
    """
    if message.side_id is not None:
        return SideThread.objects.select_related("ticket").get(workspace_id=ticket.workspace_id, pk=message.side_id)
    if message.home_id in (None, ticket.pk):
        return ticket
    return Ticket.objects.get(workspace_id=ticket.workspace_id, pk=message.home_id)


def _by_tag(arrival):
    numbers = tagged_numbers(arrival.mail.subject)
    if not numbers:
        return None
    return Ticket.objects.filter(workspace_id=arrival.workspace.pk, number=numbers[0]).first()
