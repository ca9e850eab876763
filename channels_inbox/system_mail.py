"""Django's way to send mail, as rows of the outbound queue."""

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise NotImplementedError
