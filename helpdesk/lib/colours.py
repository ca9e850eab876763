"""Contrast of a colour that a host chose, by the formula of WCAG 2.2 (1.4.3)."""

READABLE = 4.5  # to 1: white letters on the colour


def contrast(one, other):
    """Ratio between two colours written ``#rrggbb``: 1 (equal) to 21 (black and white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_under_white(colour):
    """``colour`` itself if white letters on it can be read, else the lightest darker shade of it on which they can."""
    red, green, blue = _channels(colour)
    for percent in range(100, -1, -1):
        shade = "#" + "".join(f"{channel * percent // 100:02x}" for channel in (red, green, blue))
        if contrast("#ffffff", shade) >= READABLE:
            return shade
    return "#000000"


def _channels(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour):
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
