"""From an Outbound to the bytes of a mail.

Mail is built by ``email.message.EmailMessage`` from structured pairs, and every header value is cleaned of line ends and
control characters first, so that no name or subject can add a header or a recipient.
"""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.adapters.base import PermanentFailure
from channels_inbox.adapters.email import headers

POLICY = SMTP.clone(refold_source="none")  # headers are folded already, by ``headers``
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ID = re.compile(r"[^\x21-\x3b\x3d\x3f-\x7e]+")  # what may not stand in a Message-ID: spaces, <, >, not ASCII
_HEADER_NAME = re.compile(r"\A[A-Za-z0-9-]{1,60}\Z")
_ADDRESS = re.compile(r"\A[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"()\\\x00-\x1f\x7f]{1,255}\Z")
_SET_BY_US = frozenset(
    "from to cc bcc reply-to subject message-id date in-reply-to references mime-version content-type "
    "content-transfer-encoding content-disposition sender return-path".split()
)


def message(outbound):
    """The EmailMessage of ``outbound``; ``bcc`` stands in no header. Raises PermanentFailure for a bad address."""
    mail = EmailMessage(policy=POLICY)
    mail.set_raw("From", headers.person(one_line(outbound.from_name)[:200], ascii_address(outbound.from_address)))
    for name, people in (("To", outbound.to), ("Cc", outbound.cc)):
        if people:
            mail.set_raw(name, headers.people(_pairs(people)))
    if outbound.reply_to:
        mail.set_raw("Reply-To", headers.person("", ascii_address(outbound.reply_to)))
    mail.set_raw("Subject", headers.text(one_line(outbound.subject)))
    mail["Date"] = format_datetime(timezone.now())
    # Raw, since the library would fold a long id onto a line of its own, which some servers take for an empty one.
    mail.set_raw("Message-ID", _id(outbound.message_id))
    if outbound.in_reply_to:
        mail.set_raw("In-Reply-To", _id(outbound.in_reply_to))
    if outbound.references:
        mail.set_raw("References", _references(outbound.references))
    for name, value in outbound.headers.items():
        if not _HEADER_NAME.match(name) or name.lower() in _SET_BY_US:
            raise ValueError(f"{name} may not be set by hand.")
        mail.set_raw(name, headers.text(one_line(value)))
    _fill(mail, outbound)
    return mail


def one_line(value):
    """``value`` without line ends, control characters and halves of surrogates; runs of them become one space."""
    return _CONTROL.sub(" ", str(value)).strip()


def ascii_address(address):
    """``address`` as an envelope takes it: its domain in IDNA. Raises PermanentFailure if it is none.

    Local parts beyond ASCII (RFC 6531) are refused: few servers take them.
    """
    local, _at, domain = address.rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError:
        domain = ""
    if not domain or not address.isascii() or not _ADDRESS.match(address):
        raise PermanentFailure(_("“%(text)s” is not an e-mail address.") % {"text": one_line(address)[:100]})
    return address


def _pairs(people):
    return [(one_line(name)[:200], ascii_address(address)) for name, address in people]


def _id(value):
    return f"<{_ID.sub('', value)[:900]}>"


def _references(ids):
    """The first and the last twenty: RFC 5322 sets no limit, servers do."""
    ids = list(dict.fromkeys(_id(value) for value in ids))
    return "\r\n ".join(ids if len(ids) <= 21 else [ids[0], *ids[-20:]])


def _fill(mail, outbound):
    """alternative(text, related(html, images)), the whole in mixed with the other files."""
    mail.set_content(_body(outbound.text), cte="quoted-printable" if not outbound.text.isascii() else None)
    shown = [file for file in outbound.files if file.content_id and outbound.html]
    if outbound.html:
        mail.add_alternative(_body(outbound.html), subtype="html", cte="quoted-printable")
        page = mail.get_payload()[-1]
        for file in shown:
            main, sub = _type(file.content_type)
            page.add_related(
                file.content, main, sub, cid=_id(file.content_id), filename=_name(file.name), disposition="inline"
            )
    for file in outbound.files:
        if file not in shown:
            main, sub = _type(file.content_type)
            mail.add_attachment(file.content, main, sub, filename=_name(file.name))


def _body(text):
    """Lone surrogates can't be sent; NUL and other controls break parsers."""
    text = text.encode("utf-8", "replace").decode()
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", "", text)


def _type(content_type):
    main, _slash, sub = content_type.partition("/")
    # A part of a type that has structure of its own would have to be parsed to be attached.
    if main in ("text", "message", "multipart") or not re.fullmatch(
        r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}", content_type
    ):
        return "application", "octet-stream"
    return main, sub


def _name(name):
    return one_line(name).replace("/", "_").replace("\\", "_")[:200] or "file"
