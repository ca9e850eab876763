"""Values of header fields, written out and folded (RFC 5322, RFC 2047).

The standard library's own header objects do not do here: they send a name that looks like an encoded word as it is
(``=?utf-8?q?a=2C_b=40c=2Ecom?=`` arrives as another recipient), and lose quotes when they fold one with commas.
"""

import base64
import re

_WORD_BYTES = 42  # of text in one encoded word, which is at most 75 characters long
_PLAIN_TEXT = 76


def text(value):
    """A subject or another unstructured value without line ends."""
    if not value.isascii() or "=?" in value or max(map(len, value.split()), default=0) > _PLAIN_TEXT:
        return _encoded(value)
    lines = [""]
    for word in re.split(r"(?<=\S) (?=\S)", value):
        if lines[-1] and len(lines[-1]) + len(word) > _PLAIN_TEXT - 10:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def people(pairs):
    """An address list of pairs (name, address)."""
    return ",\r\n ".join(person(name, address) for name, address in pairs)


def person(name, address):
    """``name <address>``; ``address`` is checked and ASCII, ``name`` may be anything without line ends."""
    if not name:
        return address
    if name.isascii() and "=?" not in name and len(name) <= _PLAIN_TEXT:
        name = name if re.fullmatch(r"[A-Za-z0-9' -]+", name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    else:
        name = _encoded(name)
    return f"{name} <{address}>"


def _encoded(value):
    """``value`` as encoded words, cut between characters."""
    words, piece = [], b""
    for character in value:
        data = character.encode()
        if len(piece) + len(data) > _WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += data
    words.append(piece)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)
