"""Proof that a mailbox takes plus-addresses: a test mail to ``support+check-<token>@…`` that came back into it."""

import re

from channels_inbox.models import Channel, ChannelCheck

HEADER = "X-Tugi-Check"
_TOKEN = re.compile(rb"^x-tugi-check:[ \t]*([a-z2-7]{26})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
HEAD = 64 * 1024  # bytes of a mail that are looked at


def address(channel, token):
    """Where the test mail goes."""
    local, _at, domain = channel.address.rpartition("@")
    return f"{local}+check-{token}@{domain}"


def token_in(raw):
    """The token that a mail carries in its header, or "". A scan over bytes, before any parsing.

    Not in its body: a server that refuses plus-addresses sends the test mail back inside of a bounce.
    """
    start = raw[:HEAD]
    blank = re.search(rb"\r?\n\r?\n", start)
    found = _TOKEN.search(start[: blank.end()] if blank else start)
    return found[1].decode().lower() if found else ""


def take(channel, raw, *, now):
    """Is ``raw`` a test mail of ours that came back into ``channel``? Then the channel takes plus-addresses from now on.

    Runs inside ``tenant()``. The token is random and was sent to that plus-address only; it counts once.
    """
    token = token_in(raw)
    if not token:
        return False
    checks = ChannelCheck.objects.filter(
        workspace_id=channel.workspace_id, channel_id=channel.pk, token=token, returned_at=None
    )
    if not checks.update(returned_at=now):
        return False
    Channel.objects.filter(workspace_id=channel.workspace_id, pk=channel.pk).update(takes_plus_addresses=True)
    return True
