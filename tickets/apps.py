from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self):
        from tickets import acknowledging, contact_news, receivers  # noqa: F401 - connects them
        from tickets.bulk import runners  # noqa: F401 - registers them
