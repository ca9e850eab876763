"""``migrate``, which ends by bringing row-level security and the composite keys up to the models."""

from django.core.management.commands import migrate

from workspaces import isolation


class Command(migrate.Command):
    def handle(self, *args, **options):
        result = super().handle(*args, **options)
        if not options["check_unapplied"] and not options["plan"] and not options["app_label"]:
            ran = isolation.apply()
            if ran and options["verbosity"] >= 1:
                self.stdout.write(f"Isolation: {len(ran)} statements.")
        return result
