"""An agent has looked at what was held back."""

from django.db import transaction

from tickets import events
from tickets.models import Message
from tickets.operations.copying import add_cc
from tickets.operations.locking import locked, save
from tickets.operations.refusals import NothingToAccept


@transaction.atomic
def accept(message, *, by):
    """Let a stranger's or doubted message into the conversation: the requester and CCs may read it from now on.

    Who wrote it becomes a CC, and gets what is written after that. Only for messages that came in. Records
    ``message.accepted``. Raises NothingToAccept. Returns the Message.
    """
    ticket = locked(message.ticket)
    freed = Message.objects.filter(
        workspace_id=ticket.workspace_id,
        pk=message.pk,
        kind=Message.Kind.INCOMING,
        visibility=Message.Visibility.INTERNAL,
        is_automatic=False,
        side=None,  # what a third party wrote never becomes part of it
    ).exclude(author_contact=None)
    if not freed.update(visibility=Message.Visibility.REQUESTER):
        raise NothingToAccept
    message.refresh_from_db()
    if message.from_address:
        add_cc(ticket, message.from_address, by=by, name=message.from_name, accepted=True)
    ticket.awaits_review = False
    save(ticket, "awaits_review")
    events.record(ticket, "message.accepted", by=by, message=message.pk, address=message.from_address)
    return message


@transaction.atomic
def reviewed(ticket, *, by):
    """Say that a held ticket is in order. Records ``ticket.reviewed``; nothing if it was not held. Returns the ticket."""
    ticket = locked(ticket)
    if ticket.awaits_review:
        ticket.awaits_review = False
        save(ticket, "awaits_review")
        events.record(ticket, "ticket.reviewed", by=by)
    return ticket
