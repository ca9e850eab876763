"""Two names of a mail: one for the delivery, found before any parsing, and one for the message itself."""

import hashlib

TRACE = (
    b"received:", b"received-spf:", b"return-path:", b"delivered-to:", b"envelope-to:", b"delivery-date:",
    b"authentication-results:", b"arc-", b"x-",
)  # fmt: skip


def external_id(raw):
    """64 hexadecimal digits: sha256 of the Message-ID and of the raw mail without trace headers.

    The same mail fetched twice, or delivered over another way, has the same id; another mail under the same Message-ID
    has another. It is a scan over bytes: it never fails, and needs no look at the structure of the mail.
    """
    digest = hashlib.sha256()
    head, body = _split(raw)
    message_id, kept = b"", []
    keep = True
    for line in head.split(b"\n"):
        line = line.rstrip(b"\r")
        if line[:1] not in b" \t" or not line:
            lowered = line[:60].lower()
            keep = not lowered.startswith(TRACE)
            if lowered.startswith(b"message-id:") and not message_id:
                message_id = line[11:].strip()
        if keep:
            kept.append(line)
    digest.update(message_id + b"\0" + b"\n".join(kept) + b"\0")
    # Line ends differ between IMAP, LMTP and a file; a view keeps 50 MB from being copied twice.
    digest.update(body.replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def fingerprint(parsed):
    """64 hexadecimal digits of a ``ParsedMail``: Message-ID and body, the same for one mail in two mailboxes.

    Without a Message-ID, sender, date and subject take its place.
    """
    digest = hashlib.sha256()
    if parsed.message_id:
        named = [parsed.message_id]
    else:
        sender = parsed.from_.address.lower() if parsed.from_ else ""
        named = ["", sender, parsed.date.isoformat() if parsed.date else "", parsed.subject or ""]
    for piece in (*named, parsed.text or "", parsed.html or ""):
        digest.update(piece.encode("utf-8", "replace") + b"\0")
    for attachment in parsed.attachments:
        digest.update(hashlib.sha256(attachment.content).digest())
    return digest.hexdigest()


def _split(raw):
    ends = [at for blank in (b"\n\n", b"\n\r\n") if (at := raw.find(blank)) >= 0]
    end = min(ends) + 1 if ends else len(raw)
    return raw[:end], raw[end:]
