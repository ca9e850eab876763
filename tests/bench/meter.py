"""What a piece of work costs the database."""

import re
import threading
import time

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

UNCOUNTED = re.compile(r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)", re.IGNORECASE)
# Each request asks for its workspace, the session and the member first, whatever its page is about.
BEGINS = re.compile(r'set_config\(|FROM "?(workspaces_workspace|django_session|workspaces_member)\b')
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH .*\b(INSERT|UPDATE|DELETE)\b)", re.IGNORECASE | re.DOTALL)


class Meter(threading.local):
    """An execute wrapper: ``statements`` without BEGIN, COMMIT and savepoints, ``seconds`` spent waiting for them without
    those with which each request begins, and ``commits`` of transactions that wrote something (a transaction that only read
    waits for no disk).
    """

    def __init__(self):
        self.begin()

    def begin(self):
        self.statements, self.seconds, self.commits, self.has_written = 0, 0.0, 0, False

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not BEGINS.search(sql):
                self.seconds += time.perf_counter() - started
            if not UNCOUNTED.match(sql):
                self.statements += 1
            if WRITES.match(sql):
                if context["connection"].in_atomic_block:
                    self.has_written = True
                else:
                    self.commits += 1

    def committed(self):
        self.commits += self.has_written
        self.has_written = False


meter = Meter()
_commit = BaseDatabaseWrapper._commit


def _counted_commit(self):
    meter.committed()
    return _commit(self)


BaseDatabaseWrapper._commit = _counted_commit  # Django has no hook for a commit


def measuring():
    """``with measuring():`` the meter counts this thread's statements, from zero."""
    meter.begin()
    return connection.execute_wrapper(meter)
