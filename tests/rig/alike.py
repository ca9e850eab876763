"""Are two pictures of a page alike? Coarsely: by the mean colours of blocks of 16 px, each within reach of 4 px.

Letters that are drawn a little differently, or a line that stands a few pixels lower, are alike. What is gone, what has
moved by a row, and what has another colour, is not.
"""

from dataclasses import dataclass

from PIL import Image, ImageChops

DOT = 4  # px of a page, each way, make a dot of its kept picture
BLOCK = 16  # px
MOVES = (0, -4, -2, 2, 4)  # px that something may have moved, each way
CONTRAST = 12  # of 255 in red, green or blue: a block that is farther off differs
COLOURS = 64


@dataclass(frozen=True)
class Comparison:
    """``share`` of the blocks that differ, 0 to 1. ``blocks``: a picture of one dot a block, white where they do."""

    share: float
    blocks: Image.Image


def small(picture):
    """``picture`` of a page as it is kept."""
    return picture.convert("RGB").reduce(DOT).quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def compare(kept, picture):
    """A kept picture beside a ``picture`` of full size."""
    expected, picture = kept.convert("RGB").reduce(BLOCK // DOT), picture.convert("RGB")
    least = None
    for right in MOVES:
        for down in MOVES:
            seen = _moved(picture, right, down).reduce(BLOCK)
            if seen.size != expected.size:
                return Comparison(1.0, Image.new("L", seen.size, 255))
            far = _difference(expected, seen)
            least = ImageChops.darker(least, far) if least else far
            if least.getextrema()[1] <= CONTRAST:  # as at the first look, mostly
                return Comparison(0.0, Image.new("L", seen.size, 0))
    blocks = least.point(lambda value: 255 if value > CONTRAST else 0)
    return Comparison(blocks.histogram()[255] / (blocks.width * blocks.height), blocks)


def _moved(picture, right, down):
    """``picture`` moved by so many pixels; the edge that it leaves stays as it was."""
    if not right and not down:
        return picture
    moved = picture.copy()
    moved.paste(picture, (right, down))
    return moved


def _difference(one, other):
    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
