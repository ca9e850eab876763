"""Pictures of people, drawn anew so that nothing of a hostile file is left in them: no second format, no place, no camera."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000  # a picture that claims more is a bomb
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)
ORIENTATION = 0x0112  # of EXIF
SIMPLE = ("L", "LA", "P", "RGB", "RGBA")  # from the others (print colours, 16 bits) there is no way to RGBA


class NoPicture(Exception):
    """It can't be drawn: another type, broken, or far too many pixels."""


def redrawn(file, side, shape, *, quality=80):
    """JPEG bytes of the picture in ``file`` (a binary file), upright, on white. Raises NoPicture.

    ``shape`` takes the opened Image and returns a smaller one, of about ``side`` px a side.
    """
    try:
        with Image.open(file, formats=FORMATS) as picture:
            _refuse_bomb(picture)
            picture.draft("RGB", (side * 2, side * 2))  # JPEG: decode no more than is needed
            upright = ImageOps.exif_transpose(picture)
            small = shape(upright if upright.mode in SIMPLE else upright.convert("RGB")).convert("RGBA")
            ground = Image.new("RGB", small.size, "white")
            ground.paste(small, mask=small.getchannel("A"))
    except BROKEN as error:
        raise NoPicture(type(error).__name__) from error
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=quality)
    return out.getvalue()


def measured(file, side):
    """``(width, height)`` that ``redrawn`` will have with ``fitted``, read from the picture's head alone. Raises NoPicture."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            _refuse_bomb(picture)
            width, height = picture.size
            if picture.getexif().get(ORIENTATION, 1) > 4:  # lies on its side
                width, height = height, width
    except BROKEN as error:
        raise NoPicture(type(error).__name__) from error
    scale = min(1, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(picture, side):
    """``picture`` with its longer side at most ``side`` px."""
    picture.thumbnail((side, side))
    return picture


def square(picture, side):
    """The middle of ``picture``, ``side`` px a side; of a tall one a little above the middle, where the face is."""
    picture.thumbnail((side * 4, side * 4))  # in few bytes, before each pixel takes four
    return ImageOps.fit(picture.convert("RGBA"), (side, side), centering=(0.5, 0.4))


def _refuse_bomb(picture):
    if picture.width * picture.height > MOST_PIXELS:
        raise NoPicture("too many pixels")
