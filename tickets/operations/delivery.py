"""How an answer fares on its way: sent, not delivered, bounced, tried again, taken back."""

from django.db import transaction
from django.utils import timezone

from channels_inbox import outbox
from contacts.identities import normalise_email
from contacts.models import Identity
from tickets import events
from tickets.models import Later, Message, MessageRecipient
from tickets.models.status import WAITING, Category
from tickets.operations import conversation, drafting, statuses, taking_back, waiting
from tickets.operations.locking import locked, save
from tickets.operations.preparing import status_in
from tickets.operations.refusals import NotFailed

State = Message.State
BACK = (*statuses.FIELDS, "first_responded_at")  # what a failure for good, and a retry, may change
LEFT = (State.SENDING, State.SENT, State.DELIVERED, State.READ, State.UNKNOWN)


def deliver(workspace_id, message_id):
    """Try once to send a queued message. Safe to call at any time: just one call at once can claim it.

    Records ``message.sent`` or ``message.not_delivered`` when it ends. Returns the message's new delivery state, or None if
    there was nothing to do. Opens its own transactions; call it outside of one.
    """
    from tickets.outbound import render

    return outbox.deliver(Message, message_id, workspace_id=workspace_id, build=render, on_end=_ended)


@transaction.atomic
def retry(message, *, by):
    """Queue a message that was not delivered once more, under the same Message-ID, from now for another 72 hours.

    Records ``message.retried``. Raises NotFailed. Returns the Message.
    """
    from tickets import tasks

    ticket = locked(message.ticket)
    if not outbox.retry_now(message):
        raise NotFailed
    if message.kind == Message.Kind.REPLY:  # on its way it is an answer again
        waiting.recall_answers(ticket)
        ticket.back_since = None if ticket.back_since == message.created_at else ticket.back_since
    save(ticket, *BACK)
    events.record(ticket, "message.retried", by=by, message=message.pk)
    message.refresh_from_db()
    tasks.deliver_message.ring_on_commit(message.workspace_id, message.pk)
    return message


@transaction.atomic
def undo(message, *, by):
    """Take a reply back before it leaves: the message goes, its text and files return into the member's draft.

    Only the member who wrote it, within ``undo_until``, while it is queued. What the reply changed on the ticket, and the
    macro that sent it, is put back (``taking_back.put_back``), and the wait of the requester goes on from when they wrote.
    Records ``message.undone`` and what is put back. Raises AlreadyGone. Returns the Draft.
    """
    ticket = locked(message.ticket)
    now = timezone.now()
    message = taking_back.not_gone(ticket, message, Message.Kind.REPLY, by=by, now=now)
    draft = drafting.give_back(ticket, to=by, html=message.body_html, at=now, last_message=message.pk)
    message.attachments.filter(workspace_id=ticket.workspace_id).update(
        message=None, uploaded_by=by, draft_ticket=ticket, draft_kind="reply"
    )
    pk, sent_at = message.pk, message.created_at
    message.delete()
    news = taking_back.put_back(ticket, by=by, at=sent_at, now=now)
    waiting.recall(ticket)
    save(ticket, *taking_back.FIELDS, *waiting.FIELDS)
    events.record_all(ticket, [("message.undone", {"message": pk}), *news], by=by)
    return draft


@transaction.atomic
def record_bounce(message, *, channel, content, recipient, status, is_final, at):
    """Note that a mail server could not deliver ``message`` (final), or goes on trying (not final).

    A final one makes the message FAILED with the server's status; the address counts as dead only if the message went to it.
    A reply that fails so leaves the ticket to the agents again (``_unanswered``). The report itself becomes an internal
    message. Records ``message.bounced`` or ``message.delayed``. Returns the report's Message.
    """
    ticket = locked(message.ticket)
    report = conversation.write_incoming(
        ticket,
        by=None,
        channel=channel,
        content=content,
        kind=Message.Kind.INCOMING,
        at=at,
        visibility=Message.Visibility.INTERNAL,
    )
    news = []
    if is_final:
        Message.objects.filter(workspace_id=ticket.workspace_id, pk=message.pk, delivery__in=LEFT).update(
            delivery=State.FAILED, delivery_error=f"{status} {recipient}".strip()
        )
        address = normalise_email(recipient)
        sent_to = MessageRecipient.objects.filter(workspace_id=ticket.workspace_id, message=message, address=address)
        if address and sent_to.exists():
            Identity.objects.filter(workspace_id=ticket.workspace_id, kind=Identity.Kind.EMAIL, value=address).update(
                bounced_at=at
            )
        news = _unanswered(ticket, message)
    save(ticket, *BACK)
    type = "message.bounced" if is_final else "message.delayed"
    about = {"message": message.pk, "report": report.pk, "status": status, "address": recipient}
    events.record_all(ticket, [(type, about), *news], at=at)
    return report


def _ended(message, result):
    """The way out has ended, well or not. Runs in the transaction that closes the row."""
    ticket = locked(message.ticket)
    if result.state == State.SENT:
        save(ticket)
        events.record(ticket, "message.sent", message=message.pk, refused=[address for address, _ in result.refused])
    else:
        news = [("message.not_delivered", {"message": message.pk}), *_unanswered(ticket, message)]
        save(ticket, *BACK)
        events.record_all(ticket, news)


def _unanswered(ticket, message):
    """In memory: a reply that did not arrive has answered nothing, so that its ticket is open, and the requester waits again.

    Not where somebody has spoken since: then that is the ticket's state. A closed ticket stays closed. Returns the news.
    """
    if message.kind != Message.Kind.REPLY or ticket.is_closed:
        return []
    since = Message.objects.filter(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind__in=waiting.SPOKEN,
        is_automatic=False,
        created_at__gt=message.created_at,
    )
    if since.exclude(visibility=Message.Visibility.INTERNAL).exclude(delivery=State.FAILED).exists():
        return []
    news = []
    if not ticket.is_open:
        if ticket.category in WAITING:
            Later.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind=Later.Kind.SNOOZE).delete()
        was = statuses.apply(ticket, status_in(ticket.workspace_id, Category.OPEN), at=timezone.now())
        news.append(statuses.news(ticket, was))
    waiting.recall_answers(ticket, failed=message.pk)
    if ticket.waiting_since is None:  # we wrote first
        ticket.back_since = message.created_at
    return news
