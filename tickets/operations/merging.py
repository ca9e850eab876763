"""Several tickets become one, and are taken apart again."""

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from helpdesk.lib.ids import opaque_id
from tickets import events, mentioning
from tickets.models import Merge, Message, SideThread, Ticket
from tickets.models.status import Category
from tickets.operations import statuses, uniting
from tickets.operations.locking import locked, save
from tickets.operations.merged_state import STATE, put_back, remember
from tickets.operations.preparing import status_in
from tickets.operations.refusals import (
    AlreadyMerged,
    CannotMergeInto,
    MergedOnward,
    NothingToMerge,
    NothingToUndo,
    NotInInbox,
    TooManyToMerge,
)

AT_ONCE = 50


@transaction.atomic
def merge(tickets, *, into, by, copies=None, at=None, cause=None):
    """Make ``tickets`` part of ``into``: their messages stand there by their times, their numbers lead there, they close.

    Tags and followers are united, and those CCs in ``copies`` (addresses out of ``uniting.possible_copies``; None: those
    of tickets that the same requester asked). Nobody outside gets to read what they could not read before: what was written on a
    merged ticket stays for its own people (``Message.home``), and a new copy reads what is written from now on. If somebody
    waits on a merged ticket, the survivor opens. Deliveries under way go on; drafts and uploads move along.
    Records ``ticket.merged`` on ``into`` and ``ticket.merged_into`` on each. Raises NothingToMerge, TooManyToMerge,
    AlreadyMerged, CannotMergeInto, NotInInbox, with nothing changed. Returns the Merges, all of one batch.
    """
    at = at or timezone.now()
    into, sources = _locked(tickets, into)
    wanted = uniting.wanted(uniting.possible_copies(sources, into), copies)
    batch, into_was, seen = opaque_id(), remember(into), uniting.seen_by(sources, into)
    reopened_from, merges = None, []
    for source in sources:
        ids = _move(source, into)
        merges.append(
            Merge(
                workspace_id=into.workspace_id,
                batch=batch,
                ticket=source,
                into=into,
                by=by,
                at=at,
                message_ids=ids,
                ticket_was=remember(source),
                into_was=into_was,
                added=uniting.unite(source, into, wanted),
            )
        )
        _take_over(source, into)
    if not into.is_open and any(source.is_open and source.waiting_since for source in sources):
        waits = into.waiting_since
        reopened_from = statuses.apply(into, status_in(into.workspace_id, Category.OPEN), at=at)
        into.waiting_since = waits
    Merge.objects.bulk_create(merges)
    for source in sources:
        _close(source, into, batch, by=by, at=at, cause=cause)
    Ticket.objects.filter(workspace_id=into.workspace_id, merged_into__in=sources).update(merged_into=into)
    save(into, *STATE)
    uniting.note_seen(into, seen)
    news = {
        "numbers": sorted(source.number for source in sources),
        "batch": batch,
        "messages": sum(len(one.message_ids) for one in merges),
        "copies": sorted(wanted),
    }
    said = [("ticket.merged", news)]
    if reopened_from:
        said.append(statuses.news(into, reopened_from))
    events.record_all(into, said, by=by, cause=cause, at=at)
    return merges


