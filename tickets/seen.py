"""What is no news to whom: one's own doing, and what brings no words.

Unread is a ticket whose version is newer than the one that the member has seen (``TicketSeen``). Words by somebody else make it
newer, and what brings the ticket before somebody: that it is theirs now, or came back by itself. A colleague's tag does not.
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
ALL = """
UPDATE tickets_ticketseen SET version = %s
WHERE workspace_id = %s AND member_id = ANY (ARRAY(SELECT id FROM workspaces_member WHERE workspace_id = %s AND id <> %s))
    AND ticket_id = %s AND version >= %s AND version < %s"""
PREPARED_OWN, PREPARED_ALL = Statement(OWN), Statement(ALL)

NOBODY = 0
WORDS = frozenset({
    "ticket.opened", "message.received", "message.replied", "note.added", "ticket.forwarded", "answer.kept",
    "message.bounced", "message.delayed", "message.not_delivered", "reply.not_sent", "ticket.merged",
})  # fmt: skip
BACK = frozenset({"ticket.woke", "ticket.reminded"})  # by itself


def counted_up(ticket):
    """``tickets.operations.locking.save`` is about to count the version up."""
    if ticket.__dict__.get("version_before") is None:
        ticket.version_before = ticket.version


def happened(ticket, news, *, member_id=None, into=None):
    """Have those who had seen the ticket as it was see it as it is, if what happened is no news to them.

    ``news`` are the (type, data) of its events, ``member_id`` the member who did it, if one did. With what ``into`` does,
    if given.
    """
    types = {type for type, _ in news}
    if types & WORDS or (member_id is None and types & BACK):
        if member_id is not None:
            _own_doing(ticket, member_id, into=into)
        return
    given = [data["new"] for type, data in news if type == "ticket.assigned" and data["new"] not in (None, member_id)]
    no_words(ticket, but_for=given[-1] if given else NOBODY, into=into)


def no_words(ticket, *, but_for=NOBODY, into=None):
    """What happened to the ticket is no news to anybody who had seen it as it was, but for the member of this id."""
    before, key = ticket.__dict__.pop("version_before", None), ticket.workspace_id
    if before is not None:
        _run(ALL, PREPARED_ALL, [ticket.version, key, key, but_for, ticket.pk, before, ticket.version], into)


def opened(ticket, member_id):
    """The member made the ticket of what they had read."""
    with connection.cursor() as cursor:
        cursor.execute(OPENED, [ticket.workspace_id, member_id, ticket.pk, ticket.version, timezone.now()])


def _own_doing(ticket, member_id, *, into):
    before = ticket.__dict__.pop("version_before", None)
    if before is not None:
        key = [ticket.workspace_id, member_id, ticket.pk]
        _run(OWN, PREPARED_OWN, [ticket.version, timezone.now(), *key, before, ticket.version], into)


def _run(sql, prepared, values, into=None):
    if into is not None:
        into.also(sql, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(prepared, values)
