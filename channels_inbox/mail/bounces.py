"""Delivery failures: reports of RFC 3464, and those that mail servers write in plain words."""

import re

from .headers import MESSAGE_ID, decode_words, message_id, one_line, read_headers
from .parsed import Bounce
from .transfer import decode_transfer

ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
BASIC = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{1,253}")
DAEMON = re.compile(r"(?i)\b(?:mailer-?daemon|postmaster|mail delivery (?:sub)?system|mail-daemon|maildaemon)\b")
SUBJECT = re.compile(
    r"(?i)undeliver|returned mail|returned to sender|delivery (?:status notification|failure|failed|has failed|report)"
    r"|(?:mail|message) delivery (?:failed|failure)|delivery.{0,20}(?:delayed|problem)|failure notice|delayed mail"
    r"|mail system error|non.?delivery|could not (?:be delivered|send message)|nicht zustellbar|unzustellbar"
    r"|non remis|non distribu|no se puede entregar|no entregado|ikke leveres|kunne ikke leveres|kan inte levereras"
    r"|kättetoimetamatu|kohaletoimetamatu|edastamine ebaõnnestus|ei voitu toimittaa|недоставлен|не доставлено"
)
WORDS = re.compile(
    r"(?i)could ?n[o']t be delivered|could not deliver|delivery (?:to|has failed|failed)|undeliverable|permanent (?:fatal )?error"
    r"|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|address(?:es)? (?:had|rejected|not found)"
    r"|returned to (?:you|sender)|failed permanently|does not exist|delivery problems|unable to deliver|delayed"
)
REPORT_TYPES = {"message/delivery-status", "message/global-delivery-status"}
ORIGINAL_TYPES = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/rfc822-headers",
    "message/global-headers",
}
ROOTS = {"multipart/report", *REPORT_TYPES}
MAX_REPORT_BYTES = 256 * 1024
MAX_TEXT_CHARS = 64 * 1024
MAX_BLOCKS = 200


def find_bounce(raw, root, headers, text):
    """A ``Bounce``, or None for any other mail. ``text`` is the body as text.

    A report part decides by its fields; without one, sender, subject and words must all say that delivery failed: an
    ordinary mail that talks about a failure, or forwards one, has no mail system as its sender.
    """
    reports = [part for part in root.walk() if part.content_type in REPORT_TYPES]
    if reports and not (root.content_type in ROOTS or "from" not in headers or _is_from_mail_system(headers)):
        reports = []  # somebody passes a report on
    for part in reports:
        found = _from_report(_content(raw, part))
        if found:
            return _with_original(found, raw, root, text)
    if headers.text("x-failed-recipients") or _says_failure(headers, text):
        return _from_words(raw, root, headers, text or "")
    return None


def _from_report(data):
    """The first failed recipient of a report, else the first delayed one; None where everything was delivered."""
    delayed = None
    for piece in data.replace(b"\r\n", b"\n").split(b"\n\n")[:MAX_BLOCKS]:
        block, _ = read_headers(piece.lstrip(b"\n"))
        action = block.lower("action").split("(")[0].strip()
        status = ENHANCED.search(block.text("status") or "") or ENHANCED.search(block.text("diagnostic-code") or "")
        recipient = _recipient(block.text("final-recipient") or block.text("original-recipient"))
        if not recipient and not action:
            continue
        code = status[1] if status else None
        if action in ("delivered", "relayed", "expanded") or (not action and (code or "").startswith("2")):
            continue
        if action == "delayed":
            delayed = delayed or Bounce(code, recipient, None, "delayed")
            continue
        return Bounce(code, recipient, None, "failed")
    return delayed


def _recipient(value):
    """The address in ``rfc822; <someone@example.com>``."""
    if not value:
        return None
    found = ADDRESS.search(value.rpartition(";")[2])
    return found[0].strip(".") if found else None


def _is_from_mail_system(headers):
    sender = " ".join(one_line(decode_words(value)) for value in headers.all("from")[:1])
    return bool(DAEMON.search(sender)) or (headers.first("return-path") or b"").strip() == b"<>"


def _says_failure(headers, text):
    if not _is_from_mail_system(headers):
        return False
    subject = headers.text("subject") or ""
    return bool(SUBJECT.search(subject[:500]) and WORDS.search(subject + " " + (text or "")[:MAX_TEXT_CHARS]))


def _from_words(raw, root, headers, text):
    """What a failure in plain words tells: the first address it names that is not the one it was sent to."""
    head = text[:MAX_TEXT_CHARS]
    failed = headers.text("x-failed-recipients")
    own = {
        address.lower() for address in ADDRESS.findall((headers.text("to") or "") + " " + (headers.text("from") or ""))
    }
    candidates = ADDRESS.findall(failed or "") or [
        a for a in ADDRESS.findall(head) if a.lower() not in own and not DAEMON.match(a)
    ]
    status = ENHANCED.search(head)
    basic = None if status else BASIC.search(head)
    code = status[1] if status else f"{basic[1][0]}.0.0" if basic else None
    delayed = "delayed" in (headers.lower("subject") + head[:2000].lower()) and not (code or "").startswith("5")
    recipient = candidates[0].strip(".") if candidates else None
    return _with_original(Bounce(code, recipient, None, "delayed" if delayed else "failed"), raw, root, text)


def _with_original(bounce, raw, root, text):
    """Add the id of the mail that failed: from the returned mail or its headers, else from the words of the report."""
    original = None
    for part in root.walk():
        if part.content_type in ORIGINAL_TYPES and part is not root:
            headers, _ = read_headers(_content(raw, part), 0)
            original = message_id(headers.first("message-id"))
            if original:
                break
    if original is None:
        for line in (text or "")[:MAX_TEXT_CHARS].splitlines():
            line = line.lstrip("> \t")
            if line.lower().startswith("message-id:"):
                found = MESSAGE_ID.search(line)
                original = found[1] if found else None
                break
    return Bounce(bounce.status, bounce.final_recipient, original, bounce.action)


def _content(raw, part):
    data = raw[part.start : min(part.end, part.start + MAX_REPORT_BYTES)]
    return decode_transfer(data, part.headers.last("content-transfer-encoding"))
