"""Bytes to text: the declared charset first, then what the bytes themselves say. Never raises."""

import codecs
import re
from functools import lru_cache

# Names seen in mails that Python does not know, or knows as something narrower than what senders mean by it.
# Browsers read the ISO names as their Windows supersets too: https://encoding.spec.whatwg.org/#names-and-labels
ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
    "binary": "",
    "8bit": "",
    "7bit": "",
}

# Text codecs of Python that are no charsets; some of them take time that grows with the square of the input.
NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "rot_13"}

NO_TEXT = dict.fromkeys([0, *range(0xD800, 0xE000)])
META_CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})""", re.IGNORECASE)


@lru_cache(maxsize=512)
def codec_for(charset):
    """The name of the Python codec for a charset as a mail names it, or None where there is none that fits."""
    name = charset.strip().strip("\"'").lower().split("*")[0]
    name = ALIASES.get(name, name)
    if not name or len(name) > 40:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not info._is_text_encoding or info.name.replace("-", "_") in NOT_CHARSETS:
        return None
    return info.name


def decode(data, charset=None):
    """Decode ``data``. A wrong or missing ``charset`` falls back to UTF-8, then ISO-2022-JP, then Windows-1252.

    The answer holds neither NUL nor lone surrogates, so that any database and any JSON reader takes it.
    """
    return storable(_decode(bytes(data), charset))


def storable(text):
    """Text without NUL and lone surrogates."""
    if text.isascii():
        return text.replace("\0", "")
    return text.translate(NO_TEXT)


def charset_of_html(data):
    """The charset an HTML document names in its first 2 kB, or None."""
    found = META_CHARSET.search(data[:2048])
    return found[1].decode("ascii", "replace") if found else None


def _decode(data, charset):
    if data.isascii() and b"\x1b" not in data and not _stateful(charset):
        return data.decode("ascii")
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    codec = codec_for(charset) if charset else None
    # Eight-bit bytes under a seven-bit or one-byte label are mostly UTF-8 that nobody labelled.
    guesses = [codec] if codec and codec not in ("cp1252", "utf-8") else []
    if codec == "cp1252" and charset.strip().strip("\"'").lower() not in ("us-ascii", "ascii"):
        guesses.append("cp1252")
    guesses += ["utf-8"]
    if b"\x1b$" in data or b"\x1b(" in data:
        guesses.insert(0 if not codec else 1, "iso2022_jp_ext")
    for guess in guesses:
        try:
            return data.decode(guess)
        except (UnicodeError, ValueError):
            continue
    if codec and codec != "utf-8":
        return data.decode(codec, "replace")
    return _broken_utf8(data)


def _stateful(charset):
    """Whether ASCII bytes may mean other letters in this charset."""
    name = (charset or "").lower()
    return "utf-7" in name or "utf7" in name or name.startswith(("hz", "utf-16", "utf16", "utf-32", "utf32", "cp037"))


def _broken_utf8(data):
    """UTF-8 with a few bad bytes stays UTF-8; otherwise it was a Western one-byte charset."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for letter in text if letter > "\x7f") - bad
    return text if good > bad else data.decode("cp1252", "replace")
