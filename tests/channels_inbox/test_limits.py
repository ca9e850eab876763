"""Limits that processes keep together."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from channels_inbox import limits
from channels_inbox.listener.limits import Connections, Rate
from channels_inbox.models import LimitMark

HOUR = 3600


@pytest.mark.django_db
def test_no_more_than_the_limit_within_any_window():
    start = timezone.now()

    def at(minutes):
        return limits.allow("ack:rosa@example.com", per_seconds=HOUR, limit=2, now=start + timedelta(minutes=minutes))

    assert [at(0), at(30), at(59), at(61), at(62), at(91)] == [True, True, False, True, False, True]


@pytest.mark.django_db
def test_keys_do_not_count_for_each_other_and_are_not_kept_in_clear():
    assert limits.allow("ack:rosa@example.com", per_seconds=HOUR, limit=1)
    assert limits.allow("ack:sam@example.com", per_seconds=HOUR, limit=1)
    assert not limits.allow("ack:rosa@example.com", per_seconds=HOUR, limit=1)
    assert not LimitMark.objects.filter(key__contains="rosa").exists()


@pytest.mark.django_db
def test_old_marks_are_forgotten():
    limits.allow("a", per_seconds=HOUR, limit=1, now=timezone.now() - timedelta(days=4))
    limits.allow("a", per_seconds=HOUR, limit=1)
    assert limits.forget() == 1
    assert LimitMark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_callers_at_the_same_moment_share_one_limit():
    allowed = []

    def ask():
        allowed.append(limits.allow("a", per_seconds=HOUR, limit=3))
        connections.close_all()

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert sorted(allowed) == [False] * 5 + [True] * 3


def test_connections_are_limited_together_and_for_each_peer():
    connections = Connections(total=3, per_peer=2)
    assert [connections.enter("a"), connections.enter("a"), connections.enter("a")] == [True, True, False]
    assert [connections.enter("b"), connections.enter("c")] == [True, False]
    connections.leave("a")
    assert connections.enter("c")
    assert len(connections) == 3


def test_a_rate_counts_over_a_sliding_window_and_forgets():
    clock = [0]
    rate = Rate(limit=2, seconds=60, clock=lambda: clock[0])
    for at, over in [(0, False), (30, False), (40, True), (61, False), (62, True), (91, False)]:
        clock[0] = at
        assert rate.is_over("a") is over
        if not over:
            rate.count("a")
    clock[0] = 500
    rate.count("b")
    assert list(rate._seen) == ["b"]