@transaction.atomic
def unmerge(merges, *, by, at=None, cause=None):
    """Take tickets of one survivor apart again: every message goes back to where it stood, and who and what came along goes.

    What was written on the survivor since stays there, but for what came in to one of the others. Each ticket has the state
    again that it had; the survivor has its own, unless work went on there meanwhile. Records ``ticket.unmerged`` on the
    survivor and ``ticket.unmerged_from`` on each. Raises NothingToUndo, MergedOnward. Returns the survivor.
    """
    at = at or timezone.now()
    workspace_id = merges[0].workspace_id if merges else None
    wanted = [one.pk for one in merges]
    both = {pk for one in merges for pk in (one.ticket_id, one.into_id)}
    tickets = {pk: locked(Ticket(pk=pk, workspace_id=workspace_id)) for pk in sorted(both)}
    merges = list(Merge.objects.filter(workspace_id=workspace_id, pk__in=wanted, undone_at=None).order_by("-id"))
    if not merges:
        raise NothingToUndo
    into = tickets[merges[0].into_id]
    if into.merged_into_id:
        onward = Ticket.objects.get(workspace_id=workspace_id, pk=into.merged_into_id)
        raise MergedOnward(into.number, onward.number)
    Merge.objects.filter(workspace_id=workspace_id, pk__in=[one.pk for one in merges]).update(undone_at=at)
    was = into.status
    for one in merges:
        source = tickets[one.ticket_id]
        _move_back(one, source, into)
        uniting.divide(one)
        put_back(source, one.ticket_was, at=at)
        source.merged_into = None
        save(source, "merged_into", *STATE)
        _point_back(source)
        events.record(source, "ticket.unmerged_from", by=by, at=at, cause=cause, number=into.number, batch=one.batch)
    put_back(into, merges[-1].into_was, at=at, since=merges[-1].at)
    save(into, *STATE)
    news = {"numbers": sorted(tickets[one.ticket_id].number for one in merges), "batch": merges[0].batch}
    said = [("ticket.unmerged", news)]
    if into.status_id != was.pk:
        said.append(statuses.news(into, was))
    events.record_all(into, said, by=by, cause=cause, at=at)
    return into


def _locked(tickets, into):
    """``(into, sources)``, read anew and locked in the order of their ids, so that two merges never wait for each other."""
    ids = {ticket.pk for ticket in tickets}
    if not ids or into.pk in ids:
        raise NothingToMerge
    if len(ids) > AT_ONCE:
        raise TooManyToMerge
    found = [locked(Ticket(pk=pk, workspace_id=into.workspace_id)) for pk in sorted({*ids, into.pk})]
    for ticket in found:
        if ticket.merged_into_id:
            raise AlreadyMerged(ticket.number)
        if ticket.place != Ticket.Place.INBOX:
            raise NotInInbox
    into = next(ticket for ticket in found if ticket.pk == into.pk)
    if into.is_closed:
        raise CannotMergeInto(into.number)
    return into, [ticket for ticket in found if ticket.pk != into.pk]


def _move(source, into):
    """The source's messages stand on ``into`` from now on, for whom they were for. Returns their ids."""
    messages = Message.objects.filter(workspace_id=source.workspace_id, ticket=source)
    ids = list(messages.order_by("id").values_list("pk", flat=True))
    mentioning.move(source.workspace_id, ids, into)
    messages.update(ticket=into, home_id=Coalesce("home_id", source.pk))
    return ids


def _move_back(merge, source, into):
    """What was moved, and what came in to the source's people since; unless it was moved on from ``into``."""
    here = Message.objects.filter(workspace_id=merge.workspace_id, ticket=into)
    ids = set(here.filter(pk__in=merge.message_ids).values_list("pk", flat=True))
    ids |= set(here.filter(home=source).values_list("pk", flat=True))
    moved = Message.objects.filter(workspace_id=merge.workspace_id, pk__in=ids)
    mentioning.move(merge.workspace_id, ids, source)
    moved.update(ticket=source)
    moved.filter(home=source).update(home=None)
    SideThread.objects.filter(workspace_id=merge.workspace_id, ticket=into, pk__in=merge.added["side_threads"]).update(
        ticket=source
    )


def _take_over(source, into):
    """What the list says of the survivor."""
    if source.last_message_at > into.last_message_at:
        into.last_message_at, into.snippet = source.last_message_at, source.snippet
    if source.is_open and source.waiting_since:
        into.waiting_since = min(source.waiting_since, into.waiting_since or source.waiting_since)
    into.awaits_review = into.awaits_review or source.awaits_review
    into.first_responded_at = into.first_responded_at or source.first_responded_at


def _close(source, into, batch, *, by, at, cause):
    source.merged_into = into
    source.awaits_review = False
    if not source.is_closed:
        statuses.apply(source, status_in(source.workspace_id, Category.CLOSED), at=at)
    save(source, "merged_into", *STATE)
    events.record(source, "ticket.merged_into", by=by, at=at, cause=cause, number=into.number, batch=batch)


def _point_back(source):
    """Tickets that were merged into ``source`` before lead there again."""
    merged = Merge.objects.filter(workspace_id=source.workspace_id, into=source, undone_at=None).values("ticket")
    Ticket.objects.filter(workspace_id=source.workspace_id, pk__in=merged).update(merged_into=source)
