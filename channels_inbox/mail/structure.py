"""The MIME tree of a mail, found in one pass over the lines that can be boundaries. No recursion, caps from ``limits``."""

import re
from dataclasses import dataclass, field

from . import limits
from .headers import Headers, read_headers
from .parameters import read_parameters

MAX_BOUNDARY_BYTES = 1000
MAX_LINES_LOOKED_AT = 1_000_000
LINE_ENDS = re.compile(rb"[\r\n]*+")


@dataclass
class Part:
    """One part: its headers and where its body lies in the raw mail (``start`` to ``end``)."""

    headers: Headers
    content_type: str
    parameters: dict
    disposition: str
    disposition_parameters: dict
    start: int
    end: int = 0
    children: list = field(default_factory=list)

    @property
    def is_multipart(self):
        return self.content_type.startswith("multipart/")

    @property
    def subtype(self):
        return self.content_type.partition("/")[2]

    @property
    def filename(self):
        """The raw file name the mail gives, or an empty string."""
        return (
            self.disposition_parameters.get("filename")
            or self.parameters.get("name")
            or self.disposition_parameters.get("name")
            or self.parameters.get("filename")
            or ""
        )

    def walk(self):
        """The part itself and all below it, in the order of the mail."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def read_structure(raw, notices):
    """The root ``Part`` of a mail; what is over a cap stays unread and is named in the set ``notices``.

    A line is matched against the boundaries that are open, the innermost first; one of an outer part closes all parts
    inside it.
    """
    root = _read_part(raw, _skip_blank(raw), "text/plain", None, notices)
    open_parts = []  # [(part, boundary line)] from the outside in
    lines = {}  # boundary line -> [(index in open_parts, closes)], the innermost last
    _open(root, open_parts, lines, notices)
    count, leaf = 1, root

    # A body begins after a line end, which is also the line end in front of a boundary on its first line.
    pos = max(root.start - 1, 0)
    following = {}  # boundary -> where it stands next
    for _ in range(MAX_LINES_LOOKED_AT):
        at = _next_boundary(raw, pos, {mark for _, mark in open_parts}, following)
        if at < 0:
            break
        pos = raw.find(b"\n", at)
        pos = len(raw) if pos < 0 else pos
        line = raw[at : min(pos, at + MAX_BOUNDARY_BYTES)].rstrip()
        if not lines.get(line):
            continue
        index, closes = lines[line][-1]
        if leaf is not None:
            leaf.end = _before_line_end(raw, leaf.start, at)
            leaf = None
        _close_to(index if closes else index + 1, open_parts, lines, raw, at)
        if closes:
            continue  # what follows up to the next boundary is an epilogue
        if count >= limits.MAX_PARTS:
            notices.add(limits.TOO_MANY_PARTS)
            break
        parent = open_parts[index][0]
        default = "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
        leaf = _read_part(raw, min(pos + 1, len(raw)), default, lambda text: bool(lines.get(text.rstrip())), notices)
        parent.children.append(leaf)
        count += 1
        pos = max(leaf.start - 1, pos)
        _open(leaf, open_parts, lines, notices)

    if leaf is not None:
        leaf.end = len(raw)
    _close_to(0, open_parts, lines, raw, len(raw))
    return root


def _next_boundary(raw, pos, marks, following):
    """Where the next line begins that starts like one of the boundaries ``marks``, or -1. ``pos`` only ever grows."""
    nearest = len(raw)
    for mark in marks:
        at = following.get(mark, -1)
        if at < pos:
            found = raw.find(b"\n" + mark, pos)
            at = following[mark] = found if found >= 0 else len(raw)
        nearest = min(nearest, at)
    return nearest + 1 if nearest < len(raw) else -1


def _skip_blank(raw):
    """Where the header of the mail begins: some gateways put a byte-order mark or empty lines before it."""
    pos = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    return LINE_ENDS.match(raw, pos).end()


def _read_part(raw, start, default_type, is_boundary, notices):
    headers, body = read_headers(raw, start, is_boundary=is_boundary, notices=notices)
    # Of repeated fields the last counts: programs that add their own leave the default of their library above it.
    content_type, parameters = read_parameters(headers.last("content-type"))
    disposition, disposition_parameters = read_parameters(headers.last("content-disposition"))
    return Part(
        headers=headers,
        content_type=_known_type(content_type, default_type),
        parameters=parameters,
        disposition=disposition,
        disposition_parameters=disposition_parameters,
        start=body,
        end=body,
    )


def _known_type(content_type, default_type):
    """A type that is none ("text", "html", "plain/text") is read as RFC 2045 5.2 says, as plain text."""
    if not content_type:
        return default_type
    if content_type in ("html", "text/htm"):
        return "text/html"
    main, _, sub = content_type.partition("/")
    if not main or not sub or main == "plain":
        return "text/plain"
    return content_type[:100]


def _open(part, open_parts, lines, notices):
    """Make the boundary of a multipart known; a part over the depth cap stays a leaf."""
    boundary = part.parameters.get("boundary", "")
    if not part.is_multipart or not boundary:
        return
    if len(open_parts) >= limits.MAX_DEPTH:
        notices.add(limits.TOO_DEEP)
        return
    mark = b"--" + boundary.rstrip().encode("utf-8", "replace")[:MAX_BOUNDARY_BYTES]
    index = len(open_parts)
    open_parts.append((part, mark))
    lines.setdefault(mark + b"--", []).append((index, True))
    lines.setdefault(mark, []).append((index, False))


def _close_to(size, open_parts, lines, raw, at):
    while len(open_parts) > size:
        part, mark = open_parts.pop()
        part.end = _before_line_end(raw, part.start, at) if at < len(raw) else len(raw)
        lines[mark].pop()
        lines[mark + b"--"].pop()


def _before_line_end(raw, start, at):
    """The end of a body whose boundary line begins at ``at``: the line end before it belongs to the boundary."""
    end = at
    if raw[end - 1 : end] == b"\n":
        end -= 1
        if raw[end - 1 : end] == b"\r":
            end -= 1
    return max(start, end)
