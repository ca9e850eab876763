"""Limits that several processes keep together, counted in PostgreSQL."""

import hashlib
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from channels_inbox.models import LimitMark

KEPT = timedelta(days=3)  # the longest window


def allow(key, *, per_seconds, limit, now=None):
    """Is one more of ``key`` within ``limit`` in the last ``per_seconds``? If so it is counted.

    Exact over a sliding window, also for callers at the same moment. Counted in the transaction around, if there is one:
    what is undone was not done. ``key`` names the thing and its subject, ``"ack:rosa@example.com"``; only its hash is kept.
    """
    now = now or timezone.now()
    name = hashlib.sha256(key.encode()).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"limit:{name}"])
        since = now - timedelta(seconds=per_seconds)
        if LimitMark.objects.filter(key=name, at__gt=since)[:limit].count() >= limit:
            return False
        LimitMark.objects.create(key=name, at=now)
        return True


def forget(*, now=None):
    """Delete marks that no window reaches. Returns how many."""
    now = now or timezone.now()
    return LimitMark.objects.filter(at__lt=now - KEPT).delete()[0]
