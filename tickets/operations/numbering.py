"""Ticket numbers."""

from django.db import connection

from tickets.models import TicketNumber


def next_number(workspace_id):
    """The workspace's next ticket number. Locks the counter until the transaction ends, so that none is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TicketNumber._meta.db_table} SET last = last + 1 WHERE workspace_id = %s RETURNING last",
            [workspace_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise TicketNumber.DoesNotExist(f"Workspace {workspace_id} was never prepared (tickets.operations.preparing).")
    return row[0]
