"""What limits count, where several processes must agree."""

from django.db import models


class LimitMark(models.Model):
    """One thing that was allowed under a limit. ``key`` is a hash: addresses are not kept. Swept after some days."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="limit_mark_by_key"),
            models.Index(fields=["at"], name="limit_mark_by_age"),
        ]

    def __str__(self):
        return self.key[:12]
