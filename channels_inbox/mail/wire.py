"""How a parsed mail travels from the parser child to its parent: JSON and the bytes of the files, never pickle."""

import json
import struct
from datetime import UTC, datetime

from .parsed import Address, Bounce, ParsedAttachment, ParsedMail

LENGTH = struct.Struct(">Q")
STRINGS = ("message_id", "in_reply_to", "subject", "text", "reply_text", "html", "x_tugi_loop")
ADDRESS_LISTS = ("to", "cc", "reply_to")
STRING_LISTS = ("references", "delivered_to", "authentication_results", "notices")
FLAGS = ("auto_submitted", "is_bulk")


def encoded(parsed):
    """``(JSON bytes, [bytes of each attachment])`` of a ``ParsedMail``."""
    value = {name: getattr(parsed, name) for name in (*STRINGS, *STRING_LISTS, *FLAGS, "quoted_lines")}
    value |= {name: [[a.name, a.address] for a in getattr(parsed, name)] for name in ADDRESS_LISTS}
    value["from"] = [parsed.from_.name, parsed.from_.address] if parsed.from_ else None
    value["date"] = parsed.date.timestamp() if parsed.date else None
    bounce = parsed.bounce
    value["bounce"] = bounce and [bounce.status, bounce.final_recipient, bounce.original_message_id, bounce.action]
    value["attachments"] = [[a.filename, a.content_type, a.size, a.content_id, a.inline] for a in parsed.attachments]
    return json.dumps(value).encode("ascii"), [attachment.content for attachment in parsed.attachments]


def content_size(head):
    """How many bytes of attachments follow the JSON ``head`` (as decoded)."""
    return sum(int(size) for _, _, size, _, _ in head["attachments"])


def decoded(head, content):
    """The ``ParsedMail`` of a decoded JSON head and the attachments' bytes, one after the other.

    Raises ValueError, TypeError or KeyError when the child sent anything else: each value is checked for its type.
    """
    values = {name: _optional(str, head[name]) for name in STRINGS}
    values |= {name: tuple(_checked(str, item) for item in head[name]) for name in STRING_LISTS}
    values |= {name: tuple(_address(item) for item in head[name]) for name in ADDRESS_LISTS}
    values |= {name: _checked(bool, head[name]) for name in FLAGS}
    attachments, pos, view = [], 0, memoryview(content)
    for filename, content_type, size, content_id, inline in head["attachments"]:
        piece = bytes(view[pos : pos + size])
        pos += size
        attachments.append(
            ParsedAttachment(
                filename=_checked(str, filename),
                content_type=_checked(str, content_type),
                content=piece,
                content_id=_optional(str, content_id),
                inline=_checked(bool, inline),
            )
        )
    return ParsedMail(
        from_=_address(head["from"]) if head["from"] else None,
        date=datetime.fromtimestamp(head["date"], UTC) if head["date"] is not None else None,
        quoted_lines=_checked(int, head["quoted_lines"]),
        bounce=Bounce(*(_optional(str, item) for item in head["bounce"])) if head["bounce"] else None,
        attachments=tuple(attachments),
        **values,
    )


def _checked(kind, value):
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}")
    return value


def _optional(kind, value):
    return None if value is None else _checked(kind, value)


def _address(pair):
    name, address = pair
    return Address(_checked(str, name), _checked(str, address))
