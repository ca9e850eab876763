"""The mails that left, as the customer's mail program would show them."""

from dataclasses import dataclass
from datetime import datetime

from channels_inbox.mail.images import replace_cids
from channels_inbox.mail.parsed import Address, ParsedAttachment
from channels_inbox.mail.parsing import parse
from helpdesk.demo import sink

SHOWN = 100  # in both lists


@dataclass(frozen=True)
class Head:
    """A line of the list. ``to`` are those whom the mail really went to, by its envelope."""

    id: str
    at: datetime
    subject: str
    sender: Address
    to: tuple[Address, ...]


@dataclass(frozen=True)
class Letter:
    """An open mail. ``html`` is sanitised, its ``cid:`` pictures still point into the mail; files count from 0."""

    id: str
    at: datetime
    subject: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: Address | None
    text: str
    html: str
    files: tuple[ParsedAttachment, ...]
    message_id: str
    references: tuple[str, ...]

    @property
    def recipients(self):
        """Who of the outside may answer it."""
        return (*self.to, *self.cc)

    @property
    def answers_to(self):
        """The Address that an answer goes to: RFC 5322, 3.6.2."""
        return self.reply_to or self.sender

    def html_with_pictures(self, address_of):
        """``html`` with its own pictures at ``address_of(number of the file)``."""
        return replace_cids(
            self.html, {file.content_id: address_of(place) for place, file in enumerate(self.files) if file.content_id}
        )


def heads():
    """The newest first."""
    return [_head(mail) for mail in sink.mails(limit=SHOWN)]


def newest():
    """The id of the newest mail, or an empty text."""
    return next((mail.id for mail in sink.mails(limit=1)), "")


def find(letter_id):
    """The Letter, or None."""
    mail = sink.find(letter_id)
    if mail is None:
        return None
    parsed = parse(mail.raw)
    return Letter(
        id=mail.id,
        at=mail.at,
        subject=parsed.subject or "",
        sender=parsed.from_ or Address("", mail.envelope["mail_from"]),
        to=parsed.to,
        cc=parsed.cc,
        reply_to=parsed.reply_to[0] if parsed.reply_to else None,
        text=parsed.text or "",
        html=parsed.html or "",
        files=parsed.attachments,
        message_id=parsed.message_id or "",
        references=parsed.references,
    )


def _head(mail):
    headers = mail.raw.partition(b"\r\n\r\n")[0]  # the body would only cost time here
    parsed = parse(headers + b"\r\n\r\n")
    names = {one.address.lower(): one for one in (*parsed.to, *parsed.cc)}
    to = tuple(names.get(address.lower(), Address("", address)) for address in mail.envelope["rcpt_to"])
    return Head(mail.id, mail.at, parsed.subject or "", parsed.from_ or Address("", mail.envelope["mail_from"]), to)
