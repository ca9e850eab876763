"""Take a ticket for changing."""

from tickets.models import Ticket
from tickets.ordering import sort_due


def locked(ticket):
    """The same ticket, read again and locked until the transaction ends. Every operation starts here.

    Comes with what most operations ask next: status, requester, channel and workspace, in the same statement.
    """
    rows = (
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("status", "requester", "channel", "workspace")
        .filter(workspace_id=ticket.workspace_id, pk=ticket.pk)
    )
    try:
        return rows.get()
    except Ticket.DoesNotExist:
        # Who had the lock before us gave it another status: PostgreSQL reads the changed ticket again, but joins it with
        # the old status, and finds no match (READ COMMITTED). It is locked by now, so a second look finds it as it is.
        return rows.get()


def save(ticket, *fields):
    """Write the changed fields, count the version up and place the ticket anew in the lists."""
    ticket.version += 1
    ticket.sort_due = sort_due(
        next_due_at=ticket.next_due_at, waiting_since=ticket.waiting_since, last_message_at=ticket.last_message_at
    )
    ticket.save(update_fields=[*fields, "version", "sort_due"])
