"""A query as the field shows it while nobody writes there: keys grey, values in colour."""

import re

from tickets.query.tree import LOOKS_LIKE_TERM, value_text

PIECES = re.compile(r'[^\s"()]*"(?:[^"\\]|\\.)*"[^\s"()]*|[()]|[^\s"()]+|"', re.DOTALL)


def pieces(text):
    """``[(key, value)]``: ``("is:", "open")``, ``("", "printer")``. Bears any text, readable or not."""
    found = []
    for piece in PIECES.findall(text):
        sign = "-" if piece.startswith("-") and len(piece) > 1 else ""
        key = LOOKS_LIKE_TERM.match(piece.removeprefix(sign)) if sign else LOOKS_LIKE_TERM.match(piece)
        at = len(sign) + key.end() if key else len(sign)
        found.append((piece[:at], piece[at:]) if piece not in ("OR", "AND", "(", ")") else (piece, ""))
    return found


def written(words):
    """The text of pairs of key and value."""
    return " ".join(f"{key}:{value_text(str(value))}" for key, value in words)
