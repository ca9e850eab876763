"""The spine: one row for every change, written with it, published after it."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact
from helpdesk.lib.afterwards import afterwards
from helpdesk.lib.written import insert
from tickets import live, seen
from tickets.models import TicketEvent
from tickets.publication import is_heard
from workspaces.models import Member

_told_with = ContextVar("told_with", default=None)


@contextmanager
def told_with(**data):
    """All that is recorded within has ``data``, too: ``macro``, the name of the one that did it, and ``run``, which time."""
    token = _told_with.set(data)
    try:
        yield
    finally:
        _told_with.reset(token)


def record(ticket, type, *, by=None, cause=None, at=None, **data):
    """Write one TicketEvent for ``ticket`` and have it published after commit. Must run in the change's transaction.

    ``by`` is a Member, a Contact, or None for Tugi itself (with ``cause``, the event that a rule reacted to). ``data`` holds
    ids, codes and names, old and new: no text of messages. Returns the event.
    """
    return record_all(ticket, [(type, data)], by=by, cause=cause, at=at)[0]


def record_all(ticket, news, *, by=None, cause=None, at=None, into=None):
    """As ``record``, for what happened at once: ``news`` are (type, data) in their order. One statement for all.

    ``into`` a Together, they are written with what else it does; the events returned have no ids then.
    """
    kind, actor_id, name = _actor(by, cause)
    at = at or timezone.now()
    written = [
        TicketEvent(
            workspace_id=ticket.workspace_id,
            ticket=ticket,
            type=type,
            at=at,
            actor_kind=kind,
            actor_id=actor_id,
            actor_name=name,
            cause=cause,
            data={**data, **(_told_with.get() or {})},
            published_at=None if is_heard(type) else at,
        )
        for type, data in news
    ]
    if into is not None:
        into.insert_all(written)
    else:
        insert(written)
    seen.happened(ticket, news, member_id=actor_id if kind == TicketEvent.Actor.MEMBER else None, into=into)
    _publish_after_commit(ticket, any(one.published_at is None for one in written))
    return written


def _actor(by, cause):
    if isinstance(by, Member):
        return TicketEvent.Actor.MEMBER, by.pk, by.name
    if isinstance(by, Contact):
        return TicketEvent.Actor.CONTACT, by.pk, (by.name or by.email)[:120]
    return (TicketEvent.Actor.RULE if cause else TicketEvent.Actor.SYSTEM), None, ""


def _publish_after_commit(ticket, heard):
    """One doorbell and one live notice a transaction and ticket, however many events it writes."""
    connection = transaction.get_connection()
    key = (ticket.workspace_id, ticket.pk)
    waiting = [entry for entry in connection.run_on_commit if getattr(entry[1], "tugi_ticket", None) == key]
    if waiting:
        waiting[-1][1].ticket = ticket
        waiting[-1][1].rings |= heard
        return
    transaction.on_commit(_Ring(ticket, rings=heard))


class _Ring:
    """Runs after commit: a live notice goes out, and if anybody listens, a worker is rung for."""

    def __init__(self, ticket, *, rings):
        self.tugi_ticket = (ticket.workspace_id, ticket.pk)
        self.ticket = ticket
        self.rings = rings

    def __call__(self):
        from tickets import tasks

        live.ticket_changed(self.ticket)
        if self.rings:
            afterwards(partial(tasks.publish_events.ring, self.ticket.workspace_id, self.ticket.pk))
