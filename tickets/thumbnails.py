"""Small pictures of attached ones, drawn anew so that nothing of a hostile file is left in them."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 128  # px, for screens with four pixels to one
MOST_PIXELS = 50_000_000  # a picture that claims more is a bomb
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class NoThumbnail(Exception):
    """It is no picture that can be drawn small: another type, broken, or far too many pixels."""


def thumbnail_of(file):
    """JPEG bytes of the picture in ``file`` (a binary file), at most 128 px a side, upright. Raises NoThumbnail."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoThumbnail("too many pixels")
            picture.draft("RGB", (SIDE * 2, SIDE * 2))  # JPEG: decode no more than is needed
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((SIDE, SIDE))
            ground = Image.new("RGB", small.size, "white")
            small = small.convert("RGBA")
            ground.paste(small, mask=small.getchannel("A"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoThumbnail(type(error).__name__) from error
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=80)
    return out.getvalue()
