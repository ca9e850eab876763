"""Servers for outgoing mail that do not answer now."""

from django.db import models


class Outage(models.Model):
    """One destination that is down: it holds all messages that go there, and one probe each ten seconds stands for them.

    ``destination`` is "system" or "channel:<id>". The row goes with the first answer of the server. Belongs to the
    installation: the system's server is everybody's.
    """

    destination = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    probe_at = models.DateTimeField()
    words = models.TextField(blank=True)

    def __str__(self):
        return self.destination
