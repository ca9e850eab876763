"""Take a ticket for changing."""

from channels_inbox.models import Channel
from contacts.models import Contact
from helpdesk.lib.written import Rows, fetch
from tickets.models import Status, Ticket
from tickets.ordering import sort_due
from workspaces.models import Workspace

ROWS = (
    Rows(Ticket, "ticket"),
    Rows(Status, "status"),
    Rows(Contact, "requester"),
    Rows(Channel, "channel"),
    Rows(Workspace, "workspace"),
)
LOCK = f"""
    SELECT {", ".join(one.columns for one in ROWS)} FROM "tickets_ticket" ticket
    JOIN "tickets_status" status ON status.workspace_id = ticket.workspace_id AND status.id = ticket.status_id
    JOIN "contacts_contact" requester
        ON requester.workspace_id = ticket.workspace_id AND requester.id = ticket.requester_id
    JOIN "channels_inbox_channel" channel ON channel.workspace_id = ticket.workspace_id AND channel.id = ticket.channel_id
    JOIN "workspaces_workspace" workspace ON workspace.id = ticket.workspace_id
    WHERE ticket.workspace_id = %s AND ticket.id = %s FOR NO KEY UPDATE OF ticket
"""


def locked(ticket):
    """The same ticket, read again and locked until the transaction ends. Every operation starts here.

    Comes with what most operations ask next: status, requester, channel and workspace, in the same statement.
    """
    key = [ticket.workspace_id, ticket.pk]
    # Who had the lock before us gave it another status: PostgreSQL reads the changed ticket again, but joins it with the
    # old status, and finds no match (READ COMMITTED). It is locked by now, so a second look finds it as it is.
    found = fetch(LOCK, key, *ROWS) or fetch(LOCK, key, *ROWS)
    if not found:
        raise Ticket.DoesNotExist(f"No ticket {ticket.pk} in workspace {ticket.workspace_id}.")
    ((ticket, *beside),) = found
    ticket.status, ticket.requester, ticket.channel, ticket.workspace = beside
    return ticket


def save(ticket, *fields):
    """Write the changed fields, count the version up and place the ticket anew in the lists."""
    ticket.version += 1
    ticket.sort_due = sort_due(
        next_due_at=ticket.next_due_at, waiting_since=ticket.waiting_since, last_message_at=ticket.last_message_at
    )
    ticket.save(update_fields=[*fields, "version", "sort_due"])
