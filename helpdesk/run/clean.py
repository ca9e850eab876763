"""Removes the data of ``make run``. Standard library only and run by path, so that it works without packages."""

import fcntl
import shutil
import sys
from pathlib import Path


def clean(var):
    """Remove ``var`` and what it points to. Returns the line to show; raises BlockingIOError while Tugi runs."""
    if not var.exists():
        return f"Nothing to remove: there is no {var}."
    with (var / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elsewhere = var / "postgres" / "elsewhere"  # see Postgres._home
        if elsewhere.is_symlink():
            shutil.rmtree(elsewhere.resolve(), ignore_errors=True)
        shutil.rmtree(var)
    return f"Removed {var}: database, queue, attachments, secrets. The next `make run` begins anew."


if __name__ == "__main__":
    try:
        print(clean(Path(sys.argv[1]).resolve()))
    except BlockingIOError:
        sys.exit("tugi: Tugi is running on this data: stop it (Ctrl-C), then run `make clean` again.")
    except OSError as problem:
        sys.exit(f"tugi: {problem.filename} can not be removed: {problem.strerror}.")
