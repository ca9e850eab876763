"""What of a stranger's file may be shown, and how: pictures drawn anew, pages drawn as pictures, text as text. Nothing else."""

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath

from helpdesk.lib.pictures import NoPicture, measured
from tickets.drawing import pages
from tickets.thumbnails import LARGE

TEXT_BYTES = 200_000  # how much of a text is shown
TEXT_TYPES = frozenset({"text/plain", "text/csv", "text/calendar", "text/markdown", "application/json"})
# The bytes of these kinds look like nothing, so their type says nothing; what isn't text inside is found out below.
TEXT_NAMES = frozenset(
    {".txt", ".log", ".csv", ".tsv", ".json", ".jsonl", ".md", ".ini", ".conf", ".yml", ".yaml", ".toml"}
)
UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")  # and what turns letters round
MOST_ASKED = 90  # times a page asks whether the pages are drawn, a second apart


@dataclass(frozen=True)
class Preview:
    """``kind``: "picture" (``width``, ``height``), "text" (``text``, ``is_cut``), "pages" (``numbers`` of ``page_count``),
    "drawing" (a worker is at it), "broken" (it should have one but can't be drawn) or "none" (no preview for its kind)."""

    kind: str
    width: int = 0
    height: int = 0
    text: str = ""
    is_cut: bool = False
    numbers: range = range(0)
    page_count: int = 0

    @property
    def has_more_pages(self):
        return self.page_count > len(self.numbers)


def preview_of(file):
    """The Preview of a row with a stored file (a Drawable). Reads as little of it as will do."""
    if file.is_image:
        return _picture(file)
    if file.content_type == "application/pdf":
        return _pages(file)
    name = PurePath(file.name).suffix.lower()
    if file.content_type in TEXT_TYPES or (file.content_type == "application/octet-stream" and name in TEXT_NAMES):
        return _text(file)
    return Preview("none")


def beside(ids, own, url_of):
    """Where the file ``own`` stands among ``ids``, public ids in their order: ``nth`` of ``count``, ``previous_url`` and
    ``next_url`` by ``url_of(id)`` where there are such. Nothing where it is not among them."""
    if own not in ids:
        return {}
    place = ids.index(own)
    around = {"previous_url": place - 1, "next_url": place + 1}
    urls = {name: url_of(ids[where]) for name, where in around.items() if 0 <= where < len(ids)}
    return {**urls, "nth": place + 1, "count": len(ids)}


def _picture(file):
    try:
        with file.file.open("rb") as data:
            width, height = measured(data, LARGE)
    except (NoPicture, FileNotFoundError):
        return Preview("broken")
    return Preview("picture", width, height)


def _pages(file):
    if file.size > pages.MOST_BYTES or file.page_count == 0:
        return Preview("broken")
    if file.page_count is None:
        return Preview("drawing")
    return Preview("pages", numbers=range(1, file.pages_drawn + 1), page_count=file.page_count)


def _text(file):
    try:
        with file.file.open("rb") as data:
            start = data.read(TEXT_BYTES)
    except FileNotFoundError:
        return Preview("broken")
    is_cut = file.size > TEXT_BYTES
    text = _decoded(start, is_cut)
    if text is None:
        return Preview("none")
    return Preview("text", text=UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text), is_cut=is_cut)


def _decoded(data, is_cut):
    """The text, or None for what is none. UTF-8; UTF-16 with its mark; else as Windows wrote it in the west."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        return None
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(
            data, final=not is_cut
        )  # the last letter may be halved
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
