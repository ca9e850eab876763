"""The host's colour, as the portal's pages write it into a style sheet."""

import re
from functools import lru_cache

from helpdesk.lib.colours import readable_under_white

FALLBACK = "#315bc0"
_colour = re.compile(r"\A#[0-9a-f]{6}\Z")


@lru_cache(maxsize=1024)
def readable(colour):
    """``colour`` (``#rrggbb``), darkened until white can be read on it; another form gives the standard colour.

    The result is safe to write into a style sheet.
    """
    colour = colour.strip().lower()
    return readable_under_white(colour) if _colour.match(colour) else FALLBACK
