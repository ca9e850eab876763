"""The entry point: raw bytes of a mail in, ``ParsedMail`` out. Pure: no database, no network, no clock."""

from . import limits
from .addresses import read_addresses
from .automatic import is_automatic, is_bulk
from .bodies import read_bodies
from .bounces import find_bounce
from .charsets import decode
from .headers import date, decode_words, message_id, message_ids, one_line
from .parsed import ParsedMail
from .replies import is_forward, split_reply
from .structure import read_structure

DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
MAX_SUBJECT_CHARS = 2_000
MAX_RESULTS = 20


def parse(raw):
    """Parse a mail. Never raises on any input (but MemoryError); what was not read is named in ``ParsedMail.notices``.

    Takes time and memory in proportion to the input. Untrusted mail is still best parsed with ``pool.parse_in_child``,
    which also has limits of time and memory.
    """
    notices = set()
    raw = bytes(raw)
    if len(raw) > limits.MAX_RAW_BYTES:
        raw = raw[: limits.MAX_RAW_BYTES]
        notices.add(limits.TOO_LARGE)
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    try:
        return _parse(raw, notices)
    except MemoryError:
        raise  # says something about this process, nothing about the mail
    except Exception:  # a fault of ours must not cost the mail: its text is shown as it came
        notices.add(limits.UNREADABLE)
        text = decode(raw[: limits.MAX_HEADER_BYTES])
        return ParsedMail(text=text, reply_text=text, notices=tuple(sorted(notices)))


def _parse(raw, notices):
    root = read_structure(raw, notices)
    headers = root.headers
    bodies = read_bodies(raw, root, notices)
    subject = _subject(headers, root)
    reply_text, quoted_lines = None, 0
    if bodies.text is not None:
        reply_text, quoted_lines = split_reply(bodies.text, forwarded=is_forward(subject or "", bodies.text))
    senders = read_addresses(headers.first("from"), notices) or read_addresses(headers.first("sender"), notices)
    in_reply_to = message_ids(headers.first("in-reply-to"))
    return ParsedMail(
        message_id=message_id(headers.first("message-id")),
        in_reply_to=in_reply_to[0] if in_reply_to else None,
        references=tuple(message_ids(headers.first("references"))[-limits.MAX_REFERENCES :]),
        from_=senders[0] if senders else None,
        to=_all_addresses(headers, "to", notices),
        cc=_all_addresses(headers, "cc", notices),
        reply_to=_all_addresses(headers, "reply-to", notices),
        subject=subject,
        date=date(headers.first("date")),
        text=bodies.text,
        reply_text=reply_text,
        quoted_lines=quoted_lines,
        html=bodies.html,
        attachments=bodies.attachments,
        auto_submitted=is_automatic(headers, root.content_type, root.parameters.get("report-type", "")),
        is_bulk=is_bulk(headers),
        bounce=find_bounce(raw, root, headers, bodies.text),
        delivered_to=_delivered_to(headers),
        x_tugi_loop=headers.text("x-tugi-loop"),
        authentication_results=tuple(
            one_line(decode(value))[:4000] for value in headers.all("authentication-results")[:MAX_RESULTS]
        ),
        notices=tuple(sorted(notices)),
    )


def _subject(headers, root):
    raw = headers.first("subject")
    if raw is None:
        return None
    # Raw 8-bit bytes are most likely in the charset that the body names.
    return one_line(decode_words(raw, root.parameters.get("charset")))[:MAX_SUBJECT_CHARS]


def _all_addresses(headers, name, notices):
    found = [address for value in headers.all(name)[:20] for address in read_addresses(value, notices)]
    return tuple(found[: limits.MAX_ADDRESSES])


def _delivered_to(headers):
    """The addresses a mail server says it delivered to, in lower case; each once."""
    found = {}
    for name in DELIVERED_TO:
        for value in headers.all(name)[:20]:
            for address in read_addresses(value[:4000]):
                if address.address:
                    found.setdefault(address.address.lower())
    return tuple(found)
