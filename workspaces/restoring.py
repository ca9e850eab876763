"""A database that was restored from a dump notices it, before anything is sent from the copy.

``migrate`` writes into the database which server and database it lives in, as the comment of a table, which dumps
carry. Where the comment names another place, this is a copy.
"""

import structlog
from django.db import connection, transaction

from workspaces.models import Workspace
from workspaces.signals import database_restored
from workspaces.tenancy import across_tenants

log = structlog.get_logger(__name__)

LEFT_OUT = 10_000  # ids of each table that the lost hours of the original may have given out


@transaction.atomic
def look():
    """Returns whether this database is a copy seen for the first time. Then it pauses the sending of every workspace,
    leaves out a range of ids and numbers, so that none that the original gave out after the dump is given out again,
    and sends ``database_restored``.
    """
    here, marked = _here(), _marked()
    if marked == here:
        return False
    if marked:
        Workspace.objects.update(sending_paused=True)
        _leave_ids_out()
        with across_tenants("a restored copy concerns every workspace"):
            database_restored.send(sender=None)
        log.warning("database.restored")
    _mark(here)
    return bool(marked)


def _here():
    """The cluster's and the database's own number: unlike names, no dump carries them along."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        return f"tugi {cursor.fetchone()[0]}"


def _marked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass, 'pg_class')")
        return cursor.fetchone()[0] or ""


def _mark(place):
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS %s", [place])


def _leave_ids_out():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, last_value + %s) FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL",
            [LEFT_OUT],
        )
