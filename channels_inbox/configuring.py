"""Connecting and changing channels."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from channels_inbox import outages
from channels_inbox.models import Channel, ChannelCheck
from helpdesk.lib.errors import OperationRefused

SERVER = {  # what the test of a way depends on
    ChannelCheck.Direction.INCOMING: ("incoming", "imap_"),
    ChannelCheck.Direction.OUTGOING: ("outgoing", "smtp_"),
}
MAILBOX = ("incoming", "imap_host", "imap_port", "imap_user", "imap_folder")


class AddressTaken(OperationRefused):
    code = "address_taken"
    message = _("This address is connected already.")


@transaction.atomic
def save(channel, *, settings, secrets, by):
    """Save an e-mail ``channel``, new or changed, whose own fields are set, with its servers. Raises AddressTaken.

    Another mailbox begins anew: its cursor, its errors, and the proof that it takes plus-addresses are forgotten.
    """
    stored = Channel.objects.filter(workspace_id=channel.workspace_id, pk=channel.pk).first() if channel.pk else None
    same_mailbox = (
        stored is not None
        and stored.address == channel.address
        and all(stored.settings.get(part) == settings.get(part) for part in MAILBOX)
    )
    channel.settings, channel.secrets = settings, secrets
    if not same_mailbox:
        channel.cursor, channel.last_checked_at = {}, None
        channel.takes_plus_addresses = settings["incoming"] == "listener"
    channel.last_error, channel.last_error_at = "", None
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise AddressTaken from None
    outages.end(f"channel:{channel.pk}")  # what waits for its server tries the new settings
    return channel


def changed_ways(stored, channel):
    """The directions of ``channel``, saved, that no test of it as it was ``stored`` (None: it is new) tells about.

    The proof by a mail to the channel's own address belongs to the way out, so that changes with the address, too.
    """
    return [
        direction
        for direction, names in SERVER.items()
        if stored is None
        or _part(stored, names) != _part(channel, names)
        or (direction == ChannelCheck.Direction.OUTGOING and stored.address != channel.address)
    ]


def _part(channel, names):
    kept = {**channel.settings, **channel.secrets}
    return {name: value for name, value in kept.items() if name.startswith(names)}


def set_active(channel, *, active, by):
    """Take a channel out of use, or into it again. What came by it stays; nothing more comes or leaves by it."""
    Channel.objects.filter(workspace_id=channel.workspace_id, pk=channel.pk).update(is_active=active)
