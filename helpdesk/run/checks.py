"""What could be in the way of ``make run``, asked before anything is started. Each raises CannotRun with a line."""

import errno
import fcntl
import json
import os
import shutil
import socket

from .errors import CannotRun

NEEDED_MB = 200  # a fresh database with the demo workspace is 100


def take_lock(var):
    """The open file that says that Tugi runs on ``var``; the lock goes with this process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise CannotRun(
            f"Tugi already runs here{_where(var)}: use it, or stop it with Ctrl-C in its terminal."
        ) from None
    return lock


def _where(var):
    try:
        return f" at {json.loads((var / 'run.json').read_text())['base_url']}"
    except (OSError, ValueError, KeyError):  # it is just starting
        return ""


def port_from(environ, name, default):
    """The port number in ``environ[name]``."""
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRun(f"{name}={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def check_port(port, *, name, host="127.0.0.1"):
    """Raise if ``port`` can not be listened on. ``name`` is the variable that chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            why = (
                "is in use" if problem.errno == errno.EADDRINUSE else f"can not be used ({os.strerror(problem.errno)})"
            )
            raise CannotRun(
                f"Port {port} {why}: stop what uses it, or choose another with `make run {name}={another(port)}`."
            ) from None


def another(port):
    return port + 1 if port < 65535 else port - 1


def free_port():
    """A port that nobody listens on, for what no person ever types."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_space(folder, *, needed_mb=NEEDED_MB):
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < needed_mb:
        raise CannotRun(f"Only {free_mb} MB are free at {folder}, Tugi needs {needed_mb} MB: {FREE_SOME}")


FREE_SOME = "free some space, then run this again."


def explained(problem, folder):
    """The CannotRun for an OSError or for words in which a full disk hides; other errors keep their words."""
    text = str(problem)
    if getattr(problem, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in text:
        return CannotRun(f"The disk is full at {folder}: {FREE_SOME}")
    if getattr(problem, "errno", None) in (errno.EACCES, errno.EPERM, errno.EROFS):
        return CannotRun(f"{problem.filename or folder} can not be written: make it yours, or run as its owner.")
    return CannotRun(text)
