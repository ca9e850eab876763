"""Attached pictures drawn anew, small or large, so that nothing of a hostile file is left in them."""

from functools import partial

from helpdesk.lib.pictures import fitted, redrawn

SIDE = 128  # px, for screens with four pixels to one
LARGE = 1600  # px, to look at


def thumbnail_of(file, side=SIDE):
    """JPEG bytes of the picture in ``file`` (a binary file), at most ``side`` px a side, upright. Raises NoPicture."""
    return redrawn(file, side, partial(fitted, side=side))
