"""``migrate``, one at a time, which ends by bringing row-level security and the composite keys up to the models."""

import time
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from workspaces import isolation, restoring

LOCK = 0x54756769_6D696772  # "Tugimigr": the key of the advisory lock
LOOK_EVERY = 0.5  # seconds


class Command(migrate.Command):
    def handle(self, *args, **options):
        if options["check_unapplied"] or options["plan"]:
            return super().handle(*args, **options)
        with self._alone(options["database"]):
            result = super().handle(*args, **options)
            if not options["app_label"] and options["database"] == DEFAULT_DB_ALIAS:
                self._finish(options["verbosity"])
        return result

    def _finish(self, verbosity):
        ran = isolation.apply()
        if ran and verbosity >= 1:
            self.stdout.write(f"Isolation: {len(ran)} statements.")
        if restoring.look():
            self.stdout.write(
                "This database was restored from a back-up: sending is paused and numbers were left out. "
                "When this copy is the one to go on with: manage.py pause_sending off"
            )

    @contextmanager
    def _alone(self, alias):
        """Hold an advisory lock on a connection of its own, which frees it however this process ends.

        Asked for again and again: a statement that waits for the lock would hold a snapshot, and CREATE INDEX
        CONCURRENTLY in the other migrate would wait for that.
        """
        connection = connections.create_connection(alias)
        try:
            with connection.cursor() as cursor:
                said = False
                while not _try_lock(cursor):
                    if not said:
                        self.stdout.write("Another migrate is at work here; waiting for it.")
                        said = True
                    time.sleep(LOOK_EVERY)
            yield
        finally:
            connection.close()


def _try_lock(cursor):
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    return cursor.fetchone()[0]
