"""The custom fields that a ticket has, with what they hold: in one statement."""

import json
from datetime import date

from helpdesk.lib.written import Rows, Values, fetch
from workspaces.custom_fields import Held, conditioned
from workspaces.models import CustomField, FieldOption

FIELD = Rows(CustomField, "field")
# Those of its form in the form's order, those on every ticket, and those that hold something all the same.
STATEMENT = f"""
SELECT {FIELD.columns},
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', option.id, 'name', option.name) ORDER BY option.position, option.id)
        FILTER (WHERE option.retired_at IS NULL OR EXISTS (SELECT 1 FROM tickets_ticketfieldvalue held
            WHERE held.workspace_id = field.workspace_id AND held.ticket_id = %(ticket)s
            AND held.field_id = field.id AND held.option_id = option.id)), '[]')
        FROM workspaces_fieldoption option WHERE option.workspace_id = field.workspace_id AND option.field_id = field.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('text', held.text, 'words', held.words, 'number', held.number,
        'date', held.date, 'is_true', held.is_true, 'option', held.option_id) ORDER BY held.id), '[]')
        FROM tickets_ticketfieldvalue held WHERE held.workspace_id = field.workspace_id
        AND held.ticket_id = %(ticket)s AND held.field_id = field.id)
FROM workspaces_customfield field
LEFT JOIN tickets_ticketformfield asked ON asked.workspace_id = field.workspace_id AND asked.form_id = %(form)s
    AND asked.field_id = field.id
WHERE field.workspace_id = %(workspace)s AND field.scope = 'ticket' AND field.retired_at IS NULL
    AND (asked.id IS NOT NULL OR field.on_every_ticket OR EXISTS (SELECT 1 FROM tickets_ticketfieldvalue held
        WHERE held.workspace_id = field.workspace_id AND held.ticket_id = %(ticket)s AND held.field_id = field.id))
ORDER BY asked.id IS NULL, asked.position, field.position, field.id"""


def fields_of(ticket):
    """A Held for each field of ``ticket``, in the order in which they stand on its page; ``is_shown`` says which do."""
    values = {"workspace": ticket.workspace_id, "ticket": ticket.pk, "form": ticket.form_id}
    return conditioned(
        [
            Held(field, [_option(field, one) for one in json.loads(rest["options"])], _rows(rest["held"]))
            for field, rest in fetch(STATEMENT, values, FIELD, Values("options", "held"))
        ]
    )


def _option(field, known):
    return FieldOption(pk=known["id"], workspace_id=field.workspace_id, field_id=field.pk, name=known["name"])


def _rows(text):
    rows = json.loads(text)
    for row in rows:
        row["date"] = date.fromisoformat(row["date"]) if row["date"] else None
    return rows
