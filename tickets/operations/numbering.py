"""Ticket numbers."""

from typing import NamedTuple

from helpdesk.lib.together import next_id
from helpdesk.lib.written import ask
from tickets.models import Message, Ticket, TicketNumber

NEXT = f"""
    UPDATE "tickets_ticketnumber" SET last = last + 1 WHERE workspace_id = %(workspace)s RETURNING last, (
        SELECT id FROM "tickets_status" WHERE workspace_id = %(workspace)s AND category = %(category)s
        ORDER BY position, id LIMIT 1), {next_id(Ticket)}, {next_id(Message)}
"""


class NextTicket(NamedTuple):
    """What a ticket begins with: ids for it and for its first message, and the workspace's first status of its category."""

    number: int
    status_id: int
    ticket_id: int
    message_id: int


def next_ticket(workspace_id, category):
    """The workspace's NextTicket. Locks the counter until the transaction ends, so that no number is left out."""
    rows = ask(NEXT, {"workspace": workspace_id, "category": str(category)})
    if not rows:
        raise TicketNumber.DoesNotExist(f"Workspace {workspace_id} was never prepared (tickets.operations.preparing).")
    return NextTicket(*rows[0])
