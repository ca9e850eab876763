"""Signs of life, written to PostgreSQL each five seconds by what answers no HTTP."""

import os
import socket
import threading
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from workspaces.models import Heartbeat

log = structlog.get_logger(__name__)

EVERY = 5  # seconds


def name_of(kind):
    """``worker@host``: containers each have their own, processes of one host share it."""
    return f"{kind}@{socket.gethostname()}"[:120]


def beat(kind, **details):
    """Write one sign of life of this process."""
    row = Heartbeat(name=name_of(kind), at=timezone.now(), details={"pid": os.getpid(), **details})
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at", "details"])


def is_alive(kind):
    """Did the process of ``kind`` on this host beat within the last twenty seconds?"""
    return Heartbeat.objects.fresh(kind).filter(name=name_of(kind)).exists()


def forget():
    """Delete heartbeats that stopped a day ago: each container has a host name of its own. Returns how many."""
    return Heartbeat.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()[0]


class Pulse(threading.Thread):
    """Beats until ``stop()``; while PostgreSQL is away it just tries again."""

    def __init__(self, kind):
        super().__init__(name=f"{kind} pulse", daemon=True)
        self._kind = kind
        self._stopped = threading.Event()

    def run(self):
        while True:
            try:
                close_old_connections()
                beat(self._kind)
            except (DatabaseError, InterfaceError) as error:
                log.warning("heartbeat.not_written", error=type(error).__name__)
                connection.close()
            if self._stopped.wait(EVERY):
                connection.close()
                return

    def stop(self):
        self._stopped.set()
