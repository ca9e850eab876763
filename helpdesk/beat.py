"""The clock. Any number of beats may run; the one that holds a lock in PostgreSQL rings, the others stand by."""

import time

import structlog
from celery.beat import Scheduler
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from workspaces import heartbeats
from workspaces.tasks import SWEEPS

log = structlog.get_logger(__name__)

LOCK = 0x54756769_62656174  # "Tugibeat": the key of the advisory lock
LOOK_EVERY = 1  # seconds between two looks at the lock


class LockedScheduler(Scheduler):
    """Celery's plain scheduler with the sweeps of ``workspaces.tasks`` as its schedule; it keeps no file.

    The lock belongs to a connection of its own and goes with it: a killed beat, or a restarted PostgreSQL, frees it.
    """

    max_interval = LOOK_EVERY

    def __init__(self, *args, **kwargs):
        self._connection = None
        self._leads = False
        self._looked = self._beaten = float("-inf")
        super().__init__(*args, **kwargs)
        self.max_interval = LOOK_EVERY

    def setup_schedule(self):
        self.merge_inplace(SWEEPS)

    def tick(self, *args, **kwargs):
        """Ring what is due, if we hold the lock. Returns the seconds until the next look."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._look(now)
        if not self._leads:
            return LOOK_EVERY
        return super().tick(*args, **kwargs)

    def close(self):
        super().close()
        if self._connection:
            self._connection.close()

    def _look(self, now):
        led = self._leads
        try:
            if self._connection is None:
                self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
            with self._connection.cursor() as cursor:
                if led:
                    cursor.execute("SELECT 1")
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                    self._leads = cursor.fetchone()[0]
            if now - self._beaten >= heartbeats.EVERY:
                heartbeats.beat("beat", leads=self._leads)
                self._beaten = now
        except (DatabaseError, InterfaceError) as error:
            self._leads = False
            log.warning("beat.without_database", error=type(error).__name__)
            self._drop()
        if self._leads != led:
            log.info("beat.leads" if self._leads else "beat.stands_by")

    def _drop(self):
        for broken in (self._connection, connections[DEFAULT_DB_ALIAS]):
            try:
                if broken is not None:
                    broken.close()
            except (DatabaseError, InterfaceError):
                pass
        self._connection = None
