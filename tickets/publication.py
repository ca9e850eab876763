"""Give a ticket's events to those who listen, in order, each once (docs/adr/listeners-together.md)."""

import structlog
from django.utils import timezone

from tickets.models import EventDelivery, TicketEvent
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)
_listeners = {}


def listener(name, *types):
    """Register ``function(event)`` under a name that is stored: it is called once for each event of ``types``.

    It runs in a transaction, and must bear to be run again after that was rolled back.
    """

    def register(function):
        _listeners[name] = (frozenset(types), function)
        return function

    return register


def is_heard(type):
    """Does anybody listen to events of this type? The others are history as soon as they are written."""
    return any(type in types for types, _ in _listeners.values())


def publish(workspace_id, ticket_id):
    """Call each listener for the ticket's unpublished events, all in one transaction; one by one if that fails.

    Returns how many events are published now. Raises what a listener raises: it is repeated by the sweep, alone.
    """
    try:
        with tenant(workspace_id):
            return _together(workspace_id, ticket_id)
    except Exception as error:  # whose fault it is shows when each is called alone
        log.warning("events.one_by_one", error=type(error).__name__)
        return _one_by_one(workspace_id, ticket_id)


def _together(workspace_id, ticket_id):
    rows = _waiting(workspace_id, ticket_id).select_related("ticket__workspace", "ticket__requester", "ticket__channel")
    waiting = list(rows.select_for_update(of=["self"]))
    if not waiting:
        return 0
    heard = set(
        EventDelivery.objects.filter(workspace_id=workspace_id, event__in=waiting).values_list("event_id", "listener")
    )
    for event in waiting:
        for name, function in _who_hear(event.type):
            if (event.pk, name) not in heard:
                function(event)
    return _note(workspace_id, [event.pk for event in waiting])


def _one_by_one(workspace_id, ticket_id):
    """Each listener in a transaction of its own, which notes that it was called."""
    published = 0
    with tenant(workspace_id):
        waiting = list(_waiting(workspace_id, ticket_id).values_list("pk", "type"))
    for event_id, type in waiting:
        for name, function in _who_hear(type):
            with tenant(workspace_id):
                event = TicketEvent.objects.select_for_update().get(workspace_id=workspace_id, pk=event_id)
                _, first = EventDelivery.objects.get_or_create(workspace_id=workspace_id, event=event, listener=name)
                if first and not event.published_at:
                    function(event)
        with tenant(workspace_id):
            published += _note(workspace_id, [event_id])
    return published


def _waiting(workspace_id, ticket_id):
    return TicketEvent.objects.filter(workspace_id=workspace_id, ticket_id=ticket_id, published_at=None).order_by("id")


def _who_hear(type):
    return [(name, function) for name, (types, function) in _listeners.items() if type in types]


def _note(workspace_id, ids):
    rows = TicketEvent.objects.filter(workspace_id=workspace_id, pk__in=ids, published_at=None)
    return rows.update(published_at=timezone.now())
