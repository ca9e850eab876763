"""What is to happen later: a ticket sleeps until it wakes, a reply leaves, a reminder rings if nobody answered.

The rows of ``tickets.models.Later`` are the timers; all of them are taken under the ticket's lock. What a member writes is
never lost on the way: a reply that can't leave is its writer's draft again.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.errors import OperationRefused
from tickets import events
from tickets.bodies import clean_body
from tickets.models import Draft, Later, Ticket
from tickets.models.status import DONE, OPEN, WAITING, Category
from tickets.operations import conversation, drafting, statuses
from tickets.operations.attaching import uploads_of
from tickets.operations.locking import locked, save
from tickets.operations.preparing import status_in
from tickets.operations.refusals import (
    AlreadyScheduled,
    NoAddress,
    NothingScheduled,
    NothingToSend,
    NotInFuture,
    NotInInbox,
    NotOpen,
    TicketClosed,
)
from tickets.recipients import recipients_of_reply
from workspaces.tenancy import tenant

Kind = Later.Kind
LONGEST = timedelta(days=366)
WAITING_UPLOADS = "later"  # draft_kind of a scheduled reply's files


@transaction.atomic
def snooze(ticket, *, until, by, cause=None):
    """Put an open or waiting ticket to sleep: on hold until the instant, or until the customer writes.

    Automatic mails do not wake it. Records ``ticket.snoozed``. Raises NotInFuture, TicketClosed, NotInInbox, NotOpen.
    Returns the Later.
    """
    ticket = _to_plan(ticket, until)
    if ticket.category in DONE:
        raise NotOpen
    later = _set(ticket, Kind.SNOOZE, until, by)
    news = [("ticket.snoozed", {"until": until.isoformat()})]
    if ticket.category in OPEN:
        was = statuses.apply(ticket, status_in(ticket.workspace_id, Category.HOLD), at=later.created_at)
        news.append(statuses.news(ticket, was))
    save(ticket, *statuses.FIELDS)
    events.record_all(ticket, news, by=by, cause=cause)
    return later


@transaction.atomic
def wake(ticket, *, by):
    """End the sleep now: open again, and in the lists where it stood when it was put to sleep.

    Records ``ticket.woke``. Raises NothingScheduled. Returns the ticket.
    """
    ticket = locked(ticket)
    later = _of(ticket, Kind.SNOOZE)
    _come_back(ticket, later, "ticket.woke", by=by)
    return ticket


@transaction.atomic
def remind(ticket, *, at, by):
    """Have the ticket come back at the instant, as open, if the customer has not written by then.

    Records ``ticket.reminder_set``. Raises as ``snooze``. Returns the Later.
    """
    ticket = _to_plan(ticket, at)
    if ticket.category == Category.SOLVED:
        raise NotOpen
    later = _set(ticket, Kind.FOLLOW_UP, at, by)
    save(ticket)
    events.record(ticket, "ticket.reminder_set", by=by, until=at.isoformat())
    return later


@transaction.atomic
def forget_reminder(ticket, *, by):
    """Call the reminder off. Records ``ticket.reminder_cancelled``. Raises NothingScheduled."""
    ticket = locked(ticket)
    _of(ticket, Kind.FOLLOW_UP).delete()
    save(ticket)
    events.record(ticket, "ticket.reminder_cancelled", by=by)


@transaction.atomic
def schedule(
    ticket,
    *,
    at,
    by,
    body,
    body_format="html",
    uploads=(),
    without_signature=False,
    minutes=None,
    then="",
    cancel_if_customer_writes=True,
):
    """Have a reply leave at the instant: one for each member and ticket. ``uploads``, ``minutes`` and such as for ``reply``.

    ``then``: the category of the status that it sets. The draft it comes from is gone. Records ``reply.scheduled``.
    Raises NotInFuture, TicketClosed, NotInInbox, NothingToSend, NoAddress, AlreadyScheduled. Returns the Later.
    """
    ticket = _to_plan(ticket, at)
    html, text = clean_body(body, body_format)
    if not text.strip() and "<img" not in html and not uploads:
        raise NothingToSend
    if not recipients_of_reply(ticket):
        raise NoAddress
    if _replies(ticket).filter(member=by).exists():
        raise AlreadyScheduled
    later = Later.objects.create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=Kind.REPLY,
        at=at,
        member=by,
        cancel_if_customer_writes=cancel_if_customer_writes,
        body_html=html,
        then=then,
        without_signature=without_signature,
        minutes_spent=minutes,
        created_at=timezone.now(),
    )
    uploads_of(ticket, by, "reply").filter(public_id__in=list(uploads)).update(draft_kind=WAITING_UPLOADS)
    Draft.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, member=by, kind="reply").delete()
    save(ticket)
    events.record(ticket, "reply.scheduled", by=by, until=at.isoformat())
    return later


@transaction.atomic
def unschedule(ticket, *, by):
    """Call one's own scheduled reply off: its text and files are the draft again. Raises NothingScheduled.

    Records ``reply.unscheduled``. Returns the Draft.
    """
    ticket = locked(ticket)
    return _give_back(ticket, _reply_of(ticket, by), "reply.unscheduled", by=by)


@transaction.atomic
def send_now(ticket, *, by):
    """Send one's own scheduled reply at once, with the time to undo it. Raises NothingScheduled and as ``reply`` does."""
    ticket = locked(ticket)
    return _send(ticket, _reply_of(ticket, by), is_late=False)


