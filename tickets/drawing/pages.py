"""Pages of an attached PDF as pictures, drawn once by a worker and kept beside the file."""

import os
import struct
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from workspaces.tenancy import tenant

ROOT = Path(__file__).resolve().parents[2]
MOST_PAGES = 10  # who wants more downloads it
MOST_BYTES = 50 * 2**20  # of a PDF
MEMORY_BYTES = 512 * 2**20
CPU_SECONDS = 15
SECONDS = 30  # of the clock
CLAIMED_FOR = timedelta(seconds=2 * SECONDS)  # then its worker is dead
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
LENGTH = struct.Struct(">Q")


def draw(model, workspace_id, pk):
    """Draw the pages of a row of ``model`` (a Drawable), unless that is done or another worker is at it. May run twice."""
    now = timezone.now()
    with tenant(workspace_id):
        rows = model.objects.filter(workspace_id=workspace_id, pk=pk, page_count=None)
        free = Q(drawing_since=None) | Q(drawing_since__lt=now - CLAIMED_FOR)
        if not rows.filter(free).update(drawing_since=now):
            return
        file = rows.get().file
    try:
        with default_storage.open(file.name) as stored:
            count, pictures = pages_of(stored.read(MOST_BYTES + 1))
    except FileNotFoundError:
        count, pictures = 0, []
    for number, picture in enumerate(pictures, 1):
        name = page_name(file.name, number)
        default_storage.delete(name)  # half written by a worker that died
        default_storage.save(name, ContentFile(picture))
    with tenant(workspace_id):
        if not rows.update(page_count=count, pages_drawn=len(pictures)):  # deleted meanwhile
            for number in range(1, len(pictures) + 1):
                default_storage.delete(page_name(file.name, number))


def pages_of(data):
    """``(number of pages, JPEGs of the first ones)``; ``(0, [])`` for what can't be drawn: broken, locked, far too large."""
    if len(data) > MOST_BYTES:
        return 0, []
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    try:
        out = subprocess.run(
            [sys.executable, "-P", "-m", "tickets.drawing.child", *map(str, (MOST_PAGES, MEMORY_BYTES, CPU_SECONDS))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},  # no secrets among them
            timeout=SECONDS,
        ).stdout
    except subprocess.TimeoutExpired as late:
        out = late.stdout or b""
    return _read(out)


def _read(out):
    """What the child wrote, up to where it was stopped. Its word is not trusted: it read a stranger's file."""
    if len(out) < LENGTH.size:
        return 0, []
    (count,), place, pictures = LENGTH.unpack_from(out), LENGTH.size, []
    while len(pictures) < MOST_PAGES and place + LENGTH.size <= len(out):
        (size,) = LENGTH.unpack_from(out, place)
        picture = out[place + LENGTH.size : place + LENGTH.size + size]
        if len(picture) < size or not picture.startswith(b"\xff\xd8\xff"):
            break
        pictures.append(picture)
        place += LENGTH.size + size
    return (min(count, 1_000_000), pictures) if pictures else (0, [])


def page_name(file_name, number):
    """Where the picture of a page is stored."""
    return f"{file_name}.page-{number}.jpg"


def stored_names(files):
    """All names in the storage that belong to these rows (Drawables): the files and their pages."""
    names = []
    for file in files:
        if file.file:
            names += [file.file.name, *(page_name(file.file.name, number + 1) for number in range(file.pages_drawn))]
    return names
