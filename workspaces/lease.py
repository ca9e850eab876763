"""A claim that is kept alive while its work lasts."""

import os
import threading
import time
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=15)
RENEW_SECONDS = 5
LONGEST_SECONDS = 600  # work that takes longer hangs: let another try


class Keeper:
    """Renews ``lease_until`` of the one row that ``rows()`` finds, each five seconds, while ``lease_token`` is ours.

    In a thread of its own, so that a blocking dialogue with a server does not lose the claim. Most work is over before the
    first renewal: then no thread is started, and nothing is asked.
    """

    def __init__(self, rows, token, workspace_id):
        self._rows = rows
        self._token = token
        self._workspace_id = workspace_id
        self._done = threading.Event()
        self._lost = False
        self._began = self._renewed = time.monotonic()
        self._thread = None

    def __enter__(self):
        _watch.add(self)
        return self

    def __exit__(self, *exc_info):
        self._done.set()
        _watch.remove(self)
        if self._thread is not None:
            self._thread.join(timeout=2)

    def holds(self):
        """Is the claim still ours? Asks PostgreSQL only if so long has passed that it may be not."""
        if not self._lost and time.monotonic() - self._renewed > RENEW_SECONDS:
            self._lost = not self._renew()
        return not self._lost

    def start(self, now):
        """Begin to renew, if the work has lasted for long enough. Returns whether it has."""
        if now - self._began < RENEW_SECONDS:
            return False
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)
        self._thread.start()
        return True

    def _run(self):
        ends = self._began + LONGEST_SECONDS
        try:
            while not self._done.is_set() and time.monotonic() < ends:
                try:
                    if not self._renew():
                        self._lost = True
                        return
                except (DatabaseError, InterfaceError) as error:
                    log.warning("lease.not_renewed", error=type(error).__name__)
                    connection.close()
                self._done.wait(RENEW_SECONDS)
        finally:
            connection.close()

    def _renew(self):
        with tenant(self._workspace_id):
            renewed = self._rows().filter(lease_token=self._token).update(lease_until=timezone.now() + LEASE)
        if renewed:
            self._renewed = time.monotonic()
        return bool(renewed)


class _Watch:
    """One thread a process that sees which work lasts. It waits for nothing but time, so no claim can hold up another."""

    def __init__(self):
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def add(self, keeper):
        with self._lock:
            self._young.add(keeper)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lease-watch", daemon=True)
                self._thread.start()
            self._busy.set()

    def remove(self, keeper):
        with self._lock:
            self._young.discard(keeper)

    def _forget(self):
        """Threads do not survive a fork."""
        self._young, self._thread = set(), None
        self._lock, self._busy = threading.Lock(), threading.Event()

    def _run(self):
        while True:
            self._busy.wait()
            time.sleep(RENEW_SECONDS / 5)
            now = time.monotonic()
            with self._lock:
                self._young -= {keeper for keeper in self._young if keeper.start(now)}
                if not self._young:
                    self._busy.clear()


_watch = _Watch()
