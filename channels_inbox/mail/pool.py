"""Parser children with limits of time and memory: a mail that goes over them costs its child, nothing else.

Safe to use from many threads and after a fork: children are started when needed, by the process that needs them.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import limits, wire
from .child import OUT_OF_MEMORY

ROOT = Path(__file__).resolve().parents[2]
MAX_MAILS = 5_000  # of one child, then a fresh one takes over
BIG_MAIL_BYTES = 8 * 1024 * 1024  # after one of these too: what memory it left in pieces must not hurt the next mail
MAX_ANSWER_BYTES = 512 * 1024 * 1024
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class ParserKilled(Exception):
    """The child that read this mail is dead. ``reason`` is "time", "memory" or "crash"."""

    def __init__(self, reason):
        super().__init__(f"the mail parser was stopped: {reason}")
        self.reason = reason


class ParserPool:
    """Up to ``size`` children; each mail gets ``seconds`` of wall and CPU time and ``memory_mb`` beyond the idle need."""

    def __init__(self, size=None, *, seconds=10, memory_mb=512):
        self.size = size or max(2, os.cpu_count() or 2)
        self.seconds = seconds
        self.memory_bytes = memory_mb * 1024 * 1024
        self._reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.close)

    def parse(self, raw):
        """The ``ParsedMail`` of ``raw``. Waits for a free child; raises ParserKilled when the mail costs too much."""
        with self._free:
            child = self._take()
            try:
                parsed = child.parse(raw, self.seconds)
            except BaseException:
                child.kill()
                raise
            self._give_back(child, len(raw))
            return parsed

    def close(self):
        """End all idle children. The pool can be used again afterwards."""
        with self._lock:
            idle, self._idle = self._idle, []
            starter, self._starter = self._starter, None
        for child in idle:
            child.kill()
        if starter:
            starter.shutdown(wait=False)

    def pids(self):
        """The process ids of the idle children."""
        return [child.pid for child in self._idle]

    def _take(self):
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive():
                    return child
                child.kill()
            # The kernel ends a child with the *thread* that started it, and threads of a worker come and go:
            # one thread that lives as long as the pool starts them all.
            self._starter = self._starter or ThreadPoolExecutor(1, thread_name_prefix="mail-parser-starter")
            return self._starter.submit(_Child, self.memory_bytes, self.seconds).result()

    def _give_back(self, child, size):
        child.mails += 1
        if child.mails >= MAX_MAILS or size > BIG_MAIL_BYTES:
            child.kill()
            return
        with self._lock:
            self._idle.append(child)

    def _reset(self):
        self._idle = []
        self._starter = None
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(self.size)

    def _forget(self):
        """After a fork: the children belong to the other process, their pipes are closed here and they are left alone."""
        idle = self._idle
        self._reset()
        for child in idle:
            child.disown()


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, memory_bytes, cpu_seconds):
        self.mails = 0
        arguments = [str(memory_bytes), str(cpu_seconds), str(os.getpid())]
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "channels_inbox.mail.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal ends the worker, not the mail it is reading
            env={**environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},  # no secrets among them
            bufsize=0,
        )
        self.pid = self.process.pid
        os.set_blocking(self.process.stdin.fileno(), False)
        os.set_blocking(self.process.stdout.fileno(), False)

    def parse(self, raw, seconds):
        raw = memoryview(raw)[: limits.MAX_RAW_BYTES + 1]  # one byte over the cap tells the child that it was cut
        deadline = time.monotonic() + seconds
        try:
            self._send(wire.LENGTH.pack(len(raw)), deadline)
            self._send(raw, deadline)
            (size,) = wire.LENGTH.unpack(self._receive(wire.LENGTH.size, deadline))
            head = json.loads(self._receive(size, deadline))
            return wire.decoded(head, self._receive(wire.content_size(head), deadline))
        except TimeoutError:
            raise ParserKilled("time") from None
        except (BrokenPipeError, EOFError):
            raise ParserKilled(self._cause()) from None
        except (ValueError, TypeError, KeyError) as error:
            raise ParserKilled("crash") from error

    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._close()

    def disown(self):
        self.process.returncode = 0  # it is no child of this process: nothing to wait for
        self._close()

    def _close(self):
        self.process.stdin.close()
        self.process.stdout.close()

    def _send(self, data, deadline):
        descriptor = self.process.stdin.fileno()
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:
                self._wait(descriptor, select.POLLOUT, deadline)

    def _receive(self, size, deadline):
        if not 0 <= size <= MAX_ANSWER_BYTES:
            raise ValueError("an answer of impossible size")
        descriptor = self.process.stdout.fileno()
        data, got = bytearray(size), 0
        view = memoryview(data)
        while got < size:
            try:
                count = os.readv(descriptor, [view[got:]])
            except BlockingIOError:
                self._wait(descriptor, select.POLLIN, deadline)
                continue
            if not count:
                raise EOFError
            got += count
        return data

    def _wait(self, descriptor, event, deadline):
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError

    def _cause(self):
        """Why the child ended by itself."""
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return "crash"
        if code == -signal.SIGXCPU:
            return "time"
        # An allocation that fails outside of Python aborts the process; the kernel's own choice of victims is SIGKILL.
        return "memory" if code in (OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL) else "crash"


_default = ParserPool()


def parse_in_child(raw):
    """``parse(raw)`` in a child with limits (10 s, 512 MB), from a pool of this process. Raises ParserKilled."""
    return _default.parse(raw)
