"""A member answers a notification by mail.

It speaks for the member only if all of it holds: the address was signed for that member, ticket and kind, and is not too old;
From is the member's own address; a server that the channel trusts stands behind From; the member may still do it. Else
nothing leaves the house: it is kept in the ticket for agents, and the member is told why.
"""

from datetime import timedelta

from contacts.identities import normalise_email
from helpdesk.lib.errors import OperationRefused
from tickets import answer_addresses
from tickets.answer_addresses import LIFE, REPLY
from tickets.content import Letter
from tickets.intake.content import content_of
from tickets.intake.outcome import Outcome
from tickets.intake.own_words import own_words
from tickets.models import Message, TicketEvent
from tickets.operations import conversation, refused_answers

BECAUSE = "answer-address"
KINDS_BESIDE = [Message.Kind.INCOMING, Message.Kind.REPLY, Message.Kind.CALL]


def find(arrival):
    """What the mail's answer address names, or None."""
    return answer_addresses.read(arrival.workspace, arrival.destinations[:200])


def is_from_member(arrival, named):
    return arrival.from_address == normalise_email(named.member.user.email)


def enter(arrival, named, fingerprint):
    """Make a mail from the member's address a reply or note, or keep it. Returns the Outcome."""
    why = _doubt(arrival, named)
    if not why:
        try:
            message = _write(arrival, named, fingerprint)
        except OperationRefused as refused:
            why = refused.code
        else:
            return _appended(message)
    message = refused_answers.keep(
        named.ticket,
        member=named.member,
        why=why,
        channel=arrival.channel,
        content=content_of(
            arrival, marks=[{"code": "answer-kept", "why": why}], matched_because=BECAUSE, fingerprint=fingerprint
        ),
        at=arrival.inbound.received_at,
    )
    return _appended(message)


def _doubt(arrival, named):
    """Why the mail does not speak for the member, a code of ``tickets.refused_answers.WHY``; or an empty text."""
    member, ticket = named.member, named.ticket
    may = "tickets.reply" if named.kind == REPLY else "tickets.note"
    if arrival.authentication != "pass":
        return "unproven"
    if arrival.inbound.received_at > named.made_at + LIFE or named.epoch != member.auth_epoch:
        return "expired"
    if not member.can(may) or not member.workspace.tickets.visible_to(member).filter(pk=ticket.pk).exists():
        return "not_allowed"
    if ticket.merged_into_id is not None:
        return "merged"
    if named.kind == REPLY and _has_other_requester(ticket, named.made_at):
        return "other_requester"
    return ""


def _write(arrival, named, fingerprint):
    words = own_words(arrival.mail.text or "")
    files = [one for one in content_of(arrival, marks=[]).files if one.data is not None]
    marks = []
    if named.kind == REPLY and _something_newer(named):
        marks.append({"code": "crossed"})
    letter = Letter(inbound_id=arrival.inbound.pk, fingerprint=fingerprint, matched_because=BECAUSE, marks=tuple(marks))
    operation = conversation.reply if named.kind == REPLY else conversation.add_note
    return operation(named.ticket, by=named.member, body=words, body_format="text", attachments=files, letter=letter)


def _has_other_requester(ticket, since):
    """Was the ticket given to another requester after the member was told of it? The answer was not meant for them."""
    return TicketEvent.objects.filter(
        workspace_id=ticket.workspace_id, ticket=ticket, type="ticket.requester_changed", at__gt=since
    ).exists()


def _something_newer(named):
    """Did somebody else write to or as the requester since? A mail can't ask first, so the ticket says it."""
    ticket = named.ticket
    since = named.made_at + timedelta(seconds=1)  # the address knows whole ones
    return (
        Message.objects.filter(
            workspace_id=ticket.workspace_id, ticket=ticket, created_at__gte=since, kind__in=KINDS_BESIDE
        )
        .exclude(visibility=Message.Visibility.INTERNAL)
        .exclude(author_member=named.member)
        .exclude(is_automatic=True)
        .exists()
    )


def _appended(message):
    return Outcome(
        "appended",
        ticket=message.ticket.number,
        message=message.public_id,
        matched_because=message.matched_because,
        marks=tuple(message.marks),
    )
