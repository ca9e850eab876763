"""File names of attachments as display data: never a path, nothing that hides or turns text, at most 200 bytes."""

import mimetypes
import re

from .headers import one_line

MAX_BYTES = 200
SEPARATORS = re.compile(r"[/\\]")
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789")}
EXTENSIONS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "message/delivery-status": ".txt",
}


def safe_filename(raw, *, content_type="application/octet-stream", number=1):
    """The name to show for an attachment; a made-up one (``attachment-3.png``) where the mail gives none."""
    name = one_line(SEPARATORS.split(raw or "")[-1].replace("\0", ""))
    name = name.translate(FORBIDDEN).strip(". ").strip()
    if not name.strip("_"):
        return f"attachment-{number}{_extension(content_type)}"
    if name.split(".")[0].strip().lower() in DEVICES:
        name = "_" + name
    return _cut(name)


def _extension(content_type):
    return EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ""


def _cut(name):
    """At most ``MAX_BYTES`` in UTF-8; the extension stays."""
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    room = MAX_BYTES - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + extension
