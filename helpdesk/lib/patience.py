"""Statements that may take only so long."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

COUNTED = 1_000  # who counts further learns nothing that helps
PATIENCE_MILLISECONDS = 300
_limit = ContextVar("limit", default=0)  # milliseconds; 0: none


@contextmanager
def limited(milliseconds):
    """``with limited(200):`` statements of the block may take so many milliseconds each, or raise OperationalError.

    The block is a savepoint, or a transaction where there is none: after an error, work goes on as if it had not begun.
    """
    if not connection.in_atomic_block:
        with transaction.atomic(), limited(milliseconds):
            yield
        return
    before = _limit.get()
    token = _limit.set(int(milliseconds))
    with connection.cursor() as cursor:  # two statements at once, since each way to PostgreSQL counts
        cursor.execute(f"SAVEPOINT limited; SET LOCAL statement_timeout = {_limit.get()}")
        try:
            yield
        except BaseException:
            cursor.execute("ROLLBACK TO SAVEPOINT limited; RELEASE SAVEPOINT limited")  # and the setting is as it was
            raise
        finally:
            _limit.reset(token)
        cursor.execute(f"RELEASE SAVEPOINT limited; SET LOCAL statement_timeout = {before}")


def counted(rows, milliseconds=PATIENCE_MILLISECONDS):
    """How many ``rows`` (a queryset) there are, up to 1,001, or None if PostgreSQL does not know it within so long."""
    try:
        with limited(milliseconds):
            return rows.order_by()[: COUNTED + 1].count()
    except OperationalError:
        return None
