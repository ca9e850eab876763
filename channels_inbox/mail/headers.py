"""Header blocks: splitting them into fields, decoding what stands in them. Everything is linear and never raises."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from . import limits
from .charsets import codec_for, decode, storable

FIELD_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
# `<` and `>` excluded, so each attempt ends at the next bracket: no backtracking over the rest of the header.
MESSAGE_ID = re.compile(r"<([^<>]{1,1000})>")
SPACES = re.compile(r"\s+")
# Controls, and the marks that turn text around or hide it: they change what a reader sees without showing themselves.
UNSEEN = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F)]
    + [*range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]
)
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_BASE64 = bytes(set(range(256)) - set(BASE64))
NO_CHARSET_WORDS = {"default", "unknown-8bit", "x-unknown"}
SPACE_CONTROLS = str.maketrans("\t\r\n\v\f\x85\u2028\u2029", " " * 8)


class Headers:
    """The fields of one header block in their order: ``(lower-case name, raw unfolded value)``."""

    def __init__(self, fields):
        self.fields = fields

    def first(self, name):
        """The raw value of the first field of that name, or None."""
        return next((value for key, value in self.fields if key == name), None)

    def last(self, name):
        """The raw value of the last field of that name, or None."""
        return next((value for key, value in reversed(self.fields) if key == name), None)

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def text(self, name):
        """The decoded value of the first field of that name as one line, or None."""
        value = self.first(name)
        return None if value is None else one_line(decode_words(value))

    def lower(self, name):
        """The decoded value in lower case, an empty string where there is none."""
        return (self.text(name) or "").lower()

    def __contains__(self, name):
        return any(key == name for key, _ in self.fields)

    def __bool__(self):
        return bool(self.fields)


def read_headers(raw, start=0, *, is_boundary=None, notices=None):
    """Read the header block that begins at ``start``; returns ``(Headers, offset of the body)``.

    The block ends at an empty line, at a boundary line (``is_boundary(line)``), or where a line can be neither a field
    nor the continuation of one. A single stray line between fields is skipped, as mail programs do.
    """
    fields, pos, end = [], start, len(raw)
    limit = start + limits.MAX_HEADER_BYTES
    name, pieces = None, []

    def finish():
        if name is not None:
            fields.append((name, b" ".join(pieces)))

    while pos < end:
        stop = raw.find(b"\n", pos)
        stop = end if stop < 0 else stop
        line = raw[pos : min(stop, limit + 1)].rstrip(b"\r")
        after = min(stop + 1, end)
        if pos >= limit:
            if notices is not None:
                notices.add(limits.HEADERS_TOO_LARGE)
            pos = _end_of_headers(raw, max(start, pos - 1))  # the line end before may belong to an empty line
            break
        if not line:
            pos = after
            break
        if is_boundary and line.startswith(b"--") and is_boundary(line):
            break
        found = None if line[:1] in b" \t" else FIELD_NAME.match(line)
        if found:
            finish()
            name, pieces = found[1].decode("ascii").lower(), [line[found.end() :].strip()]
        elif line[:1] in b" \t":
            if not line.strip() and not _header_follows(raw, after):
                pos = after  # a "blank" line of spaces: some gateways end their headers like this
                break
            pieces.append(line.strip())
        elif not (pos == start and line.startswith((b"From ", b">From "))) and not _header_follows(raw, after):
            break
        pos = after
        if stop > limit and notices is not None:
            notices.add(limits.HEADERS_TOO_LARGE)
    finish()
    return Headers(fields), pos


def _header_follows(raw, pos):
    """Whether the line at ``pos`` looks like another header field (a name with a letter or a dash, no ``//`` after)."""
    found = FIELD_NAME.match(raw[pos : pos + 220])
    return bool(found) and found[1][:1].isalpha() and not raw[pos + found.end() :].startswith(b"//")


def _end_of_headers(raw, pos):
    """The offset after the next empty line, or the end of ``raw``."""
    ends = [(at, size) for blank, size in ((b"\n\n", 2), (b"\n\r\n", 3)) if (at := raw.find(blank, pos)) >= 0]
    if not ends:
        return len(raw)
    at, size = min(ends)
    return at + size


def one_line(text):
    """Text as one line that shows what it holds: no controls, no bidirectional marks, single spaces."""
    if text.isascii() and text.isprintable():
        return SPACES.sub(" ", text).strip()
    return SPACES.sub(" ", storable(text).translate(SPACE_CONTROLS).translate(UNSEEN)).strip()


def decode_words(value, charset=None):
    """Decode a raw header value (bytes) or a piece of one (str): RFC 2047 words, and raw 8-bit bytes as RFC 6532 or worse."""
    text = decode(value, charset) if isinstance(value, bytes) else value
    if "=?" not in text:
        return text
    out, pos, held = [], 0, None  # held: (charset, bytes) of the encoded words just read

    last_end = text.rfind("?=")
    while 0 <= (start := text.find("=?", pos)) < last_end:
        word = _word_at(text, start)
        between = text[pos:start]
        if word is None:
            out.append(_flush(held) + between + "=?")
            held, pos = None, start + 2
            continue
        word_charset, data, pos = word
        if held is not None and not between.strip():
            # White space between encoded words is dropped, and a letter may be cut between two of them.
            if held[0] == word_charset:
                held[1].extend(data)
                continue
            out.append(_flush(held))
        else:
            out.append(_flush(held) + between)
        held = (word_charset, bytearray(data))
    out.append(_flush(held) + text[pos:])
    return "".join(out)


def _word_at(text, start):
    """``(charset, bytes, end)`` of the encoded word at ``start``, or None."""
    mark = text.find("?", start + 2, start + 80)
    kind = text[mark + 1 : mark + 2].lower()
    charset = text[start + 2 : mark].split("*")[0].lower()
    # The charset is looked at before the end is searched for: a run of false starts costs no search each.
    if mark < 0 or text[mark + 2 : mark + 3] != "?" or kind not in ("b", "q") or not _is_charset(charset):
        return None
    end = text.find("?=", mark + 3)
    # "=?utf-8?q?=41?=": the encoded text itself may begin with "=", which makes "?=" match one place too early.
    if kind == "q" and text[mark + 3 : mark + 4] == "=" and end == mark + 2:
        end = text.find("?=", mark + 4)
    if end < 0:
        return None
    data = text[mark + 3 : end].encode("utf-8", "surrogateescape")
    return charset, (_unbase64(data) if kind == "b" else _unquote(data)), end + 2


def _is_charset(name):
    return name in NO_CHARSET_WORDS or codec_for(name) is not None


def _flush(held):
    return decode(held[1], held[0]) if held else ""


def _unquote(data):
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)


def _unbase64(data):
    data = data.translate(None, NOT_BASE64)
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def message_ids(value):
    """All message ids in a raw ``References`` or ``In-Reply-To`` value: without ``<>``, each once, in their order."""
    if not value:
        return []
    text = decode(value)
    found = MESSAGE_ID.findall(text)
    if not found:
        found = [word for word in text.split() if "@" in word and "<" not in word]
    ids = (one_line(SPACES.sub("", word)) for word in found)
    return list(dict.fromkeys(word for word in ids if word))


def message_id(value):
    """The one message id of a raw ``Message-ID`` value without ``<>``, or None."""
    if not value:
        return None
    text = one_line(decode(value))[:4000]
    found = MESSAGE_ID.search(text)
    bare = SPACES.sub("", found[1] if found else text.strip("<> "))
    return bare[:998] or None


def date(value):
    """An aware UTC datetime for a raw ``Date`` value (RFC 5322, or ISO 8601 as some programs write), or None."""
    if not value:
        return None
    text = one_line(decode(value))[:120]
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError, KeyError, AttributeError):
            continue
        return moment if 1970 <= moment.year <= 9000 else None
    return None
