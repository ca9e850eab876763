"""A query whose OR and AND were written small: they are words then, which hardly any ticket has."""

from tickets.query.describing import PIECES
from tickets.query.errors import QueryError
from tickets.query.parsing import parse
from tickets.query.tree import LOOKS_LIKE_TERM


def in_capitals(text):
    """``text`` with OR and AND in capitals where they stand between conditions with keys; "" if there are none.

    >>> in_capitals("priority:high or priority:urgent")
    'priority:high OR priority:urgent'
    """
    found = list(PIECES.finditer(text))
    mended = text
    for before, one, after in zip(found, found[1:], found[2:], strict=False):
        word = one.group()
        if word.upper() in ("OR", "AND") and word != word.upper() and _ends(before.group()) and _begins(after.group()):
            mended = mended[: one.start()] + word.upper() + mended[one.end() :]
    return mended if mended != text and _can_be_read(mended) else ""


def _ends(piece):
    return piece == ")" or _has_key(piece)


def _begins(piece):
    return piece in ("(", "-") or _has_key(piece)


def _has_key(piece):
    return LOOKS_LIKE_TERM.match(piece.removeprefix("-")) is not None


def _can_be_read(text):
    try:
        parse(text)
    except QueryError:
        return False
    return True
