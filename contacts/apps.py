from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"

    def ready(self):
        from contacts.transfer import running  # noqa: F401 - registers its jobs
