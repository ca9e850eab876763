"""One automatic "we have it" for a new ticket that came by mail, and all that keeps it from becoming a nuisance.

Anybody can write a stranger's address into From, so the text holds nothing that the sender of the mail could choose, and
an address gets at most one an hour and three a day from the whole installation.
"""

import re

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from channels_inbox.limits import allow
from tickets import events
from tickets.content import text_as_html
from tickets.identifiers import new_message_id
from tickets.marks import NOT_TO_BE_ACKNOWLEDGED
from tickets.models import Message, MessageRecipient, Ticket
from tickets.operations.locking import locked
from tickets.outbound.rendering import language_of
from tickets.placeholders import fill
from tickets.publication import listener
from tickets.recipients import address_of_requester
from tickets.senders import channel_for_mail, sender_address, sender_name

HOUR, DAY = 3_600, 86_400  # seconds
PER_ADDRESS_AN_HOUR = 1
PER_ADDRESS_A_DAY = 3
PER_WORKSPACE_AN_HOUR = 600
MACHINES = re.compile(
    r"(?:no-?_?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?|abuse|auto(?:mailer)?)(?:[+=.\-_][^@]*)?@"
)


@listener("tickets.acknowledge", "ticket.opened")
def on_opened(event):
    """Acknowledge what a customer opened by mail. Once: the listener's delivery of an event is written with it."""
    if event.data.get("origin") == Ticket.Origin.EMAIL:
        ticket = event.ticket
        first = Message.objects.filter(workspace_id=event.workspace_id, pk=event.data["message"]).first()
        if first is not None and wants_acknowledgement(ticket, first):
            acknowledge(ticket)


def wants_acknowledgement(ticket, first):
    """Did a person write it who can be believed to wait for an answer, and does the workspace confirm at all?"""
    return (
        ticket.workspace.ack_enabled
        and ticket.place == Ticket.Place.INBOX
        and not ticket.awaits_review
        and first.kind == Message.Kind.INCOMING
        and not first.is_automatic
        and not any(mark.get("code") in NOT_TO_BE_ACKNOWLEDGED for mark in first.marks)
    )


@transaction.atomic
def acknowledge(ticket):
    """Queue the acknowledgement of a new ticket, within the limits. Returns the Message, or None if none may go.

    Records ``ticket.acknowledged``. The workspace's own text may hold ``{{ticket.number}}``, ``{{workspace.name}}`` and
    ``{{channel.address}}``; the subject, body and name that came with the mail are not to be had.
    """
    from tickets import tasks

    ticket = locked(ticket)
    address = address_of_requester(ticket)
    if not address or MACHINES.match(address) or not allowed(ticket.workspace_id, address):
        return None
    now = timezone.now()
    channel = channel_for_mail(ticket)
    text = _text(ticket, channel)
    message = Message.objects.create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=Message.Kind.SYSTEM,
        visibility=Message.Visibility.REQUESTER,
        channel=channel,
        from_name=sender_name(ticket.workspace, None)[:200],
        from_address=sender_address(channel),
        body_format=Message.Format.HTML,
        body_text=text,
        reply_text=text,
        body_html=text_as_html(text),
        message_id=new_message_id(ticket, channel),
        is_automatic=True,
        delivery=Message.State.QUEUED,
        queued_at=now,
        next_attempt_at=now,
        created_at=now,
    )
    MessageRecipient.objects.create(workspace_id=ticket.workspace_id, message=message, kind="to", address=address)
    events.record(ticket, "ticket.acknowledged", message=message.pk)
    tasks.deliver_message.ring_on_commit(ticket.workspace_id, message.pk)
    return message


def allowed(workspace_id, address):
    """May one more acknowledgement go to ``address``? The web form's (``portal.writing``) counts with those of mails."""
    return (
        allow(f"ack:{address}", per_seconds=HOUR, limit=PER_ADDRESS_AN_HOUR)
        and allow(f"ack-day:{address}", per_seconds=DAY, limit=PER_ADDRESS_A_DAY)
        and allow(f"ack-workspace:{workspace_id}", per_seconds=HOUR, limit=PER_WORKSPACE_AN_HOUR)
    )


def _text(ticket, channel):
    with translation.override(language_of(ticket)):
        return words(ticket.workspace, number=ticket.number, address=channel.address)


def words(workspace, *, number, address):
    """What an acknowledgement says in the active language, as plain text. Settings show it before it is saved."""
    text = workspace.ack_text.strip() or _(
        "Thank you. Your message has reached {{workspace.name}} and has the number {{ticket.number}}.\n\n"
        "A person will read it and answer you. To add something, just answer this mail."
    )
    values = {"ticket.number": number, "workspace.name": workspace.public_name, "channel.address": address}
    return fill(text, values)
