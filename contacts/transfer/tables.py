"""A table of text as it comes: letters and separators guessed, read record by record from any place on."""

import codecs
import csv
import io
import re
from typing import NamedTuple

MAX_BYTES = 50_000_000
MAX_COLUMNS = 100
LONGEST_CELL = 10_000
SEPARATORS = (";", ",", "\t")
ENCODINGS = ("utf-8-sig", "utf-16", "latin-1")
PROBE = 64_000
MOST_LINES = 100  # of one record


class Record(NamedTuple):
    """A line of a table: where it begins, its cells, and where the next one begins."""

    line: int
    cells: list | None
    offset: int
    next_line: int


class Unreadable(ValueError):
    """These bytes are no text in this encoding."""


def guess_encoding(start):
    """Which of ENCODINGS the first bytes of a file are in."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:200:2].count(0) > 40 or start[0:200:2].count(0) > 40:  # UTF-16 without its mark
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def guess_separator(line):
    """Which of SEPARATORS parts a line into the most columns, outside of quotes."""
    plain = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=plain.count)


def as_utf8(data, encoding):
    """The bytes ``data`` as UTF-8 without a mark, with lines that end in LF. Raises Unreadable."""
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16-le" if data[1:200:2].count(0) >= data[0:200:2].count(0) else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable from None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").encode()


class _Endless(Exception):
    """A quoted cell goes on and on: its quotation mark was never closed."""


def records(file, separator, *, offset=0, line=1):
    """Each record of a binary UTF-8 ``file`` from ``offset`` on, as a Record; ``offset`` and ``line`` go on from an earlier one.

    A quoted cell may go over lines. Empty lines are left out. Where quotation marks do not fit together, that line has None
    for its cells, and the next one is read as if nothing had been.
    """
    file.seek(offset)
    at, lines = offset, line

    def read(consumed):
        for raw in iter(file.readline, b""):
            if len(consumed) >= MOST_LINES:
                raise _Endless
            consumed.append(len(raw))
            yield raw.decode("utf-8", "replace")

    while True:
        consumed = []
        try:
            cells = next(csv.reader(read(consumed), delimiter=separator, strict=True))
        except StopIteration:
            return
        except (_Endless, csv.Error):
            cells, consumed = None, consumed[:1]
            file.seek(at + consumed[0])
        began = lines
        at, lines = at + sum(consumed), lines + len(consumed)
        if cells is None or any(cell.strip() for cell in cells):
            shown = cells and [cell[:LONGEST_CELL].strip() for cell in cells[:MAX_COLUMNS]]
            yield Record(began, shown, at, lines)


def written(rows):
    """``rows`` as CSV bytes that every spreadsheet opens rightly: UTF-8 with its mark, semicolons, quoted (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def guarded(cell):
    """A cell that no spreadsheet takes for a formula: an apostrophe before what one would begin with."""
    cell = str(cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unguarded(cell):
    """What ``guarded`` made safe, as it was: our own exports come back in unchanged."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
