"""What a ticket must have before it is solved."""

from django.utils.translation import gettext as _

from contacts.models import Contact
from tickets.custom_fields import fields_of
from tickets.models.status import DONE
from tickets.operations.refusals import MissingToSolve
from workspaces.models import CustomField


def missing(ticket):
    """Names of what is required before solving and not there: fields that show, and the reason. One statement."""
    names = [
        one.field.name
        for one in fields_of(ticket)
        if one.field.required == CustomField.Required.ON_SOLVE and one.is_shown and not one.rows
    ]
    if ticket.workspace.reason_required and ticket.reason_id is None:
        names.append(_("Reason"))
    return names


def check(ticket, status, *, by):
    """Raise MissingToSolve if ``status`` would solve or close an unfinished ticket.

    The one place that browser, answers, bulk changes, macros and rules come through. A customer who says that it is solved
    is not held up by what agents have to fill in.
    """
    if status.category not in DONE or ticket.category in DONE or isinstance(by, Contact):
        return
    if names := missing(ticket):
        raise MissingToSolve(names)
