"""Small pictures of attached ones, drawn anew so that nothing of a hostile file is left in them."""

from functools import partial

from helpdesk.lib.pictures import fitted, redrawn

SIDE = 128  # px, for screens with four pixels to one


def thumbnail_of(file):
    """JPEG bytes of the picture in ``file`` (a binary file), at most 128 px a side, upright. Raises NoPicture."""
    return redrawn(file, SIDE, partial(fitted, side=SIDE))
