"""Addresses that one member answers a notification at: good for that member, one ticket, one kind of answer, two weeks.

``support+a<ticket>.<member>.<made at>.<epoch>.<tag>@…`` answers the requester, ``+n…`` writes an internal note. The tag signs
all of it under the workspace's secret; the epoch is the member's, so that what ends their sockets ends these addresses, too.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels_inbox.models import Channel
from tickets.identifiers import TAG_CHARS, base36, same, sign
from tickets.models import Message, Ticket
from tickets.recipients import recipients_of_reply
from tickets.senders import channel_for_mail
from workspaces.models import Member

LIFE = timedelta(days=14)
REPLY, NOTE = Message.Kind.REPLY, Message.Kind.NOTE
LETTERS = {REPLY: "a", NOTE: "n"}
TOKEN = re.compile(
    rf"([an])([0-9a-z]{{1,12}})\.([0-9a-z]{{1,12}})\.([0-9a-z]{{1,7}})\.([0-9a-z]{{1,6}})\.([a-z2-7]{{{TAG_CHARS}}})"
)
LONGEST = 64  # octets of the part before @, RFC 5321, 4.5.3.1.1


@dataclass(frozen=True)
class Addresses:
    """Where a member may answer; empty texts where they may not, or can't."""

    reply: str = ""
    note: str = ""

    def __bool__(self):
        return bool(self.reply or self.note)


@dataclass(frozen=True)
class Named:
    """What a valid address of ours says. Neither its age nor the member's rights are looked at yet."""

    ticket: Ticket
    member: Member
    kind: str  # REPLY or NOTE
    made_at: datetime
    epoch: int


def addresses_for(member, ticket, *, now):
    """The Addresses for ``member`` on ``ticket``, which they may read; with what they may do, and what would leave.

    None at all where the ticket's mail comes in by a channel that can't tell who wrote: its provider must take
    plus-addresses and be trusted to check senders.
    """
    channel = channel_for_mail(ticket)
    if not can_be_answered(channel):
        return Addresses()
    replies = (
        member.can("tickets.reply")
        and not ticket.is_closed
        and ticket.place == Ticket.Place.INBOX
        and bool(recipients_of_reply(ticket))
    )
    return Addresses(
        reply=_address(member, ticket, REPLY, channel, now) if replies else "",
        note=_address(member, ticket, NOTE, channel, now) if member.can("tickets.note") else "",
    )


def can_be_answered(channel):
    """Do answers of members come in by this channel, and does somebody check who wrote them?"""
    return bool(
        channel.kind == Channel.Kind.EMAIL
        and channel.address
        and channel.is_active
        and channel.takes_plus_addresses
        and channel.settings.get("trusted_authserv")
    )


def _address(member, ticket, kind, channel, now):
    local, _, domain = channel.address.partition("@")
    seconds = int(now.timestamp())
    numbers = ".".join(base36(number) for number in (ticket.pk, member.pk, seconds, member.auth_epoch))
    local = (
        f"{local}+{LETTERS[kind]}{numbers}.{_tag(ticket.workspace, kind, ticket, member, seconds, member.auth_epoch)}"
    )
    return f"{local}@{domain}" if len(local) <= LONGEST else ""


def _tag(workspace, kind, ticket, member, seconds, epoch):
    return sign(workspace, "answer", f"{kind}:{ticket.public_id}:{member.public_id}:{seconds}:{epoch}")


def read(workspace, addresses):
    """The Named of the first of ``addresses`` that is one of ours, or None; one for a note before all others.

    Whoever writes to both addresses wants to be heard in the house for sure.
    """
    found = sorted(
        filter(None, (TOKEN.fullmatch(one.partition("@")[0].lower().rpartition("+")[2]) for one in addresses)),
        key=lambda match: match[1] != LETTERS[NOTE],
    )
    for match in found[:10]:
        if named := _named(workspace, match):
            return named
    return None


def _named(workspace, match):
    kind = next(kind for kind, letter in LETTERS.items() if letter == match[1])
    ticket_id, member_id, seconds, epoch = (int(match[place], 36) for place in (2, 3, 4, 5))
    ticket = Ticket.objects.filter(workspace_id=workspace.pk, pk=ticket_id).first()
    member = Member.objects.filter(workspace_id=workspace.pk, pk=member_id).select_related("user", "workspace").first()
    if ticket is None or member is None:
        return None
    if not same(match[6], _tag(workspace, kind, ticket, member, seconds, epoch)):
        return None
    return Named(ticket, member, kind, datetime.fromtimestamp(seconds, UTC), epoch)
