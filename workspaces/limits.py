"""Limits on tries to get in, counted by django-allauth in Redis. When Redis is away, nobody gets a try."""

import time
from functools import partial, wraps

import redis
from allauth.core.internal import ratelimit
from django.db import transaction
from django.shortcuts import render

EVEN_SECONDS = 0.3


def closed_without_limits(view):
    """Show a page that says to wait when the limits cannot be counted, instead of letting everybody try without end."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except redis.RedisError:
            return render(request, "errors/503.html", status=503)

    return guarded


def refused(request, action, rates, *, key=None):
    """Count a try of ``action``. Returns the 429 answer once there are too many, else None.

    ``rates`` are written as allauth's: "20/m/ip,5/m/key". Safe methods are not counted.
    """
    if ratelimit.consume(request, app="workspaces", action=action, config={action: rates}, key=key):
        return None
    return too_many(request)


def too_many(request, exception=None):
    """429, with the time to wait."""
    answer = render(request, "errors/429.html", status=429)
    answer["Retry-After"] = "60"
    return answer


def answer_evenly(since):
    """Hold the answer of this transaction until 0.3 s after ``since`` (``time.monotonic()``): whether an address is known
    must not show in the time that it takes to queue a mail. Call it last; it runs after all that waits for the commit.
    """
    transaction.on_commit(partial(_wait, since + EVEN_SECONDS))


def _wait(until):
    time.sleep(max(0.0, until - time.monotonic()))
