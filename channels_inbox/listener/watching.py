"""One IDLE connection for each IMAP mailbox (RFC 2177). News rings the poll task; this fetches nothing itself.

The watcher of a mailbox holds the lease of its Channel row, so that two listeners never watch the same one.
"""

import threading
import time
import uuid
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from channels_inbox import lookup, tasks
from channels_inbox.adapters.base import TemporaryFailure
from channels_inbox.adapters.email import imap
from channels_inbox.models import Channel
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)

LOOK_EVERY = 10  # seconds between two looks for new and changed mailboxes
LEASE_SECONDS = 60
RENEW_EVERY = 20
AGAIN_EVERY = 240  # servers and routers forget an IDLE that lasts longer
TICK = 2  # seconds; how long a stop may take
FIRST_PAUSE = 1  # seconds before another try, then twice as long each time
STANDBY_PAUSE = 60  # the longest while another watcher has the lease, which lasts as long
BROKEN_PAUSE = 300  # the longest while the server fails; meanwhile the poll of each minute looks, too


class Watchers(threading.Thread):
    """Keeps a Watcher for each IMAP channel until ``stop()``."""

    def __init__(self):
        super().__init__(name="watchers", daemon=True)
        self._stopped = threading.Event()
        self._watchers = {}

    def run(self):
        while True:
            try:
                close_old_connections()
                self._look()
            except (DatabaseError, InterfaceError) as error:
                log.warning("watchers.without_database", error=type(error).__name__)
                connection.close()
            if self._stopped.wait(LOOK_EVERY):
                connection.close()
                return

    def stop(self):
        """Stop them all; their leases are given back."""
        self._stopped.set()
        for watcher in list(self._watchers.values()):
            watcher.stop()
        for watcher in list(self._watchers.values()):
            watcher.join(timeout=TICK + 5)

    def _look(self):
        wanted = {channel_id: (workspace_id, settings) for workspace_id, channel_id, settings in lookup.mailboxes()}
        for channel_id, watcher in list(self._watchers.items()):
            if not watcher.is_alive() or wanted.get(channel_id) != (watcher.workspace_id, watcher.settings):
                watcher.stop()
                del self._watchers[channel_id]
        for channel_id, (workspace_id, settings) in wanted.items():
            if channel_id not in self._watchers and not self._stopped.is_set():
                self._watchers[channel_id] = Watcher(workspace_id, channel_id, settings)
                self._watchers[channel_id].start()


class Watcher(threading.Thread):
    """Watches one mailbox, with the settings it had when the watch began."""

    def __init__(self, workspace_id, channel_id, settings):
        super().__init__(name=f"watch {channel_id}", daemon=True)
        self.workspace_id, self.channel_id, self.settings = workspace_id, channel_id, settings
        self._token = uuid.uuid4()
        self._broken_by = None  # what the log said last, until the watch works again
        self._stopped = threading.Event()

    def stop(self):
        self._stopped.set()

    def run(self):
        pause = FIRST_PAUSE
        while not self._stopped.is_set():
            began, longest = time.monotonic(), STANDBY_PAUSE
            try:
                close_old_connections()
                if self._lease():
                    self._watch()
            except (TemporaryFailure, DatabaseError, InterfaceError, *imap.FAILURES) as error:
                self._say_why(error)
                longest = BROKEN_PAUSE
            self._give_back()
            pause = FIRST_PAUSE if time.monotonic() - began > 60 else min(pause * 2, longest)
            self._stopped.wait(pause)
        connection.close()

    def _watch(self):
        channel = self._channel()
        if channel is None:
            return
        with imap.open_mailbox(channel, seconds=None) as mailbox:
            self._say_it_works()
            if "IDLE" not in mailbox.client.capabilities:
                self._stopped.wait(60)  # the poll of each minute has to do
                return
            mailbox.idle.start()
            self._ring()  # for what came before we watched
            self._listen(mailbox)

    def _listen(self, mailbox):
        renewed = issued = time.monotonic()
        while not self._stopped.is_set():
            asked = time.monotonic()
            lines = mailbox.idle.poll(timeout=TICK)
            if any(b"EXISTS" in line for line in lines):
                self._ring()
            now = time.monotonic()
            # Nothing, but at once: the connection may be closed. Another IDLE finds out.
            if now - issued > AGAIN_EVERY or (not lines and now - asked < TICK / 2):
                mailbox.idle.stop()
                mailbox.idle.start()
                issued = now
            if now - renewed > RENEW_EVERY:
                if not self._lease():
                    return
                renewed = now

    def _say_why(self, error):
        """Log what broke the watch, once until it changes: the same server is tried for days."""
        reason = getattr(error, "code", "") or type(error).__name__
        if reason != self._broken_by:
            self._broken_by = reason
            host = self.settings.get("imap_host")
            log.warning("watch.broke", workspace=self.workspace_id, channel=self.channel_id, host=host, reason=reason)

    def _say_it_works(self):
        if self._broken_by:
            self._broken_by = None
            log.info("watch.works", workspace=self.workspace_id, channel=self.channel_id)

    def _ring(self):
        tasks.poll_mailbox.ring(self.workspace_id, self.channel_id)

    def _channel(self):
        with tenant(self.workspace_id):
            return Channel.objects.active().filter(workspace_id=self.workspace_id, pk=self.channel_id).first()

    def _lease(self):
        """Take or renew the lease; False if another watcher has it."""
        now = timezone.now()
        ours = Q(lease_token=self._token) | Q(lease_until=None) | Q(lease_until__lt=now)
        return self._update(ours, lease_token=self._token, lease_until=now + timedelta(seconds=LEASE_SECONDS))

    def _give_back(self):
        try:
            self._update(Q(lease_token=self._token), lease_token=None, lease_until=None)
        except (DatabaseError, InterfaceError):
            connection.close()  # it ends by itself

    def _update(self, condition, **changes):
        with tenant(self.workspace_id):
            rows = Channel.objects.filter(condition, workspace_id=self.workspace_id, pk=self.channel_id)
            return bool(rows.update(**changes))
