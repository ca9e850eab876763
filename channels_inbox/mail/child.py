"""The parser child: reads mails from its input, writes what it made of them to its output. Started by ``pool``.

    python -m channels_inbox.mail.child MEMORY_BYTES CPU_SECONDS PARENT_PID

Both ways each piece has its length in front (8 bytes, big-endian). It holds no secret, no connection, no file.
"""

import ctypes
import os
import resource
import signal
import sys

from . import wire
from .parsing import parse

OUT_OF_MEMORY = 77
PR_SET_PDEATHSIG = 1


def main(memory_bytes, cpu_seconds, parent):
    _die_with(parent)
    mails, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # a stray print must not end up among the answers
    _limit_memory(memory_bytes)
    with open(mails, "rb", buffering=0) as source:
        while (head := _read(source, wire.LENGTH.size)) is not None:
            raw = _read(source, *wire.LENGTH.unpack(head))
            if raw is None:
                return
            _limit_time(cpu_seconds)
            try:
                value, contents = wire.encoded(parse(raw))
                del raw
                _write(answers, wire.LENGTH.pack(len(value)) + value)
                for content in contents:
                    _write(answers, content)
                del value, contents
            except MemoryError:
                os._exit(OUT_OF_MEMORY)


def _read(source, size):
    """``size`` bytes, or None at the end of the input."""
    data = bytearray(size)
    view, got = memoryview(data), 0
    while got < size:
        count = source.readinto(view[got:])
        if not count:
            return None
        got += count
    return data


def _write(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _die_with(parent):
    """End when the parent is killed, even in the middle of a mail (Linux; elsewhere the input ends)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before this was asked for
            os._exit(0)


def _limit_memory(size):
    """At most ``size`` bytes of address space beyond what the interpreter holds now."""
    try:
        with open("/proc/self/statm") as statm:
            size += int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (OSError, ValueError):
        pass  # not Linux: the parent's clock and the CPU limit remain


def _limit_time(seconds):
    """At most ``seconds`` of CPU time from now on; then the kernel sends SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