@transaction.atomic
def give_all_back(ticket):
    """Call off all scheduled replies of a ticket that is merged into another: their text and files are drafts again.

    The other one's requester may be somebody else. Records ``reply.not_sent`` of each.
    """
    for one in _replies(ticket).select_related("member__user"):
        _give_back(ticket, one, "reply.not_sent", reason="merged")


def come_due(workspace_id, later_id):
    """Do what one row asks for, if its time has come or a customer interrupted it. Safe to call at any time, and twice.

    The row goes in the transaction that does its work, so a crash leaves it for the next sweep.
    """
    with tenant(workspace_id):
        found = Later.objects.filter(workspace_id=workspace_id, pk=later_id).select_related("ticket").first()
        if found is None:
            return
        ticket = locked(found.ticket)
        later = (
            Later.objects.filter(workspace_id=workspace_id, pk=later_id)
            .select_related("member__user", "member__workspace")
            .first()
        )
        if later is None or (later.interrupted_at is None and later.at > timezone.now()):
            return
        if later.kind == Kind.REPLY:
            _reply_due(ticket, later)
        elif later.interrupted_at is not None or _is_over(ticket, later):
            later.delete()
        else:
            _come_back(ticket, later, "ticket.woke" if later.kind == Kind.SNOOZE else "ticket.reminded", by=None)


def _is_over(ticket, later):
    """Is there nothing to come back to? Whoever asked for a reminder is told of a ticket that is open, too."""
    if ticket.place != Ticket.Place.INBOX or ticket.category in DONE:
        return True
    return later.kind == Kind.SNOOZE and ticket.category not in WAITING


def _reply_due(ticket, later):
    member = later.member
    if later.interrupted_at is not None:
        _give_back(ticket, later, "reply.interrupted")
    elif not (member.can("tickets.reply") and _sees(member, ticket)):
        _give_back(ticket, later, "reply.not_sent", reason="not_allowed")
    else:
        try:
            with transaction.atomic():
                _send(ticket, later, is_late=True)
        except OperationRefused as refused:
            _give_back(ticket, later, "reply.not_sent", reason=refused.code)


def _sees(member, ticket):
    return member.workspace.tickets.visible_to(member).filter(pk=ticket.pk).exists()


def _send(ticket, later, *, is_late):
    member = later.member
    waiting = uploads_of(ticket, member, WAITING_UPLOADS)
    uploads = list(waiting.values_list("public_id", flat=True))
    waiting.update(draft_kind="reply")
    status = status_in(ticket.workspace_id, later.then) if later.then else None
    message = conversation.reply(
        ticket,
        by=member,
        body=later.body_html,
        uploads=uploads,
        status=status,
        without_signature=later.without_signature,
        minutes=later.minutes_spent,
        is_scheduled=True,
        is_late=is_late,
    )
    later.delete()
    return message


def _give_back(ticket, later, type, *, by=None, **data):
    """The reply is its writer's draft again, with its files."""
    now = timezone.now()
    member = later.member
    draft = drafting.give_back(ticket, to=member, html=later.body_html, at=now)
    uploads_of(ticket, member, WAITING_UPLOADS).update(draft_kind="reply")
    later.delete()
    save(ticket)
    events.record(ticket, type, by=by, member=member.pk, name=member.name, **data)
    return draft


def _come_back(ticket, later, type, *, by):
    """Open, and in the lists where it stood when it was put away."""
    ticket.back_since = later.created_at
    news = [(type, {"member": later.member_id, "since": later.created_at.isoformat()})]
    if ticket.category in WAITING:
        was = statuses.apply(ticket, status_in(ticket.workspace_id, Category.OPEN), at=timezone.now())
        news.append(statuses.news(ticket, was))
    later.delete()
    save(ticket, *statuses.FIELDS)
    events.record_all(ticket, news, by=by)


def _to_plan(ticket, at):
    now = timezone.now()
    if not now < at < now + LONGEST:
        raise NotInFuture
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    if ticket.place != Ticket.Place.INBOX:
        raise NotInInbox
    return ticket


def _set(ticket, kind, at, by):
    """The ticket's one row of this kind, new or with another time."""
    now = timezone.now()
    later, _ = Later.objects.update_or_create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=kind,
        defaults={"at": at, "member": by, "interrupted_at": None, "created_at": now},
    )
    return later


def _of(ticket, kind):
    later = Later.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind=kind).first()
    if later is None:
        raise NothingScheduled
    return later


def _replies(ticket):
    return Later.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind=Kind.REPLY)


def _reply_of(ticket, member):
    later = _replies(ticket).filter(member=member).select_related("member__user", "member__workspace").first()
    if later is None:
        raise NothingScheduled
    return later
