"""Header values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231, and what is really sent."""

from urllib.parse import unquote_to_bytes

from .charsets import decode
from .headers import decode_words

MAX_VALUE_BYTES = 64 * 1024
MAX_PARAMETERS = 200


def read_parameters(value):
    """``(main value in lower case, {name: decoded value})`` of a raw header value; ``("", {})`` for None."""
    if not value:
        return "", {}
    text = decode(value[:MAX_VALUE_BYTES])
    head = len(text)
    for stop in "; \t":  # a missing semicolon after the type is common
        at = text.find(stop)
        if 0 <= at < head:
            head = at
    main = text[:head].strip().strip("\"'").lower()
    if "=" in main:
        main, head = "", 0
    return main, _joined(_pairs(text, head))


def _pairs(text, pos):
    """``[(name, value)]`` as they stand; values may be quoted, unquoted with spaces, or never closed."""
    pairs, end = [], len(text)
    while pos < end and len(pairs) < MAX_PARAMETERS:
        while pos < end and text[pos] in "; \t":
            pos += 1
        equals = text.find("=", pos)
        if equals < 0:
            break
        semicolon = text.find(";", pos)
        if 0 <= semicolon < equals:
            pos = semicolon + 1
            continue
        name = text[pos:equals].strip().lower()
        pos = equals + 1
        while pos < end and text[pos] in " \t":
            pos += 1
        if text[pos : pos + 1] == '"':
            value, pos = _quoted_value(text, pos)
        else:
            stop = text.find(";", pos)
            stop = end if stop < 0 else stop
            value, pos = text[pos:stop].strip(), stop
        if name:
            pairs.append((name.split()[-1], value))
    return pairs


def _quoted_value(text, pos):
    out, at, end = [], pos + 1, len(text)
    while at < end:
        char = text[at]
        if char == "\\" and at + 1 < end and text[at + 1] in '"\\':
            out.append(text[at + 1])
            at += 2
        elif char == '"':
            return "".join(out), at + 1
        else:
            out.append(char)
            at += 1
    return "".join(out), end


def _joined(pairs):
    """Put RFC 2231 pieces (``name*0*=``, ``name*1=``) together and decode all values. The first of a name wins."""
    plain, pieces = {}, {}
    for name, value in pairs:
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, decode_words(value))
            continue
        encoded = rest.endswith("*") or rest == ""
        number = rest.rstrip("*") or "0"
        if number.isascii() and number.isdigit() and len(number) < 4:
            pieces.setdefault(base, {}).setdefault(int(number), (value, encoded))
    extended = {base: _extended(numbered) for base, numbered in pieces.items()}
    return plain | {base: value for base, value in extended.items() if value}


def _extended(numbered):
    charset, data = None, bytearray()
    for position, number in enumerate(sorted(numbered)):
        value, encoded = numbered[number]
        if encoded and position == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_words(decode(data, charset))
