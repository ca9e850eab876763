"""Child processes that never outlive their parent, and the orphans of a parent that did not get to tidy up."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(argv, *, death_signal=signal.SIGKILL, **options):
    """Start ``argv`` in a session of its own; returns the Popen. ``options`` are Popen's.

    The child gets ``death_signal`` when this process dies, however it dies (Linux only). The kernel watches the
    *thread* that forked, so call this from the main thread. The own session keeps a terminal's Ctrl-C away from
    the child: its parent decides who stops when.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        start_new_session=True,
        preexec_fn=_dies_with_parent(os.getpid(), death_signal) if _libc else None,
        **options,
    )


def _dies_with_parent(parent, death_signal):
    def in_child():
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl: no signal will come any more
            os._exit(1)

    return in_child


def end(process, *, sign=signal.SIGTERM, seconds=10):
    """Ask ``process`` (a Popen) to stop with ``sign``, kill it after ``seconds``, reap it. Returns its exit code."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def end_orphan(pid_file, *, program, folder, sign, seconds=15):
    """Clear away what an earlier run left in ``pid_file`` (its first line is a process id).

    A live process counts as ours only if it is named ``program`` and works in ``folder``; it is stopped. Anything
    else (gone, a zombie, an id used again by a stranger) leaves a stale file, which would refuse the next start.
    """
    try:
        pid = int(Path(pid_file).read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        pid = 0
    if pid > 0 and _runs_in(pid, program, folder):
        os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while _runs_in(pid, program, folder):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                deadline += seconds
            time.sleep(0.05)
    Path(pid_file).unlink(missing_ok=True)


def _runs_in(pid, program, folder):
    if sys.platform != "linux":
        shown = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True).stdout
        return program in shown and str(folder) in shown and not shown.startswith("Z")
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        working_folder = os.readlink(f"/proc/{pid}/cwd")
    except OSError:  # gone, a zombie (it has no cwd), or another user's
        return False
    return f"Name:\t{program[:15]}\n" in status and os.path.realpath(folder) == working_folder
