"""What a ticket must have before it is solved."""

from django.utils.translation import gettext as _

from contacts.models import Contact
from tickets.custom_fields import fields_of
from tickets.models.status import DONE
from tickets.operations.refusals import MissingToSolve
from workspaces.models import CustomField

REASON = "property-reason"  # the ids of rows in the side panel (templates/tickets/_side_panel.html, _field.html)
FIELD = "field-{key}"


def missing(ticket):
    """What is required before solving and not there, fields that show and the reason: ``{id of its row: name}``.

    One statement.
    """
    found = {
        FIELD.format(key=one.field.key): one.field.name
        for one in fields_of(ticket)
        if one.field.required == CustomField.Required.ON_SOLVE and one.is_shown and not one.rows
    }
    if ticket.workspace.reason_required and ticket.reason_id is None:
        found[REASON] = _("Reason")
    return found


def check(ticket, status, *, by):
    """Raise MissingToSolve if ``status`` would solve or close an unfinished ticket.

    The one place that browser, answers, bulk changes, macros and rules come through. A customer who says that it is solved
    is not held up by what agents have to fill in.
    """
    if status.category not in DONE or ticket.category in DONE or isinstance(by, Contact):
        return
    if found := missing(ticket):
        raise MissingToSolve(found)
