"""What an entry of a thread is made of, before it is a row."""

from dataclasses import dataclass, field
from unicodedata import combining

from django.conf import settings
from django.utils.html import escape

SNIPPET_CHARS = 160


@dataclass(frozen=True)
class NewFile:
    """A file to attach. ``data`` is bytes; ``name`` is display data only. ``data=None``: kept out, over the limit."""

    name: str
    data: bytes | None
    content_type: str = "application/octet-stream"
    content_id: str = ""
    is_inline: bool = False
    size: int | None = None  # bytes; needed only where there is no data

    @property
    def is_kept(self):
        return self.data is not None and len(self.data) <= settings.ATTACHMENT_MAX_BYTES


@dataclass(frozen=True)
class Content:
    """Text, files and where it came from. ``html`` is sanitised by whoever makes the Content."""

    text: str = ""
    reply_text: str | None = None  # what the sender wrote anew; None: all of ``text``
    html: str = ""
    quoted_lines: int = 0
    files: tuple[NewFile, ...] = ()
    from_name: str = ""
    from_address: str = ""
    to: tuple[tuple[str, str], ...] = ()  # (name, address)
    cc: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    fingerprint: str | None = None
    matched_because: str = ""
    marks: tuple[dict, ...] = field(default=())
    is_automatic: bool = False
    inbound_id: int | None = None  # the raw mail

    @property
    def new_text(self):
        return self.text if self.reply_text is None else self.reply_text

    @property
    def body_format(self):
        return "html" if self.html else "text"

    @property
    def snippet(self):
        """Its beginning on one line, for lists."""
        return one_line(self.new_text or self.text)


@dataclass(frozen=True)
class Letter:
    """The mail by which a member answered or wrote a note, instead of in the browser."""

    inbound_id: int
    fingerprint: str | None
    matched_because: str
    marks: tuple[dict, ...] = ()


def one_line(text, limit=SNIPPET_CHARS):
    """``text`` without line breaks, cut at ``limit`` characters; never between a letter and its accents."""
    line = " ".join(text[: limit * 8].split())
    if len(line) <= limit:
        return line
    cut = limit - 1
    while cut and combining(line[cut]):
        cut -= 1
    return f"{line[:cut]}…"


def text_as_html(text):
    """Plain text as safe HTML that keeps its lines: a paragraph where a line is empty, <br> elsewhere."""
    return as_paragraphs(escape(text))


def as_paragraphs(lines):
    """The same of lines that are HTML already."""
    paragraphs = lines.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return "".join(f"<p>{part.strip(chr(10)).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())
