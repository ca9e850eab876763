"""Folders for unix sockets, whose paths may be only some hundred bytes long (sun_path: 108 on Linux, 104 on macOS)."""

import os
import re
import tempfile
from pathlib import Path

LONGEST = 80  # leaves room for "/.s.PGSQL.5432.lock"
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # survives every spelling of a URL unquoted


def socket_folder(folder, *, owner):
    """``folder`` itself, or a short private one under the temporary folder if its path is too long or too odd."""
    if len(os.fsencode(folder)) <= LONGEST and PLAIN.fullmatch(str(folder)):
        return Path(folder)
    short = tempfile.mkdtemp(prefix="tugi-", dir="/tmp")  # not gettempdir(): that may be long, too
    os.chown(short, owner, -1)
    return Path(short)
