"""Content-Transfer-Encoding: bytes as sent to bytes as meant. Broken input gives what can be read of it."""

import binascii
import io
import re

NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
MAX_PADDED_PIECES = 10_000
UU_BEGIN = re.compile(rb"(?:\A|\n)begin [0-7]{3,4} [^\r\n]{0,300}\r?\n")


def decode_transfer(data, encoding):
    """Decode a body; ``encoding`` is the raw header value (bytes) or None. Unknown encodings leave it as it is."""
    name = (encoding or b"").decode("latin-1").split(";")[0].strip().strip("\"'").lower().replace(" ", "-")
    if name == "base64":
        return _base64(data)
    if name in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(data)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uu(data)
    return bytes(data)


def _base64(data):
    pad = data.find(b"=")
    if pad >= 0 and data[pad:].translate(None, NOT_BASE64) and data.count(b"=") <= MAX_PADDED_PIECES:
        # Pieces that were encoded one by one and then joined: each is padded on its own.
        return b"".join(_base64_piece(piece.translate(None, NOT_BASE64)) for piece in data.split(b"="))
    return _base64_piece(data.translate(None, NOT_BASE64))


def _base64_piece(letters):
    if len(letters) % 4 == 1:  # one letter alone holds no byte
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uu(data):
    begin = UU_BEGIN.search(data)
    out = bytearray()
    lines = io.BytesIO(data)  # line by line, as a list of all of them would take many times the memory
    lines.seek(begin.end() if begin else 0)
    for line in lines:
        line = line.rstrip(b"\r\n")
        if line.strip() == b"end":
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders pad the line
            try:
                out += binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
    return bytes(out)
