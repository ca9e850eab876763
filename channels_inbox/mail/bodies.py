"""Which parts are the body and which are files: the algorithm of RFC 8621, 4.1.4, with named text parts kept as files."""

from dataclasses import dataclass, field

from . import limits
from .charsets import charset_of_html, decode
from .filenames import safe_filename
from .headers import one_line, read_headers
from .html import clean_mail_html, html_to_text, text_as_html
from .images import cids
from .parsed import ParsedAttachment
from .transfer import decode_transfer

MEDIA = ("image/", "audio/", "video/")
BODY_TYPES = ("text/plain", "text/html")


@dataclass
class Bodies:
    text: str | None
    html: str | None
    attachments: tuple


@dataclass
class _Chosen:
    """``text`` and ``html`` hold the parts to show in each form, ``files`` the rest."""

    text: list = field(default_factory=list)
    html: list = field(default_factory=list)
    files: list = field(default_factory=list)


def read_bodies(raw, root, notices):
    """``Bodies`` of the tree under ``root``: text, sanitised HTML, attachments."""
    chosen = _Chosen()
    _choose([root], "mixed", False, chosen)
    contents, cleaned = {}, {}

    def content(part):
        if id(part) not in contents:
            contents[id(part)] = part_text(raw, part, notices)
        return contents[id(part)]

    def markup(part):
        if part.content_type != "text/html":
            return text_as_html(content(part))
        if id(part) not in cleaned and sum(map(len, cleaned.values())) > limits.MAX_HTML_CHARS:
            notices.add(limits.HTML_CUT)
            return ""
        if id(part) not in cleaned:
            cleaned[id(part)] = clean_mail_html(content(part), notices)
        return cleaned[id(part)]

    def words(part):
        return html_to_text(markup(part)) if part.content_type == "text/html" else content(part)

    html = None
    if any(part.content_type == "text/html" for part in chosen.html):
        pieces = [part for part in chosen.html if part.start < part.end]
        html = _joined(pieces, markup, limits.MAX_HTML_CHARS, limits.HTML_CUT, notices)
    text = _joined(chosen.text, words, limits.MAX_TEXT_CHARS, limits.TEXT_CUT, notices) if chosen.text else None
    if html is not None and not (text or "").strip():
        # No text, or an empty one beside HTML that says something.
        text = html_to_text(html) or text
    if text is None and not chosen.html:
        text = _named_text(chosen.files, words)
    return Bodies(text, html, tuple(_attachments(raw, chosen.files, html, notices)))


def part_bytes(raw, part):
    """The decoded content of a leaf."""
    return decode_transfer(raw[part.start : part.end], part.headers.last("content-transfer-encoding"))


def part_text(raw, part, notices):
    """The content of a text leaf as text with line feeds as line ends, flowed lines joined (RFC 3676)."""
    data = part_bytes(raw, part)
    if len(data) > limits.MAX_TEXT_BYTES:
        notices.add(limits.TEXT_CUT)
        data = data[: limits.MAX_TEXT_BYTES]
    charset = part.parameters.get("charset")
    if not charset and part.content_type == "text/html":
        charset = charset_of_html(data)
    text = decode(data, charset).replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed" and part.content_type == "text/plain":
        text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    return text


def _choose(parts, multipart, in_alternative, chosen, text_open=True, html_open=True):
    """Sort ``parts`` into ``chosen``. ``text_open`` and ``html_open``: whether that form still takes parts here."""
    text_before, html_before = len(chosen.text), len(chosen.html)
    for index, part in enumerate(parts):
        if part.is_multipart and part.children:
            subtype = part.subtype
            _choose(part.children, subtype, in_alternative or subtype == "alternative", chosen, text_open, html_open)
            continue
        if not _is_body(part, index, multipart):
            chosen.files.append(part)
        elif multipart == "alternative":
            (chosen.html if part.content_type == "text/html" else chosen.text).append(part)
        else:
            if in_alternative:
                # Inside one alternative of two, a plain part is no HTML and the other way round.
                text_open = text_open and part.content_type != "text/html"
                html_open = html_open and part.content_type == "text/html"
            if text_open:
                chosen.text.append(part)
            if html_open:
                chosen.html.append(part)
    if multipart == "alternative":
        if len(chosen.text) == text_before:
            chosen.text.extend(chosen.html[html_before:])
        elif len(chosen.html) == html_before:
            chosen.html.extend(chosen.text[text_before:])


