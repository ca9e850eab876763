"""What stands beside a ticket in a list."""

from django.db import OperationalError

from helpdesk.lib.patience import limited
from tickets.inbox import ORDERS
from tickets.query import QueryError
from tickets.tables import LIST_MILLISECONDS


def neighbour(ticket, view, member, *, back=False, around=False):
    """The number of the ticket behind ``ticket`` in the order of ``view`` (``back``: before it), or None.

    By keyset, in one statement, whether or not ``ticket`` is still in that list. ``around``: behind the last comes the first.
    A saved list that is too slow, or asks for what is gone, has no neighbours.
    """
    return _patiently(view, lambda: _beside(ticket, view, member, back, around))


def has_left(ticket, view, member):
    """Is ``ticket`` in the list of ``view`` no more? None of a saved list that is too slow, or asks for what is gone."""
    return _patiently(view, lambda: not view.tickets(member).filter(pk=ticket.pk).exists())


def _patiently(view, ask):
    if view.saved_id is None:
        return ask()
    try:
        with limited(LIST_MILLISECONDS):
            return ask()
    except (OperationalError, QueryError):
        return None


def _beside(ticket, view, member, back, around):
    field, downwards = ORDERS[view.order]
    side, beyond = ("lte", "gte") if downwards != back else ("gte", "lte")
    order = (f"-{field}", "-id") if downwards != back else (field, "id")
    tickets, found = view.tickets(member), None
    at = getattr(ticket, field, None)
    if at is None:  # it is the list's own to say, and has no word on what has left
        at = tickets.filter(pk=ticket.pk).values_list(field, flat=True).first()
    if at is not None:
        beside = tickets.filter(**{f"{field}__{side}": at}).exclude(**{field: at, f"pk__{beyond}": ticket.pk})
        found = beside.order_by(*order).values_list("number", flat=True).first()
    if found is None and around:
        found = tickets.exclude(pk=ticket.pk).order_by(*order).values_list("number", flat=True).first()
    return found
