from django.core.management.base import BaseCommand, CommandError

from workspaces import setup


class Command(BaseCommand):
    help = "Print the code that the set-up page asks for, while there is no workspace."

    def handle(self, *args, **options):
        if not setup.is_needed():
            raise CommandError("There is a workspace already: people come in by invitation.")
        self.stdout.write(setup.code())
