"""In whose name an answer leaves, and over which channel."""

from email.utils import parseaddr

from django.conf import settings

from channels_inbox.models import Channel


def sender_name(workspace, member):
    """``Kadri, Põhjatuul Bikes``: customers like a person with a name; without a member, the company alone."""
    person = (member.public_name or member.first_name) if member else ""
    return f"{person}, {workspace.public_name}" if person else workspace.public_name


def sender_address(channel):
    """The channel's address, else the installation's."""
    return channel.address if channel and channel.address else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def channel_for_mail(ticket):
    """The channel that a mail on this ticket leaves by: the ticket's own if it has an address and is in use.

    Else the e-mail channel of its team, else the workspace's first; the ticket's own if there is none at all (then the
    installation's address stands in From).
    """
    own = ticket.channel
    if own.kind == Channel.Kind.EMAIL and own.address and own.is_active:
        return own
    channels = Channel.objects.active().filter(workspace_id=ticket.workspace_id, kind=Channel.Kind.EMAIL)
    found = sorted(channels.order_by("id"), key=lambda one: one.team_id != ticket.team_id)
    return found[0] if found else own
