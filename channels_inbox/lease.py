"""A claim that is kept alive while its work lasts."""

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
    """Renews ``lease_until`` of the one row in ``rows`` each five seconds, as long as ``lease_token`` is ours.

    A thread of its own, so that a blocking dialogue with a server does not lose the claim. Most work is over before the
    first renewal, and then the thread has touched nothing.
    """

    def __init__(self, rows, token, workspace_id):
        self._rows = rows.filter(lease_token=token)
        self._workspace_id = workspace_id
        self._done = threading.Event()
        self._lost = False
        self._renewed = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._done.set()
        self._thread.join(timeout=2)

    def holds(self):
        """Is the claim still ours? Asks PostgreSQL only if so long has passed that it may be not."""
        if not self._lost and time.monotonic() - self._renewed > RENEW_SECONDS:
            self._lost = not self._renew()
        return not self._lost

    def _run(self):
        ends = time.monotonic() + LONGEST_SECONDS
        try:
            while not self._done.wait(RENEW_SECONDS) and time.monotonic() < ends:
                try:
                    if not self._renew():
                        self._lost = True
                        return
                except (DatabaseError, InterfaceError) as error:
                    log.warning("lease.not_renewed", error=type(error).__name__)
                    connection.close()
        finally:
            connection.close()

    def _renew(self):
        with tenant(self._workspace_id):
            renewed = self._rows.all().update(lease_until=timezone.now() + LEASE)
        if renewed:
            self._renewed = time.monotonic()
        return bool(renewed)
