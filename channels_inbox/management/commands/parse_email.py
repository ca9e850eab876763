"""``manage.py parse_email FILE...``: what the mail parser makes of stored mails, one JSON object a line."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from channels_inbox.mail import parse


class Command(BaseCommand):
    help = _("Parse mail files and print one JSON object a line, in the order of the files.")
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args, files, **options):
        for file in files:
            try:
                found = parse(Path(file).read_bytes()).as_json()
            except (OSError, MemoryError) as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            self.stdout.write(json.dumps(found))
            self.stdout.flush()
