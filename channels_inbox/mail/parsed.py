"""What the parser answers: frozen values, no behaviour beyond their JSON form."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Address:
    """One address. ``name`` is for display only (no control or bidirectional characters), ``address`` may be empty."""

    name: str
    address: str

    def as_json(self):
        return {"name": self.name, "address": self.address}


@dataclass(frozen=True)
class ParsedAttachment:
    """One file of the mail. ``content_type`` is what the sender claims; ``content_id`` comes without ``<>``.

    ``inline`` says that the HTML body shows it (``cid:``) or that the sender marked it so.
    """

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str | None = None
    inline: bool = False

    @property
    def size(self):
        return len(self.content)

    def as_json(self):
        return {
            "filename": self.filename,
            "content_type": self.content_type,
            "size": self.size,
            "content_id": self.content_id,
            "inline": self.inline,
        }


@dataclass(frozen=True)
class Bounce:
    """A delivery failure (RFC 3464 or plain text). ``status`` is an enhanced code such as ``5.1.1`` where one is known.

    ``action`` is ``failed`` or ``delayed``; ``original_message_id`` comes without ``<>``.
    """

    status: str | None = None
    final_recipient: str | None = None
    original_message_id: str | None = None
    action: str = "failed"

    def as_json(self):
        return {
            "is_bounce": True,
            "status": self.status,
            "final_recipient": self.final_recipient,
            "original_message_id": self.original_message_id,
        }


@dataclass(frozen=True)
class ParsedMail:
    """A mail as the rest of the product sees it.

    Message ids come without ``<>``. ``date`` is an aware UTC datetime. ``html`` is sanitised; its remote images still
    point outside (see ``html.hold_images``). ``quoted_lines`` counts the lines of ``text`` left out of ``reply_text``.
    ``notices`` are the codes of ``limits`` for what could not be read in full.
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str | None = None
    date: datetime | None = None
    text: str | None = None
    reply_text: str | None = None
    quoted_lines: int = 0
    html: str | None = None
    attachments: tuple[ParsedAttachment, ...] = ()
    auto_submitted: bool = False
    is_bulk: bool = False
    bounce: Bounce | None = None
    delivered_to: tuple[str, ...] = ()
    x_tugi_loop: str | None = None
    authentication_results: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def as_json(self):
        """The object ``manage.py parse_email`` prints, ready for ``json.dumps``."""
        return {
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "from": self.from_.as_json() if self.from_ else None,
            "to": [address.as_json() for address in self.to],
            "cc": [address.as_json() for address in self.cc],
            "reply_to": [address.as_json() for address in self.reply_to] or None,
            "subject": self.subject,
            "date": self.date.strftime("%Y-%m-%dT%H:%M:%SZ") if self.date else None,
            "text": self.text,
            "reply_text": self.reply_text,
            "html": self.html,
            "attachments": [attachment.as_json() for attachment in self.attachments],
            "auto_submitted": self.auto_submitted,
            "bounce": self.bounce.as_json() if self.bounce else None,
        }
