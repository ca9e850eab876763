"""What a ticket's page shows of its inner life beside the custom fields: reason, form, checklist, minutes, tag colours.

Part of the page's own statement (``tickets.ticket_page``), so that it costs no further one.
"""

from datetime import datetime
from typing import NamedTuple

from tickets import beside

REASONS = """
SELECT jsonb_build_object('pk', one.id, 'name', one.name, 'parent', one.parent_id,
    'retired', one.retired_at IS NOT NULL) AS row, (one.position, one.id) AS place
FROM tickets_reason one WHERE one.workspace_id = tickets_ticket.workspace_id"""
FORMS = """
SELECT jsonb_build_object('pk', one.id, 'name', one.name) AS row, (one.position, one.id) AS place
FROM tickets_ticketform one WHERE one.workspace_id = tickets_ticket.workspace_id"""
STEPS = f"""
SELECT jsonb_build_object('pk', one.id, 'text', one.text, 'done_at', one.done_at, 'done_by', person.name) AS row,
    (one.position, one.id) AS place
FROM tickets_checklistitem one
LEFT JOIN workspaces_member member ON member.workspace_id = one.workspace_id AND member.id = one.done_by_id
LEFT JOIN workspaces_user person ON person.id = member.user_id
WHERE {beside.OF_TICKET}"""
CHECKLISTS = """
SELECT jsonb_build_object('pk', one.id, 'name', one.name) AS row, (one.position, one.id) AS place
FROM tickets_checklisttemplate one WHERE one.workspace_id = tickets_ticket.workspace_id"""
MINUTES = f"(SELECT sum(one.minutes_spent) FROM tickets_message one WHERE {beside.OF_TICKET})"
TAG_COLOURS = f"""
(SELECT coalesce(jsonb_object_agg(tag.name, tag.colour), '{{}}') FROM tickets_tickettag one
JOIN tickets_tag tag ON tag.workspace_id = one.workspace_id AND tag.id = one.tag_id
WHERE {beside.OF_TICKET} AND tag.colour <> '')"""

# Pairs of a JSON object, for the page's statement; ``%(tracks_time)s`` is the workspace's own setting.
PAIRS = f"""
    'reasons', {beside.rows_as_json(REASONS)},
    'forms', {beside.rows_as_json(FORMS)},
    'steps', {beside.rows_as_json(STEPS)},
    'checklists', {beside.rows_as_json(CHECKLISTS)},
    'minutes', CASE WHEN %(tracks_time)s THEN {MINUTES} END,
    'tag_colours', {TAG_COLOURS}"""


class NamedChoice(NamedTuple):
    """A form or a checklist of the workspace."""

    pk: int
    name: str


class ReasonChoice(NamedTuple):
    """A reason of the workspace; ``path`` has the names above it too."""

    pk: int
    name: str
    path: str
    depth: int


class Step(NamedTuple):
    """A step of the ticket's checklist."""

    pk: int
    text: str
    done_at: datetime | None
    done_by: str


def read(ticket, known):
    """Sets on ``ticket`` what PAIRS answered (``known``): ``reasons`` [ReasonChoice], ``forms`` and ``checklists``

    [NamedChoice], ``steps`` [Step], ``steps_done``, ``minutes_spent`` (None where time is not noted), ``tag_colours``
    {name: colour} of those that have one.
    """
    ticket.reasons = reason_choices(known["reasons"], current=ticket.reason_id)
    ticket.forms = [NamedChoice(**one) for one in known["forms"]]
    ticket.checklists = [NamedChoice(**one) for one in known["checklists"]]
    ticket.steps = [Step(one["pk"], one["text"], _when(one["done_at"]), one["done_by"] or "") for one in known["steps"]]
    ticket.steps_done = sum(one.done_at is not None for one in ticket.steps)
    ticket.minutes_spent, ticket.tag_colours = known["minutes"], known["tag_colours"]


def reason_choices(reasons, *, current=None):
    """ReasonChoices in the order of the tree; retired ones, and all below them, only where they are ``current`` (an id).

    ``reasons``: dicts with pk, name, parent and retired, in their order.
    """
    children = {}
    for one in reasons:
        children.setdefault(one["parent"], []).append(one)
    found = []

    def walk(parent, path, gone):
        for one in children.get(parent, ()):
            names, retired = (*path, one["name"]), gone or one["retired"]
            if not retired or one["pk"] == current:
                found.append(ReasonChoice(one["pk"], one["name"], " / ".join(names), len(path)))
            walk(one["pk"], names, retired)

    walk(None, (), False)
    return found


def _when(text):
    return datetime.fromisoformat(text) if text else None
