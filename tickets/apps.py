from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self):
        from tickets import (  # noqa: F401 - connects them
            acknowledging,
            contact_news,
            exporting,
            receivers,
        )
        from tickets.bulk import runners  # noqa: F401 - registers them
        from tickets.operations import naming  # noqa: F401 - registers its jobs
