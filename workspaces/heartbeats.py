"""Signs of life, written to PostgreSQL each five seconds by what answers no HTTP."""

import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from workspaces.models import Heartbeat

log = structlog.get_logger(__name__)

EVERY = 5  # seconds
KINDS = ("worker", "beat", "mail")  # what has to run beside the web


@dataclass(frozen=True)
class Silent:
    """A part of the installation that does not run. ``since`` is its last sign of life; None: none is known."""

    kind: str
    since: datetime | None


def silent():
    """The Silent parts, in the order of KINDS: of none of their processes was a sign seen in the last twenty seconds."""
    newest = {}
    for name, at in Heartbeat.objects.values_list("name", "at"):
        kind = name.partition("@")[0]
        newest[kind] = max(at, newest.get(kind, at))
    late = timezone.now() - Heartbeat.FRESH
    return [Silent(kind, newest.get(kind)) for kind in KINDS if kind not in newest or newest[kind] <= late]


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
