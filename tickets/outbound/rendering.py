"""Put an answer together: people, subject, threading headers, bodies, files. Reads rows, changes none."""

from django.utils import translation

from channels_inbox.adapters.base import Outbound
from tickets import loops
from tickets.identifiers import reply_address, side_address
from tickets.models import Message, MessageRecipient
from tickets.outbound import bodies, files
from tickets.outbound.references import references
from tickets.public_thread import public_thread
from tickets.senders import sender_address, sender_name
from tickets.subjects import with_tag

QUOTED_ENTRIES = 5


def render(message):
    """The Outbound of a queued reply or system message. Runs inside ``tenant()``; the same on every try.

    The history below an answer holds only what every one of its recipients may read. Raises PermanentFailure if a file of
    it can't be read any more.
    """
    message = _loaded(message)
    ticket = message.home or message.ticket  # a merged ticket's answers go on as if it still stood alone
    workspace, channel = ticket.workspace, message.channel
    people = list(MessageRecipient.objects.filter(workspace_id=workspace.pk, message=message))
    chain = references(message)
    is_system, side = message.kind == Message.Kind.SYSTEM, message.side
    with translation.override(language_of(ticket)):
        thread = None
        if not is_system and side is None:  # a third party gets what was chosen for it: that stands in the message
            readers = {one.address for one in people}
            thread = public_thread(ticket, for_addresses=readers, before=message, newest=QUOTED_ENTRIES, by_people=True)
        parts = files.files_of(message)
        body = bodies.Body(message, thread, inline=parts.inline)
        subject = bodies.SYSTEM_SUBJECT if is_system else ticket.title
        return Outbound(
            from_name=message.from_name or sender_name(workspace, message.author_member),
            from_address=sender_address(channel),
            to=_of_kind(people, "to"),
            cc=_of_kind(people, "cc"),
            bcc=_of_kind(people, "bcc"),
            reply_to=_reply_to(ticket, channel, side),
            subject=_side_subject(side, chain)
            if side
            else with_tag(str(subject), ticket.number, is_answer=bool(chain) and not is_system),
            text=body.text,
            html=body.html,
            files=parts.outbound,
            message_id=message.message_id,
            idempotency_key=message.message_id,
            in_reply_to=chain[-1] if chain else "",
            references=tuple(chain),
            headers=_headers(message, workspace, is_system),
        )


def language_of(ticket):
    """The language that a requester is written to in: the ticket's, the contact's, else the workspace's."""
    return ticket.language or ticket.requester.language or ticket.workspace.language


def _loaded(message):
    return Message.objects.select_related(
        "ticket__workspace",
        "ticket__requester",
        "ticket__team",
        "ticket__channel",
        "home__workspace",
        "home__requester",
        "home__team",
        "home__channel",
        "channel",
        "side",
        "author_member__user",
    ).get(workspace_id=message.workspace_id, pk=message.pk)


def _of_kind(people, kind):
    return tuple(("" if one.name == one.address else one.name, one.address) for one in people if one.kind == kind)


def _side_subject(side, chain):
    """Without the ticket's number: a third party's answers are known by the talk's own address and ids alone."""
    return f"Re: {side.subject}" if chain else f"Fwd: {side.subject}"


def _reply_to(ticket, channel, side):
    """The signed address of the ticket, or of the talk, where the channel takes it, else nothing: then From is answered."""
    if channel is None or not channel.takes_plus_addresses or not channel.address:
        return ""
    if side is not None:
        return side_address(side, ticket.workspace, channel.address) or ""
    return reply_address(ticket, channel.address) or ""


def _headers(message, workspace, is_system):
    headers = {loops.HEADER: loops.value(workspace)}
    if is_system:
        # RFC 3834, 5; the second keeps Exchange from answering: [MS-OXCMAIL] 2.2.3.2.14.
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    elif message.author_member_id is None:
        headers["Auto-Submitted"] = "auto-generated"
    return headers
