"""People without a picture: initials on one of four quiet grounds."""

from zlib import crc32

TONES = 4


def initials(name):
    """One or two capitals: first letters of the first and last word. "Sigrid Bakke" gives "SB", "drift@x" gives "D"."""
    words = [word for word in name.partition("@")[0].split() if word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


def tone(seed):
    """1 to 4, the same for the same ``seed`` (a person's id) in every process and year."""
    return crc32(str(seed).encode()) % TONES + 1
