"""One poll of one mailbox at a time, and what it tells about the channel's health."""

import time
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from channels_inbox.adapters import adapter_for
from channels_inbox.adapters.base import TemporaryFailure
from channels_inbox.models import Channel
from workspaces.tenancy import tenant

WAIT_SECONDS = 5  # for a poll that is under way: what rang for this one may have come too late for it


def poll(workspace_id, channel_id):
    """Fetch what is new; returns Polled, or None if there was nothing to poll or others are at it."""
    from channels_inbox import tasks

    with _alone(channel_id) as alone:
        channel = _channel(workspace_id, channel_id) if alone else None
        if channel is None or not adapter_for(channel).polls:
            return None
        now = timezone.now()
        try:
            polled = adapter_for(channel).poll()
        except TemporaryFailure as failure:
            _note(channel, last_checked_at=now, last_error=failure.words, last_error_at=now)
            return None
        _note(channel, last_checked_at=now, last_error="")
    if polled.more:
        tasks.poll_mailbox.ring(workspace_id, channel_id)
    return polled


def _channel(workspace_id, channel_id):
    with tenant(workspace_id):
        return Channel.objects.active().filter(workspace_id=workspace_id, pk=channel_id).first()


def _note(channel, **changes):
    with tenant(channel.workspace_id):
        Channel.objects.filter(workspace_id=channel.workspace_id, pk=channel.pk).update(**changes)


@contextmanager
def _alone(channel_id):
    """An advisory lock of the session, since a transaction must not last as long as a dialogue with a server.

    It goes with the connection. Then two polls could meet; the cursor is moved by compare-and-swap, and what both store
    is refused once, so that costs nothing but a second download.
    """
    key = f"poll channel {channel_id}"
    ends = time.monotonic() + WAIT_SECONDS
    while not (alone := _lock("pg_try_advisory_lock", key)) and time.monotonic() < ends:
        time.sleep(0.25)
    try:
        yield alone
    finally:
        if alone:
            _lock("pg_advisory_unlock", key)


def _lock(function, key):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key])
        return cursor.fetchone()[0]
