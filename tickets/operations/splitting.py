"""A part of a ticket becomes a ticket of its own."""

from django.db import transaction
from django.utils import timezone

from tickets import events, mentioning, seen
from tickets.models import Message, Ticket, TicketCC, TicketLink, TicketTag
from tickets.models.status import Category
from tickets.operations import waiting
from tickets.operations.locking import locked, save
from tickets.operations.numbering import next_ticket
from tickets.operations.refusals import EverythingSplit, NothingToSplit, NotInInbox, SideThreadSplit
from tickets.ordering import sort_due
from workspaces.models import Member


@transaction.atomic
def split(ticket, messages, *, by, subject="", requester=None, at=None, cause=None):
    """Move ``messages`` of ``ticket`` to a new ticket, linked with it, of the same team, assignee, priority and tags.

    ``requester`` (by default the same) asks there. If it is another, nobody gets to read what they could not read before:
    what was moved stays for the people of ``ticket`` (``Message.home``). The accepted CCs come along only with the same
    requester. Records ``ticket.split`` and, on the new one, ``ticket.split_from``. Raises NothingToSplit, EverythingSplit,
    SideThreadSplit, NotInInbox. Returns the new Ticket.
    """
    at = at or timezone.now()
    ticket = locked(ticket)
    if ticket.place != Ticket.Place.INBOX or ticket.merged_into_id:
        raise NotInInbox
    key = {"workspace_id": ticket.workspace_id}
    moved = Message.objects.filter(**key, ticket=ticket, pk__in=[one.pk for one in messages])
    ids = list(moved.order_by("created_at", "id").values_list("pk", flat=True))
    if not ids:
        raise NothingToSplit
    if moved.exclude(side=None).exists():
        raise SideThreadSplit
    if len(ids) == Message.objects.filter(**key, ticket=ticket).count():
        raise EverythingSplit
    new = _open(ticket, Message.objects.get(**key, pk=ids[0]), subject, requester or ticket.requester)
    is_same = new.requester_id == ticket.requester_id
    if not is_same:
        moved.filter(home=None).update(home=ticket)
    Message.objects.filter(**key, pk__in=ids).update(ticket=new)
    mentioning.move(ticket.workspace_id, ids, new)
    if is_same:
        TicketCC.objects.bulk_create(
            TicketCC(**key, ticket=new, contact_id=one.contact_id, address=one.address, accepted_at=one.accepted_at)
            for one in TicketCC.objects.filter(**key, ticket=ticket).exclude(accepted_at=None)
        )
    tags = TicketTag.objects.filter(**key, ticket=ticket)
    TicketTag.objects.bulk_create(TicketTag(**key, ticket=new, tag_id=one.tag_id) for one in tags)
    TicketLink.objects.create(**key, ticket=new, other=ticket, kind=TicketLink.Kind.RELATED, by=by, at=at)
    for one in (ticket, new):
        waiting.recall(one)
        save(one, *waiting.FIELDS)
    events.record(ticket, "ticket.split", by=by, at=at, cause=cause, number=new.number, messages=len(ids))
    events.record(new, "ticket.split_from", by=by, at=at, cause=cause, number=ticket.number, messages=len(ids))
    if isinstance(by, Member):
        seen.opened(new, by.pk)
    return new


def _open(ticket, first, subject, requester):
    """The row of the new ticket."""
    category = Category.OPEN if ticket.assignee_id else Category.NEW
    given = next_ticket(ticket.workspace_id, category)
    return Ticket.objects.create(
        pk=given.ticket_id,
        workspace_id=ticket.workspace_id,
        number=given.number,
        subject=" ".join((subject or ticket.subject).split())[:500],
        language=ticket.language,
        channel=ticket.channel,
        origin=ticket.origin,
        requester=requester,
        requester_since=ticket.requester_since if requester.pk == ticket.requester_id else None,
        team_id=ticket.team_id,
        assignee_id=ticket.assignee_id,
        status_id=given.status_id,
        category=category,
        priority=ticket.priority,
        type=ticket.type,
        created_at=first.created_at,
        last_message_at=first.created_at,
        sort_due=sort_due(next_due_at=None, waiting_since=None, last_message_at=first.created_at),
    )
