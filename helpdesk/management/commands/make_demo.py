"""The workspace that a newcomer looks around in."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo import making


class Command(BaseCommand):
    help = "Make the demo workspace, once, and write how to sign in to var/demo.json."

    def add_arguments(self, parser):
        parser.add_argument("--beside", action="store_true", help="even where there are other workspaces")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is for trying out only (TUGI_DEMO=1).")
        began = time.monotonic()
        try:
            made = making.make(beside=options["beside"])
        except making.NotEmpty:
            # No failure: whoever has a workspace of their own starts Tugi the same way.
            (settings.VAR_DIR / "demo.json").unlink(missing_ok=True)
            self.stdout.write("There are workspaces already, so no demo is made beside them.")
            return
        making.write_facts()
        if made:
            self.stdout.write(f"Demo workspace made in {time.monotonic() - began:.1f} s.")
