"""What the person in front of the terminal reads: lines with the name of who speaks."""

import os
import sys
import time
from contextlib import contextmanager

WIDTH = 8  # of the longest name
COLOURS = {"tugi": 36, "web": 34, "worker": 35, "beat": 33, "mail": 32, "sink": 90, "postgres": 31, "valkey": 31}


class Terminal:
    """Writes ``name | line`` to ``stream``; a stream that went away (terminal closed) is no reason to stop."""

    def __init__(self, stream=None):
        self.stream = stream or sys.stdout
        self._colour = self.stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, line, name="tugi"):
        label = f"{name:<{WIDTH}} |"
        if self._colour:
            label = f"\033[{COLOURS.get(name, 90)}m{label}\033[0m"
        self._write(f"{label} {line}\n")

    def plain(self, text):
        self._write(text + "\n")

    @contextmanager
    def step(self, what):
        """Say what begins, and at its end how long it took."""
        started = time.monotonic()
        self.say(f"{what} ...")
        yield
        self.say(f"{what}: {time.monotonic() - started:.1f} s")

    def _write(self, text):
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            pass
