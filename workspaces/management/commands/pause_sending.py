from django.core.management.base import BaseCommand, CommandError

from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Hold all outgoing mail back, and leave mailboxes alone (on), or go on where it was left (off)."

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument("--workspace", metavar="SLUG", help="only this one")

    def handle(self, *args, state, workspace, **options):
        workspaces = Workspace.objects.all()
        if workspace:
            workspaces = workspaces.filter(slug=workspace)
            if not workspaces.exists():
                raise CommandError(f"There is no workspace “{workspace}”.")
        count = workspaces.update(sending_paused=state == "on")
        what = "Sending is paused" if state == "on" else "Sending goes on"
        self.stdout.write(f"{what} in {count} workspace{'' if count == 1 else 's'}.")
