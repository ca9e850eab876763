"""Stop asking what does not answer."""

import time


class Breaker:
    """After ``trip()`` it is open for some seconds: callers skip the thing that failed instead of waiting for it again."""

    def __init__(self, *, seconds):
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_open(self):
        return time.monotonic() < self._until

    def trip(self):
        self._until = time.monotonic() + self._seconds
