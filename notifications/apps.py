from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self):
        from notifications import noticing, talking, working  # noqa: F401 - listen to tickets, rooms and jobs
