"""Take a ticket for changing."""

from channels_inbox.models import Channel
from contacts.models import Contact
from helpdesk.lib.together import next_id
from helpdesk.lib.written import Rows, Values, fetch
from tickets import beside, seen
from tickets.models import Message, Status, Ticket
from tickets.ordering import sort_due
from workspaces.models import Workspace

TICKET, STATUS = Rows(Ticket, "tickets_ticket"), Rows(Status, "status")
REQUESTER, CHANNEL, WORKSPACE = Rows(Contact, "requester"), Rows(Channel, "channel"), Rows(Workspace, "workspace")
JOIN_STATUS = """
    JOIN "tickets_status" status ON status.workspace_id = tickets_ticket.workspace_id AND status.id = tickets_ticket.status_id
"""
JOIN_REST = """
    JOIN "contacts_contact" requester
        ON requester.workspace_id = tickets_ticket.workspace_id AND requester.id = tickets_ticket.requester_id
    JOIN "channels_inbox_channel" channel
        ON channel.workspace_id = tickets_ticket.workspace_id AND channel.id = tickets_ticket.channel_id
    JOIN "workspaces_workspace" workspace ON workspace.id = tickets_ticket.workspace_id
"""
LOCK = "WHERE tickets_ticket.workspace_id = %s AND tickets_ticket.id = %s FOR NO KEY UPDATE OF tickets_ticket"
# The second is the version that this statement found before it waited for the lock, if it did.
WRITING = Values("message_id", "version")
WRITING_COLUMNS = f"""
    {next_id(Message)}, (SELECT found.version FROM "tickets_ticket" found
        WHERE found.workspace_id = tickets_ticket.workspace_id AND found.id = tickets_ticket.id)
"""

TO_CHANGE = f"""
    SELECT {TICKET.columns}, {STATUS.columns}, {REQUESTER.columns}, {CHANNEL.columns}, {WORKSPACE.columns}
    FROM "tickets_ticket" {JOIN_STATUS} {JOIN_REST} {LOCK}
"""
TO_WRITE = f"""
    SELECT {TICKET.columns}, {STATUS.columns}, {WRITING_COLUMNS} FROM "tickets_ticket" {JOIN_STATUS} {LOCK}
"""
TO_REPLY = f"""
    SELECT {TICKET.columns}, {STATUS.columns}, {REQUESTER.columns}, {CHANNEL.columns}, {WORKSPACE.columns},
        {WRITING_COLUMNS}, {beside.PEOPLE_COLUMNS} FROM "tickets_ticket" {JOIN_STATUS} {JOIN_REST} {LOCK}
"""


def locked(ticket):
    """The same ticket, read again and locked until the transaction ends. Every operation starts here.

    Comes with what most operations ask next: status, requester, channel and workspace, in the same statement.
    """
    key = [ticket.workspace_id, ticket.pk]
    rows = TICKET, STATUS, REQUESTER, CHANNEL, WORKSPACE
    # Who had the lock before us gave it another status: PostgreSQL reads the changed ticket again, but joins it with the
    # old status, and finds no match (READ COMMITTED). It is locked by now, so a second look finds it as it is.
    found = fetch(TO_CHANGE, key, *rows) or fetch(TO_CHANGE, key, *rows)
    ticket, *near = _only(found, ticket)
    ticket.status, ticket.requester, ticket.channel, ticket.workspace = near
    return ticket


def locked_to_write(ticket):
    """``(ticket, message_id)``: as ``locked``, with its status only, and the id for a new message on it."""
    ticket, status, writing = _settled(TO_WRITE, ticket, TICKET, STATUS, WRITING)
    ticket.status = status
    return ticket, writing["message_id"]


def locked_to_reply(ticket):
    """``(ticket, message_id)``: as ``locked``, with those who get a reply (``tickets.recipients``), and the message's id."""
    rows = TICKET, STATUS, REQUESTER, CHANNEL, WORKSPACE, WRITING, beside.PEOPLE
    ticket, *near, writing, people = _settled(TO_REPLY, ticket, *rows)
    ticket.status, ticket.requester, ticket.channel, ticket.workspace = near
    for name, value in beside.people(people).items():
        setattr(ticket, name, value)
    return ticket, writing["message_id"]


def save(ticket, *fields, into=None):
    """Write the changed fields, count the version up and place the ticket anew in the lists.

    At once, or with what else ``into``, a Together, is to do.
    """
    seen.counted_up(ticket)
    ticket.version += 1
    ticket.sort_due = sort_due(
        next_due_at=ticket.next_due_at,
        waiting_since=ticket.waiting_since,
        last_message_at=ticket.last_message_at,
        back_since=ticket.back_since,
    )
    if into is not None:
        into.update(ticket, *fields, "version", "sort_due")
    else:
        ticket.save(update_fields=[*fields, "version", "sort_due"])


def _settled(sql, ticket, *rows):
    """What ``sql`` finds as it is under the lock.

    Who had the lock before us may have changed what stands beside the ticket, a CC for one, and PostgreSQL has read that
    before it waited (READ COMMITTED). Each change counts the version up: then a second look, with the lock, sees it all.
    """
    key = [ticket.workspace_id, ticket.pk]
    found = fetch(sql, key, *rows)
    if not found or found[0][0].version != found[0][rows.index(WRITING)]["version"]:
        found = fetch(sql, key, *rows)
    return _only(found, ticket)


def _only(found, ticket):
    if not found:
        raise Ticket.DoesNotExist(f"No ticket {ticket.pk} in workspace {ticket.workspace_id}.")
    return found[0]
