"""What stands beside a ticket on its page and when it is answered, read in the same statement as JSON.

Written as SQL: built by the ORM, these sub-selects took longer to put together than to run. Each joins by the workspace of
the outer row, which the statement around it has named.
"""

import json

from helpdesk.lib.written import Values


def rows_as_json(sql):
    """``sql``, which selects ``row`` and ``place``, as one value: a JSON list of the rows in the order of their places."""
    return f"(SELECT coalesce(jsonb_agg(row ORDER BY place), '[]') FROM ({sql}) AS rows)"


OF_TICKET = "one.workspace_id = tickets_ticket.workspace_id AND one.ticket_id = tickets_ticket.id"
TAGS = f"""
SELECT to_jsonb(tag.name) AS row, tag.name AS place FROM tickets_tickettag one
JOIN tickets_tag tag ON tag.workspace_id = one.workspace_id AND tag.id = one.tag_id AND tag.deleted_at IS NULL
WHERE {OF_TICKET}"""
CCS = f"""
SELECT jsonb_build_object('address', one.address, 'name', contact.name, 'accepted_at', one.accepted_at) AS row,
    one.id AS place
FROM tickets_ticketcc one
JOIN contacts_contact contact ON contact.workspace_id = one.workspace_id AND contact.id = one.contact_id
WHERE {OF_TICKET}"""
FOLLOWERS = f"""
SELECT jsonb_build_object('pk', member.id, 'name', person.name, 'public_id', member.public_id) AS row, one.id AS place
FROM tickets_ticketfollower one
JOIN workspaces_member member ON member.workspace_id = one.workspace_id AND member.id = one.member_id
JOIN workspaces_user person ON person.id = member.user_id
WHERE {OF_TICKET}"""
IDENTITIES = """
SELECT jsonb_build_object('kind', kind, 'value', value, 'shown', shown) AS row, (NOT is_primary, id) AS place
FROM contacts_identity WHERE workspace_id = tickets_ticket.workspace_id AND contact_id = tickets_ticket.requester_id"""
# The requester's own address that they last wrote from.
LAST_ADDRESS = f"""(
SELECT one.from_address FROM tickets_message one
JOIN contacts_identity own ON own.workspace_id = one.workspace_id AND own.kind = 'email'
    AND own.value = one.from_address AND own.contact_id = tickets_ticket.requester_id
WHERE {OF_TICKET} AND one.kind = 'incoming' AND one.author_contact_id = tickets_ticket.requester_id
ORDER BY one.created_at DESC, one.id DESC LIMIT 1)"""

# What decides who gets an answer.
FOR_REPLY = ("identity_list", "cc_list", "last_address")
PEOPLE = Values(*FOR_REPLY)
PEOPLE_COLUMNS = f"{rows_as_json(IDENTITIES)}, {rows_as_json(CCS)}, {LAST_ADDRESS}"


def people(row):
    """What PEOPLE read, its JSON no longer text: ``{"identity_list", "cc_list", "last_address"}``."""
    return {**row, "identity_list": json.loads(row["identity_list"]), "cc_list": json.loads(row["cc_list"])}
