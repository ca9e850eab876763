"""Which words a text is found by: the starts of its longer words, so that endings (akut, akuga; batteries) do not matter."""

import re

from tickets.search import fold

LONGEST, SHORTEST = 6, 4
MOST = 300  # of one text
WORD = re.compile(r"[^\W\d_]+")


def starts(text):
    """The folded starts of the words of ``text`` that have at least four letters, each once, in their order."""
    found = dict.fromkeys(word[:LONGEST] for word in WORD.findall(fold(text)) if len(word) >= SHORTEST)
    return list(found)[:MOST]
