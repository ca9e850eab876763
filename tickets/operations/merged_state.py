"""The state of a ticket that merging changes: kept as JSON, and put back."""

from datetime import datetime

from tickets.models import Message, Status
from tickets.operations import waiting
from tickets.operations.preparing import status_in
from tickets.operations.statuses import FIELDS

INSTANTS = ("waiting_since", "solved_at", "reopen_until", "last_message_at", "first_responded_at")
STATE = (*dict.fromkeys((*FIELDS, *INSTANTS, "snippet", "awaits_review")),)  # what is saved


def remember(ticket):
    """What ``put_back`` needs."""
    kept = {name: _text(getattr(ticket, name)) for name in INSTANTS}
    return kept | {
        "status": ticket.status_id,
        "category": str(ticket.category),
        "snippet": ticket.snippet,
        "awaits_review": ticket.awaits_review,
    }


def put_back(ticket, was, *, at, since=None):
    """Give the ticket in memory the state it ``was`` in. The caller saves STATE.

    ``since``: it has lived on from then. If people wrote there meanwhile, or others are merged into it still, its status
    stays and who waits is read from the thread.
    """
    if since is not None and _went_on(ticket, since):
        waiting.recall(ticket)
        return
    status = Status.objects.filter(workspace_id=ticket.workspace_id, pk=was["status"]).first()
    status = status or status_in(ticket.workspace_id, was["category"])  # an admin removed it since
    ticket.status, ticket.category = status, status.category
    for name in INSTANTS:
        setattr(ticket, name, was[name] and datetime.fromisoformat(was[name]))
    ticket.snippet, ticket.awaits_review = was["snippet"], was["awaits_review"]


def _went_on(ticket, since):
    said = Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, created_at__gte=since)
    changed = ticket.events.filter(
        workspace_id=ticket.workspace_id,
        at__gt=since,
        type__in=["ticket.status_changed", "ticket.merged", "ticket.reviewed"],
    )
    return said.exists() or changed.exists() or ticket.merged_tickets.filter(workspace_id=ticket.workspace_id).exists()


def _text(instant):
    return instant and instant.isoformat()
