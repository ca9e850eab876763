"""Limits of one listener process: how many connections, how much from one sender. Kept in memory, because they protect
just this process."""

import time
from collections import Counter, deque


class Connections:
    """Counts connections, together and for each peer."""

    def __init__(self, *, total, per_peer):
        self._total, self._per_peer = total, per_peer
        self._open = Counter()

    def enter(self, peer):
        """May ``peer`` have one more? Then it is counted until ``leave``."""
        if self._open.total() >= self._total or self._open[peer] >= self._per_peer:
            return False
        self._open[peer] += 1
        return True

    def leave(self, peer):
        self._open[peer] -= 1
        if self._open[peer] <= 0:
            del self._open[peer]

    def __len__(self):
        return self._open.total()


class Rate:
    """At most ``limit`` of each key in the last ``seconds``, over a sliding window."""

    def __init__(self, *, limit, seconds=60, clock=time.monotonic):
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._seen = {}
        self._swept = clock()

    def is_over(self, key):
        """Has ``key`` had its share?"""
        times = self._seen.get(key)
        if not times:
            return False
        while times and times[0] <= self._clock() - self._seconds:
            times.popleft()
        return len(times) >= self._limit

    def count(self, key):
        now = self._clock()
        self._seen.setdefault(key, deque(maxlen=self._limit)).append(now)
        if now - self._swept > self._seconds:  # forget who was not here for a whole window
            self._swept = now
            self._seen = {key: times for key, times in self._seen.items() if times[-1] > now - self._seconds}
