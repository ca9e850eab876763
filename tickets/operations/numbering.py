"""Ticket numbers."""

from django.db import connection

from tickets.models import TicketNumber

NEXT = """
    UPDATE "tickets_ticketnumber" SET last = last + 1 WHERE workspace_id = %(workspace)s RETURNING last, (
        SELECT id FROM "tickets_status" WHERE workspace_id = %(workspace)s AND category = %(category)s
        ORDER BY position, id LIMIT 1)
"""


def next_number(workspace_id, category):
    """``(number, status id)`` for a new ticket: the workspace's next number, and its first status of ``category``.

    Locks the counter until the transaction ends, so that no number is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"workspace": workspace_id, "category": str(category)})
        row = cursor.fetchone()
    if row is None:
        raise TicketNumber.DoesNotExist(f"Workspace {workspace_id} was never prepared (tickets.operations.preparing).")
    return row
