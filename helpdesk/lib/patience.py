"""Statements that may take only so long."""

from django.db import OperationalError, connection, transaction

COUNTED = 1_000  # who counts further learns nothing that helps
PATIENCE_MILLISECONDS = 300


class limited:
    """``with limited(200):`` statements of the block may take so many milliseconds, or raise OperationalError.

    Inside a transaction or savepoint.
    """

    def __init__(self, milliseconds):
        self._milliseconds = milliseconds

    def __enter__(self):
        self._set(f"{int(self._milliseconds)}ms")

    def __exit__(self, kind, *rest):
        if kind is None:  # after an error the savepoint is rolled back, and the setting with it
            self._set("0")

    def _set(self, value):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [value])


def counted(rows, milliseconds=PATIENCE_MILLISECONDS):
    """How many ``rows`` (a queryset) there are, up to 1,001, or None if PostgreSQL does not know it within so long."""
    try:
        with transaction.atomic(), limited(milliseconds):
            return rows.order_by()[: COUNTED + 1].count()
    except OperationalError:
        return None
