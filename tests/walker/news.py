"""What an agent is told, as twins."""

from notifications.models import Notification, NotificationSettings, PushSubscription, TicketMute
from tickets.models import TicketEvent


def fill(workspace, word, member, ticket, hidden, now):
    """One about a ticket that ``member`` may read and one about another, which is no news to them any more."""
    names = {}
    NotificationSettings.objects.create(workspace=workspace, member=member)
    TicketMute.objects.create(workspace=workspace, member=member, ticket=ticket)
    device = PushSubscription.objects.create(
        workspace=workspace, member=member, endpoint=f"https://push.example/{word}", p256dh="x", auth="x", device=word
    )
    names["own_device"] = device.public_id
    for suffix, about in (("", ticket), ("_hidden", hidden)):
        event = TicketEvent.objects.filter(workspace=workspace, ticket=about).first()
        row = Notification.objects.create(
            workspace=workspace, member=member, kind="assigned", ticket=about, event=event,
            ticket_version=about.version + 1, who=f"{word} boss", at=now, mail_due_at=now,
        )  # fmt: skip
        names[f"own_news{suffix}"] = row.public_id
    return names
