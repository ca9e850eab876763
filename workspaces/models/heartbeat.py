"""Signs of life of the processes that answer no HTTP."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class HeartbeatQuerySet(models.QuerySet):
    def fresh(self, kind, *, now=None):
        """Those of ``kind`` (worker, beat or mail) that beat within the last 20 seconds."""
        now = now or timezone.now()
        return self.filter(name__startswith=f"{kind}@", at__gt=now - Heartbeat.FRESH)


class Heartbeat(models.Model):
    """``name`` is ``kind@host``. Belongs to the installation, not to a workspace."""

    FRESH = timedelta(seconds=20)

    name = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self):
        return self.name
