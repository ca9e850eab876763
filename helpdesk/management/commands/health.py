"""``manage.py health worker|beat|mail``: exit code 0 and a line if it works here, 1 and a line if not."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from workspaces import heartbeats


class Command(BaseCommand):
    help = "Say whether the worker, the beat or the mail listener of this host is alive."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=["worker", "beat", "mail"])

    def handle(self, *args, kind, **options):
        try:
            alive = heartbeats.is_alive(kind)
        except DatabaseError as error:
            raise CommandError(f"{kind}: PostgreSQL does not answer ({type(error).__name__}).") from error
        if not alive:
            raise CommandError(f"{kind}: no sign of life within the last 20 seconds.")
        self.stdout.write(f"{kind}: alive.")
