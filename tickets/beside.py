"""What stands beside a ticket or a message on its page, read in the same statement as JSON.

Written as SQL: built by the ORM, these sub-selects took longer to put together than to run. Each joins by the workspace of
the outer row, which the statement around it has named.
"""

from django.db.models import CharField, DateTimeField, IntegerField, JSONField
from django.db.models.expressions import RawSQL


def _rows(sql):
    return RawSQL(f"(SELECT coalesce(jsonb_agg(row ORDER BY place), '[]') FROM ({sql}) AS rows)", [], JSONField())


OF_TICKET = "workspace_id = tickets_ticket.workspace_id AND {}.ticket_id = tickets_ticket.id"
TAGS = f"""
SELECT to_jsonb(tag.name) AS row, tag.name AS place FROM tickets_tickettag link
JOIN tickets_tag tag ON tag.workspace_id = link.workspace_id AND tag.id = link.tag_id
WHERE link.{OF_TICKET.format("link")}"""
CCS = f"""
SELECT jsonb_build_object('address', cc.address, 'name', contact.name, 'accepted_at', cc.accepted_at) AS row, cc.id AS place
FROM tickets_ticketcc cc
JOIN contacts_contact contact ON contact.workspace_id = cc.workspace_id AND contact.id = cc.contact_id
WHERE cc.{OF_TICKET.format("cc")}"""
FOLLOWERS = f"""
SELECT jsonb_build_object('pk', member.id, 'name', person.name, 'public_id', member.public_id) AS row, one.id AS place
FROM tickets_ticketfollower one
JOIN workspaces_member member ON member.workspace_id = one.workspace_id AND member.id = one.member_id
JOIN workspaces_user person ON person.id = member.user_id
WHERE one.{OF_TICKET.format("one")}"""
IDENTITIES = """
SELECT jsonb_build_object('kind', kind, 'value', value, 'shown', shown) AS row, id AS place FROM contacts_identity
WHERE workspace_id = tickets_ticket.workspace_id AND contact_id = tickets_ticket.requester_id"""
# The requester's own address that they last wrote from.
LAST_ADDRESS = f"""(
SELECT message.from_address FROM tickets_message message
JOIN contacts_identity own ON own.workspace_id = message.workspace_id AND own.kind = 'email'
    AND own.value = message.from_address AND own.contact_id = tickets_ticket.requester_id
WHERE message.{OF_TICKET.format("message")} AND message.kind = 'incoming'
    AND message.author_contact_id = tickets_ticket.requester_id
ORDER BY message.created_at DESC, message.id DESC LIMIT 1)"""
SEEN = f"(SELECT seen.{{}} FROM tickets_ticketseen seen WHERE seen.{OF_TICKET.format('seen')} AND seen.member_id = %s)"

RECIPIENTS = """
SELECT jsonb_build_object('kind', kind, 'name', name, 'address', address) AS row, id AS place
FROM tickets_messagerecipient WHERE workspace_id = tickets_message.workspace_id AND message_id = tickets_message.id"""
FILES = """
SELECT jsonb_build_object('public_id', public_id, 'name', name, 'size', size, 'type', content_type, 'inline', is_inline,
    'file', file) AS row, id AS place
FROM tickets_attachment WHERE workspace_id = tickets_message.workspace_id AND message_id = tickets_message.id"""


def of_ticket(member):
    """Annotations of a ticket's page: ``tag_names`` [text], ``cc_list`` [{"address", "name", "accepted_at"}],
    ``follower_list`` [{"pk", "name", "public_id"}], ``identity_list`` [{"kind", "value", "shown"}], ``last_address``,
    and of ``member`` ``seen_at`` and ``seen_version``, both None before the first look.
    """
    return {
        "tag_names": _rows(TAGS),
        "follower_list": _rows(FOLLOWERS),
        **for_reply(),
        "seen_at": RawSQL(SEEN.format("at"), [member.pk], DateTimeField()),
        "seen_version": RawSQL(SEEN.format("version"), [member.pk], IntegerField()),
    }


FOR_REPLY = ("identity_list", "cc_list", "last_address")


def for_reply():
    """Those annotations of a ticket that decide who gets an answer."""
    return {
        "identity_list": _rows(IDENTITIES),
        "cc_list": _rows(CCS),
        "last_address": RawSQL(LAST_ADDRESS, [], CharField()),
    }


def of_message():
    """Annotations of a message: ``sent_to`` [{"kind", "name", "address"}] and ``files`` [{"public_id", "name", "size",
    "type", "inline", "file"}].
    """
    return {"sent_to": _rows(RECIPIENTS), "files": _rows(FILES)}
