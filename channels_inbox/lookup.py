"""What is found before its workspace is known: channels by address, mailboxes to watch, work that a sweep missed."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from channels_inbox.models import Channel, InboundMessage
from workspaces.tenancy import across_tenants


def listening(address):
    """The active e-mail channel that our own listener takes ``address`` for, or None.

    ``support+anything@acme.example`` is for ``support@acme.example``, unless it is a channel's own address.
    """
    address = address.strip().lower()
    local, _at, domain = address.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    with across_tenants("an address is looked up before its workspace is known"):
        found = {
            channel.address: channel
            for channel in Channel.objects.active().filter(kind=Channel.Kind.EMAIL, address__in={address, plain})
        }
    channel = found.get(address) or found.get(plain)
    return channel if channel and channel.settings.get("incoming") == "listener" else None


def email_channel(address):
    """The active e-mail channel with just this address, however its mail comes in, or None."""
    with across_tenants("an address is looked up before its workspace is known"):
        channels = Channel.objects.active().filter(kind=Channel.Kind.EMAIL)
        return channels.filter(address=address.strip().lower()).first()


def mailboxes():
    """The active IMAP channels of all workspaces, as triples (workspace id, channel id, settings).

    None of paused workspaces: a restored copy would mark mail as read that the original still waits for.
    """
    with across_tenants("mailboxes of every workspace are polled and watched"):
        rows = Channel.objects.active().filter(kind=Channel.Kind.EMAIL, workspace__sending_paused=False).order_by("pk")
        return [
            (workspace_id, channel_id, settings)
            for workspace_id, channel_id, settings in rows.values_list("workspace_id", "pk", "settings")
            if settings.get("incoming") == "imap"
        ]


def missed_inbound(*, now=None, limit=200):
    """The oldest stored messages that nobody works on a second after they came, as pairs (workspace id, id)."""
    now = now or timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with across_tenants("the sweep rings again for every workspace"):
        rows = InboundMessage.objects.filter(
            free, state=InboundMessage.State.RECEIVED, received_at__lt=now - timedelta(seconds=1)
        )
        return list(rows.order_by("received_at").values_list("workspace_id", "pk")[:limit])
