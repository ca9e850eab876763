"""What the custom fields of a ticket hold, by which form, and for what reason it was written."""

from django.db import transaction

from tickets import events
from tickets.operations.locking import locked, save
from tickets.operations.refusals import TicketClosed
from workspaces import custom_fields
from workspaces.models import CustomField

KEPT_IN_EVENTS = 200  # letters of a value


@transaction.atomic
def set_field(ticket, field, value, *, by, cause=None):
    """Have a CustomField of scope ticket hold ``value``; None or an empty text empties it.

    ``value`` is what a form posts or a plain value (``workspaces.custom_fields.parse``). Records ``ticket.field_changed``
    with old and new in words; says nothing if nothing changes. Raises BadValue, TicketClosed. Returns the ticket.
    """
    assert field.scope == CustomField.Scope.TICKET
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    rows = custom_fields.parse(field, value)
    old, new = custom_fields.store(ticket.field_values, field, rows)
    if old == new:
        return ticket
    save(ticket)
    events.record(
        ticket,
        "ticket.field_changed",
        by=by,
        cause=cause,
        field=field.pk,
        key=field.key,
        name=field.name,
        old=old[:KEPT_IN_EVENTS],
        new=new[:KEPT_IN_EVENTS],
    )
    return ticket


@transaction.atomic
def set_form(ticket, form, *, by, cause=None):
    """Have the ticket ask for the fields of a TicketForm, or of none (None). What fields hold stays.

    Records ``ticket.form_changed``. Raises TicketClosed.
    """
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    return _point(ticket, "form", form, "ticket.form_changed", by=by, cause=cause)


@transaction.atomic
def set_reason(ticket, reason, *, by, cause=None):
    """Say what the customer came for: a Reason, or None. Records ``ticket.reason_changed``. Raises TicketClosed."""
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    return _point(ticket, "reason", reason, "ticket.reason_changed", by=by, cause=cause)


def _point(ticket, name, chosen, event, *, by, cause):
    old = getattr(ticket, name)
    if old == chosen:
        return ticket
    setattr(ticket, name, chosen)
    save(ticket, name)
    events.record(
        ticket,
        event,
        by=by,
        cause=cause,
        old=old.pk if old else None,
        old_name=old.name if old else "",
        new=chosen.pk if chosen else None,
        new_name=chosen.name if chosen else "",
    )
    return ticket
