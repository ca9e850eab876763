"""Address lists of RFC 5322, read as forgivingly as mail programs do, in one pass over the characters."""

from itertools import islice

from . import limits
from .charsets import decode
from .headers import decode_words, one_line
from .parsed import Address

MAX_VALUE_BYTES = 256 * 1024
MAX_NAME_CHARS = 200
MAX_ADDRESS_CHARS = 320
MAX_COMMENT_DEPTH = 20


def read_addresses(value, notices=None):
    """The addresses of a raw header value, in their order; groups are opened, comments without another name become it."""
    if not value:
        return ()
    text = decode(value[:MAX_VALUE_BYTES])
    found = _first(_mailboxes(text))
    if not any(address.address for address in found) and "=?" in text:
        # Some senders encode the whole header, addresses included.
        again = _first(_mailboxes(decode_words(text)))
        found = [address for address in again if address.address] or found
    if len(found) > limits.MAX_ADDRESSES:
        found = found[: limits.MAX_ADDRESSES]
        if notices is not None:
            notices.add(limits.TOO_MANY_ADDRESSES)
    return tuple(found)


def _first(mailboxes):
    """The first mailboxes as addresses, one more than the cap; those that hold nothing are left out."""
    found = (_address(*mailbox) for mailbox in mailboxes)
    return list(islice((address for address in found if address), limits.MAX_ADDRESSES + 1))


def display_name(raw):
    """A name as people may see it: decoded, without quotes around it, without marks that turn or hide text."""
    name = one_line(decode_words(raw))
    for quote in ('"', "'"):
        if len(name) > 1 and name[0] == name[-1] == quote:
            name = name[1:-1].strip()
    return name[:MAX_NAME_CHARS]


def _mailboxes(text):
    """Yield ``(words outside, address in <>, or None, comment)`` for each mailbox of the list."""
    words, angle, comments = [], None, []
    pos, end = 0, len(text)
    # One quote or bracket that is never closed makes all later ones noise too; else each would be searched to the end.
    quotes = brackets = True
    while pos < end:
        char = text[pos]
        if char == '"':
            piece, pos, quotes = _quoted(text, pos) if quotes else ("", pos + 1, False)
            words.append(piece)
            continue
        if char == "(":
            piece, pos, brackets = _comment(text, pos) if brackets else ("", pos + 1, False)
            comments.append(piece)
            continue
        if char == "<":
            stop = text.find(">", pos)
            stop = end if stop < 0 else stop
            inner = text[pos + 1 : stop]
            if angle is None or "@" not in angle:
                if angle is not None:
                    words.append(angle)
                angle = inner
            pos = stop + 1
            continue
        if char in ",;" and not _inside_name(text, pos, words, angle):
            yield "".join(words), angle, " ".join(comments)
            words, angle, comments = [], None, []
        elif char == ":" and "@" not in "".join(words[-200:]) and angle is None:
            words, comments = [], []  # the name of a group, or "mailto:"
        else:
            words.append(char)
        pos += 1
    yield "".join(words), angle, " ".join(comments)


def _inside_name(text, pos, words, angle):
    """Whether a comma belongs to an unquoted name, ``Doe, Jane <jane@example.com>``: no address before it, one after."""
    if text[pos] != "," or angle is not None or not words or len(words) > MAX_NAME_CHARS or "@" in "".join(words):
        return False
    ahead = text[pos + 1 : pos + 1 + MAX_NAME_CHARS]
    bracket = ahead.find("<")
    if bracket < 0:
        return False
    between = ahead[:bracket]
    return bool(between.strip()) and not any(mark in between for mark in ',;@":(')


def _quoted(text, pos):
    """``(text without quotes and escapes, where it ends, whether it is closed)`` of the quoted string at ``pos``."""
    out, at, end = [], pos + 1, len(text)
    while at < end:
        char = text[at]
        if char == "\\" and at + 1 < end:
            out.append(text[at + 1])
            at += 2
        elif char == '"':
            return "".join(out), at + 1, True
        else:
            out.append(char)
            at += 1
    # Never closed: the quote itself is noise, the text after it is read as if it were not there.
    return "", pos + 1, False


def _comment(text, pos):
    """``(text, where it ends, whether it is closed)`` of the comment at ``pos``; nested ones stay in the text."""
    out, at, depth, end = [], pos, 0, len(text)
    while at < end:
        char = text[at]
        if char == "\\" and at + 1 < end:
            out.append(text[at + 1])
            at += 2
            continue
        if char == "(":
            depth += 1
            if depth > MAX_COMMENT_DEPTH:
                break
        elif char == ")":
            depth -= 1
            if depth == 0:
                return "".join(out).strip("( "), at + 1, True
        out.append(char)
        at += 1
    return "", pos + 1, False


def _address(words, angle, comment):
    words = words.strip()
    if angle is None:
        angle, words = _bare(words)
    name = display_name(words) or display_name(comment)
    address = _clean(angle)
    if not address and not name:
        return None
    return Address("" if name.lower() == address.lower() else name, address)


def _bare(words):
    """The address in words without ``<>``, and the words that are not it."""
    parts = words.split()
    at = next((index for index in range(len(parts) - 1, -1, -1) if "@" in parts[index]), None)
    if at is None:
        return "", words
    return parts[at], " ".join(parts[:at] + parts[at + 1 :])


def _clean(angle):
    address = "".join(one_line(decode_words(angle)).split())
    if address.lower().startswith("mailto:"):
        address = address[7:]
    if address.startswith("@") and ":" in address:  # an obsolete source route
        address = address.rpartition(":")[2]
    address = address.strip("<>,;:'\"")
    return address if len(address) <= MAX_ADDRESS_CHARS else ""
