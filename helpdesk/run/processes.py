"""One process that has to be there: started, watched, started again after a growing pause."""

import os
import signal
import subprocess
import time

from .children import spawn
from .errors import CannotRun

LONGEST_PAUSE = 15  # seconds
STEADY_AFTER = 60  # seconds up, then an end counts as the first again


class Kept:
    """``launch()`` returns a Popen at once. ``tier`` orders the stop: the highest first, then what it leaned on."""

    def __init__(self, name, launch, *, tier=2, stop_signal=signal.SIGTERM, stop_seconds=25, clock=time.monotonic):
        self.name, self.tier = name, tier
        self.stop_signal, self.stop_seconds = stop_signal, stop_seconds
        self.process = None
        self.ends = 0  # in a row, without a steady time between
        self._launch, self._clock = launch, clock
        self._started = self._again = None

    @property
    def running(self):
        return self.process is not None and self.process.returncode is None

    def start(self):
        self._again = None
        self._started = self._clock()
        self.process = self._launch()

    def look(self):
        """Notice an end, or start again when the pause is over. Returns a line for the terminal, or None."""
        now = self._clock()
        if self.running and self.process.poll() is not None:
            return self._pause(how_it_ended(self.process.returncode), now)
        if self._again is not None and now >= self._again:
            try:
                self.start()
            except (OSError, CannotRun) as problem:
                return self._pause(f"can not be started: {problem}", now)
            return f"started again (process {self.process.pid})"
        return None

    def ask_to_stop(self):
        self._again = None
        if self.running and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def kill(self):
        if self.running and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _pause(self, what, now):
        self.ends = 1 if now - self._started >= STEADY_AFTER else self.ends + 1
        seconds = pause_after(self.ends)
        self._again = now + seconds
        return f"{what}; again in {seconds} s"


def pause_after(ends):
    """Seconds to wait after so many ends in a row: 1, 2, 4, 8, 15, 15, ..."""
    return min(2 ** (ends - 1), LONGEST_PAUSE)


def how_it_ended(code):
    """``code`` as in Popen.returncode."""
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def launcher(argv, *, env, cwd):
    """A ``launch`` for Kept: the program's words come back over a pipe.

    When the manager is killed its children are killed, too: each is safe to kill at any time, and one that took its
    time to say good-bye would still hold the port at the next start.
    """

    def launch():
        process = spawn(
            argv,
            death_signal=signal.SIGKILL,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
        )
        os.set_blocking(process.stdout.fileno(), False)
        return process

    return launch
