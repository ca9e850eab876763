"""Whole numbers as browsers send them."""

LARGEST = 2**63 - 1  # of a bigint


def whole(text, default=None, *, most=LARGEST):
    """The number that ``text`` writes in plain figures, if it is at most ``most``; ``default`` for all else, also None."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdecimal()):
        return default
    number = int(text)
    return number if number <= most else default
