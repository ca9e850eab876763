"""Is the house ready? Asked four times a second while a fault lasts."""

import threading
import time


class Pulse(threading.Thread):
    """Notes each answer of ``/health/ready`` until ``stop()``."""

    def __init__(self, house):
        super().__init__(name="pulse", daemon=True)
        self._house = house
        self._stopped = threading.Event()
        self.answers = []  # (seconds since the epoch, status or None)

    def run(self):
        while not self._stopped.wait(0.25):
            self.answers.append((time.time(), self._house.ready()))

    def stop(self):
        self._stopped.set()
        self.join(5)

    def ready_again(self, since):
        """When the first 200 came after the last other answer; None if it ended with another."""
        after = [(at, status) for at, status in self.answers if at >= since]
        if not after or after[-1][1] != 200:
            return None
        again = since
        for (_, before), (at, status) in zip(after, after[1:], strict=False):
            if status == 200 and before != 200:
                again = at
        return again