def _is_body(part, index, multipart):
    if part.is_multipart:  # without any part inside: broken, what stands there is shown as text
        return part.disposition != "attachment" and part.start < part.end
    if part.content_type not in BODY_TYPES or part.disposition == "attachment" or part.filename:
        return False
    return index == 0 or multipart != "related"


def _joined(parts, form, room, code, notices):
    """The ``form`` of all parts one below the other, as many of them as fit into ``room`` characters."""
    pieces, size = [], 0
    for part in parts:
        if size > room:
            notices.add(code)
            break
        pieces.append(form(part))
        size += len(pieces[-1])
    joined = "\n".join(piece.rstrip("\n") for piece in pieces) if len(pieces) > 1 else "".join(pieces)
    if code == limits.TEXT_CUT and len(joined) > room:  # HTML was cut before it was made whole again
        notices.add(code)
        joined = joined[:room]
    return joined


def _named_text(files, words):
    """A mail whose only text has a name (some programs name the body) is still read; the part stays a file too."""
    named = (part for part in files if part.content_type in BODY_TYPES and part.disposition != "attachment")
    part = next(named, None)
    return words(part) if part else None


def _attachments(raw, parts, html, notices):
    shown = cids(html) if html else set()
    if len(parts) > limits.MAX_ATTACHMENTS:
        notices.add(limits.TOO_MANY_ATTACHMENTS)
    for number, part in enumerate(parts[: limits.MAX_ATTACHMENTS], start=1):
        content_id = (
            one_line((part.headers.last("content-id") or b"").decode("utf-8", "replace")).strip("<> ")[:500] or None
        )
        name = part.filename or _location(part) or _subject(raw, part)
        content_type = one_line(part.content_type)
        yield ParsedAttachment(
            filename=safe_filename(name, content_type=content_type, number=number),
            content_type=content_type,
            content=part_bytes(raw, part),
            content_id=content_id,
            inline=content_id in shown or (part.disposition == "inline" and content_type.startswith(MEDIA)),
        )


def _location(part):
    """The last piece of a Content-Location that names a file."""
    location = (part.headers.text("content-location") or "").split("?")[0].rstrip("/")
    name = location.rpartition("/")[2]
    return name if "." in name and "@" not in name else ""


def _subject(raw, part):
    """The name for a mail that is attached without one: its subject."""
    if part.content_type != "message/rfc822" or part.headers.last("content-transfer-encoding") == b"base64":
        return ""
    subject = read_headers(raw[part.start : part.end][:65536], 0)[0].text("subject")
    return subject.replace("/", " ").replace("\\", " ")[:80] + ".eml" if subject else ""


def _unflowed(text, delete_space):
    """Join the lines that a program broke for display: those that end in a space, at the same quote depth."""
    out, held, held_depth = [], [], -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:]
        body = body[1:] if body.startswith(" ") else body
        if held and (depth != held_depth or body == "-- "):
            out.append(_with_quotes("".join(held), held_depth))
            held = []
        if body.endswith(" ") and body != "-- ":
            held.append(body[:-1] if delete_space else body)
            held_depth = depth
        else:
            out.append(_with_quotes("".join([*held, body]), depth))
            held = []
    if held:
        out.append(_with_quotes("".join(held), held_depth))
    return "\n".join(out)


def _with_quotes(body, depth):
    return (">" * depth + " " + body if body.strip() else ">" * depth) if depth else body
