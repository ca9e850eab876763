"""What a change of status does to a ticket, for every operation that makes one."""

from datetime import datetime, timedelta

from tickets import events
from tickets.models.status import OPEN, Category

FIELDS = ("status", "category", "solved_at", "reopen_until", "waiting_since", "back_since")  # what ``apply`` may change
FORGOTTEN = ("waiting_since", "back_since")


def apply(ticket, status, *, at):
    """Set ``status`` in memory. Solving starts the reopen window and ends the wait; leaving solved ends the window.

    Returns the Status that the ticket had. The caller saves FIELDS and records the change.
    """
    was = ticket.status
    ticket.status, ticket.category = status, status.category
    if status.category not in OPEN:
        ticket.back_since = None
    if status.category == Category.SOLVED:
        if was.category != Category.SOLVED:
            ticket.solved_at = at
            ticket.reopen_until = at + timedelta(days=ticket.workspace.reopen_days)
        ticket.waiting_since = None
    elif status.category == Category.CLOSED:
        ticket.reopen_until = ticket.waiting_since = None
    else:
        ticket.solved_at = ticket.reopen_until = None
    return was


def remember(ticket):
    """What solving forgets, fit for JSON: kept by whoever may undo it."""
    at = {name: getattr(ticket, name) for name in (*FORGOTTEN, "last_message_at")}
    return {name: value and value.isoformat() for name, value in at.items()}


def put_back(ticket, remembered):
    """Set in memory what ``remember`` knew. Returns False, with nothing set, if somebody has written since."""
    if remembered["last_message_at"] != ticket.last_message_at.isoformat():
        return False
    for name in FORGOTTEN:
        setattr(ticket, name, remembered[name] and datetime.fromisoformat(remembered[name]))
    return True


def news(ticket, was):
    """``ticket.status_changed`` for ``events.record_all``: from the Status ``was`` to the one that the ticket has now."""
    return "ticket.status_changed", {
        "old": was.pk,
        "old_name": was.name,
        "old_category": was.category,
        "new": ticket.status_id,
        "new_name": ticket.status.name,
        "new_category": ticket.category,
    }


def record(ticket, was, *, by, cause=None, at=None):
    """Write ``ticket.status_changed``."""
    events.record_all(ticket, [news(ticket, was)], by=by, cause=cause, at=at)
