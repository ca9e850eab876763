"""Give a ticket's events to those who listen, in order, each once."""

from django.utils import timezone

from tickets.models import EventDelivery, TicketEvent
from workspaces.tenancy import tenant

_listeners = {}


def listener(name):
    """Register ``function(event)`` under a name that is stored: it is called once for each event, in a transaction.

    It must bear a repeat: a crash after it ran and before it was noted calls it again.
    """

    def register(function):
        _listeners[name] = function
        return function

    return register


def publish(workspace_id, ticket_id):
    """Call each listener for the ticket's unpublished events. One that fails is repeated alone by the sweep.

    Returns how many events are published now.
    """
    published = 0
    with tenant(workspace_id):
        waiting = list(
            TicketEvent.objects.filter(workspace_id=workspace_id, ticket_id=ticket_id, published_at=None)
            .order_by("id")
            .values_list("pk", flat=True)
        )
    for event_id in waiting:
        for name, function in _listeners.items():
            with tenant(workspace_id):
                event = TicketEvent.objects.select_for_update().get(workspace_id=workspace_id, pk=event_id)
                _, first = EventDelivery.objects.get_or_create(workspace_id=workspace_id, event=event, listener=name)
                if first:
                    function(event)
        with tenant(workspace_id):
            published += TicketEvent.objects.filter(workspace_id=workspace_id, pk=event_id, published_at=None).update(
                published_at=timezone.now()
            )
    return published
