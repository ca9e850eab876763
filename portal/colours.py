"""The host's colour: what an admin chose, made sure that white can be read on it."""

import re
from functools import lru_cache

FALLBACK = "#315bc0"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: contrast of text
_colour = re.compile(r"\A#[0-9a-f]{6}\Z")


@lru_cache(maxsize=1024)
def readable(colour):
    """``colour`` (``#rrggbb``), darkened until white on it has a contrast of 4.5; another form gives the standard colour.

    The result is safe to write into a style sheet.
    """
    colour = colour.strip().lower()
    if not _colour.match(colour):
        return FALLBACK
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    while contrast_with_white(parts) < ENOUGH:
        parts = [part * 0.97 for part in parts]
    return "#" + "".join(f"{int(part):02x}" for part in parts)


def contrast_with_white(parts):
    """Contrast of white and a colour, ``parts`` red, green and blue from 0 to 255. WCAG 2.2, relative luminance."""
    red, green, blue = (_linear(int(part) / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
