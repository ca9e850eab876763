"""What the demo's agents were told in the last days, as ``notifications`` would have told it."""

from datetime import timedelta

from notifications.models import Notification
from notifications.noticing import choose
from tickets.models import TicketEvent

LATELY = timedelta(days=3)
TELLING = ("ticket.assigned", "message.received", "note.added", "message.not_delivered")


def tell(workspace, *, now):
    """Write the notifications of the last events. Nothing is mailed, and what is older than a day was read."""
    events = TicketEvent.objects.filter(workspace=workspace, at__gt=now - LATELY, type__in=TELLING)
    rows = []
    for event in events.select_related("ticket__requester", "ticket__workspace").order_by("id"):
        rows += choose(event)
    for row in rows:
        row.mail_due_at = None
        row.read_at = row.at if row.at < now - timedelta(days=1) else None
    Notification.objects.bulk_create(rows)
