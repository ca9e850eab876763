"""What is no news to whom: one's own doing, and that a reply left.

Unread is a ticket whose version is newer than the one that the member has seen (``TicketSeen``).
"""

from django.db import connection
from django.utils import timezone

from helpdesk.lib.prepared import Statement

OWN = """
UPDATE tickets_ticketseen SET version = %s, at = %s
WHERE workspace_id = %s AND member_id = %s AND ticket_id = %s AND version >= %s AND version < %s"""
OPENED = Statement("""
INSERT INTO tickets_ticketseen (workspace_id, member_id, ticket_id, version, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (workspace_id, member_id, ticket_id) DO UPDATE SET version = excluded.version, at = excluded.at""")
# Through the members, as the rows are found by member and ticket.
ALL = Statement("""
UPDATE tickets_ticketseen SET version = %s
WHERE workspace_id = %s AND member_id = ANY (ARRAY(SELECT id FROM workspaces_member WHERE workspace_id = %s))
    AND ticket_id = %s AND version >= %s AND version < %s""")
PREPARED_OWN = Statement(OWN)


def counted_up(ticket):
    """``tickets.operations.locking.save`` is about to count the version up."""
    if ticket.__dict__.get("version_before") is None:
        ticket.version_before = ticket.version


def own_doing(ticket, member_id, *, into=None):
    """What the member did to a ticket that they had seen as it was is no news to them. With what ``into`` does, if given."""
    before = ticket.__dict__.pop("version_before", None)
    if before is None:
        return
    values = [ticket.version, timezone.now(), ticket.workspace_id, member_id, ticket.pk, before, ticket.version]
    if into is not None:
        into.also(OWN, values)
    else:
        _run(PREPARED_OWN, values)


def opened(ticket, member_id):
    """The member made the ticket of what they had read."""
    _run(OPENED, [ticket.workspace_id, member_id, ticket.pk, ticket.version, timezone.now()])


def nobodys_news(ticket):
    """What happened to the ticket is no news to anybody who had seen it as it was."""
    before, key = ticket.__dict__.pop("version_before", ticket.version), ticket.workspace_id
    _run(ALL, [ticket.version, key, key, ticket.pk, before, ticket.version])


def _run(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
