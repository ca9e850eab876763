"""Keeps a set of processes running in one terminal, and stops them in order."""

import os
import selectors
import signal
import time

TICK = 0.1  # seconds between two looks at the processes
ONE_REQUEST = 1  # second within which signals count as the same request


class Stopped(Exception):
    """Somebody asked us to stop while we waited for something."""


class Manager:
    """One thread: the kernel ends children with the thread that started them (children.spawn)."""

    def __init__(self, terminal, *, changed=lambda processes: None):
        """``changed`` is called with {name: process id} whenever that changed."""
        self.terminal = terminal
        self.kept = []
        self.stop_asked = 0
        self._asked_at = float("-inf")
        self._changed = changed
        self._selector = selectors.DefaultSelector()
        self._halves = {}  # file descriptor -> bytes of a line that has not ended yet

    def listen_to_signals(self):
        """Ctrl-C and SIGTERM ask for an orderly stop; so does a closed terminal, unless started under nohup."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if sign != signal.SIGHUP or signal.getsignal(sign) is not signal.SIG_IGN:
                signal.signal(sign, self._on_signal)

    def start(self, kept):
        """Start ``kept`` and keep it running from now on."""
        kept.start()
        self.kept.append(kept)
        self._follow(kept.name, kept.process)
        self._tell_changes()

    def wait_for(self, condition, *, seconds=float("inf")):
        """Look after everything until ``condition()``; returns False after ``seconds``. Raises Stopped."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.stop_asked:
                raise Stopped
            if time.monotonic() > deadline:
                return False
            self.look_after()
        return True

    def run_to_end(self, kept):
        """Start ``kept`` once, wait for its end, return its exit code. Raises Stopped."""
        kept.start()
        self._follow(kept.name, kept.process)
        try:
            self.wait_for(lambda: kept.process.poll() is not None)
        finally:
            kept.kill()
        self._read(seconds=0)
        return kept.process.returncode

    def look_after(self):
        """One look: pass on what the processes said, start again what is due."""
        self._read(TICK)
        for kept in self.kept:
            before = kept.process
            line = kept.look()
            if line:
                self.terminal.say(f"{kept.name} {line}.")
                self._tell_changes()
            if kept.process is not before:
                self._follow(kept.name, kept.process)

    def stop(self):
        """Stop tier by tier, the highest first; what is over its time is killed, all at once on a second Ctrl-C."""
        for tier in sorted({kept.tier for kept in self.kept}, reverse=True):
            here = [kept for kept in self.kept if kept.tier == tier]
            for kept in here:
                kept.ask_to_stop()
            deadline = time.monotonic() + max(kept.stop_seconds for kept in here)
            while waiting := [kept for kept in here if kept.running and kept.process.poll() is None]:
                if time.monotonic() > deadline or self.stop_asked > 1:
                    for kept in waiting:
                        self.terminal.say(f"{kept.name} is still busy: killed.")
                        kept.kill()
                self._read(TICK)
            self._read(seconds=0)
        self._changed({})

    def _on_signal(self, sign, _frame):
        # `make` passes a signal on that its whole group, with us, got already: that is one request, not two.
        if time.monotonic() - self._asked_at > ONE_REQUEST:
            self.stop_asked += 1
            self._asked_at = time.monotonic()

    def _follow(self, name, process):
        if process.stdout is not None:
            self._selector.register(process.stdout, selectors.EVENT_READ, name)

    def _read(self, seconds):
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _events in self._selector.select(seconds):
            try:
                data = os.read(key.fd, 65536)
            except BlockingIOError:
                continue
            *lines, rest = (self._halves.pop(key.fd, b"") + data).split(b"\n")
            if data and rest:
                self._halves[key.fd] = rest
            elif not data:
                lines += [rest] if rest else []
                self._selector.unregister(key.fileobj)
                key.fileobj.close()
            for line in lines:
                if line.strip():
                    self.terminal.say(line.decode(errors="replace").rstrip(), key.data)

    def _tell_changes(self):
        self._changed({kept.name: kept.process.pid for kept in self.kept if kept.running})
