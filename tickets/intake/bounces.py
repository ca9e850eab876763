"""A mail server says that an answer of ours did not arrive: RFC 3464.

Only a Message-ID that we signed ties a bounce to a message, so nobody can have us think ill of a customer's address. What
can't be tied is ignored; its raw bytes stay.
"""

from tickets.identifiers import is_own_message_id
from tickets.intake.content import content_of
from tickets.intake.outcome import Outcome
from tickets.models import Message
from tickets.operations import delivery

MAX_IDS = 20


def enter(arrival, fingerprint):
    """Note the failure on the message that it is about, and on its ticket. Never opens a ticket, never makes a contact."""
    failed = _message(arrival)
    if failed is None:
        return Outcome("ignored", reason="bounce-of-unknown")
    bounce = arrival.mail.bounce
    is_final = bounce.action != "delayed"
    recipient = (bounce.final_recipient or "")[:254]
    mark = {
        "code": "delivery-failed" if is_final else "delivery-delayed",
        "recipient": recipient,
        "status": bounce.status or "",
    }
    content = content_of(arrival, marks=[mark], matched_because="bounce", is_automatic=True, fingerprint=fingerprint)
    message = delivery.record_bounce(
        failed,
        channel=arrival.channel,
        content=content,
        recipient=recipient,
        status=bounce.status or "",
        is_final=is_final,
        at=arrival.inbound.received_at,
    )
    return Outcome(
        "appended",
        ticket=failed.ticket.number,
        message=message.public_id,
        matched_because=message.matched_because,
        marks=tuple(message.marks),
    )


def _message(arrival):
    """The message of ours that it names: in the returned mail, else where an answer would."""
    named = [arrival.mail.bounce.original_message_id, *arrival.named_ids]
    ids = list(
        dict.fromkeys(one.lower() for one in named[:MAX_IDS] if one and is_own_message_id(arrival.workspace, one))
    )
    if not ids:
        return None
    rows = Message.objects.filter(
        workspace_id=arrival.workspace.pk, message_id__in=ids, kind__in=[Message.Kind.REPLY, Message.Kind.SYSTEM]
    ).select_related("ticket")
    found = {row.message_id: row for row in rows}
    return next((found[one] for one in ids if one in found), None)
