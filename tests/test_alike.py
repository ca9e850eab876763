"""What tests.rig.alike takes for the same page, and what it does not, on pages drawn by hand."""

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.rig.alike import compare, small
from tests.rig.pictures import MOST

WIDE, PHONE = (1440, 900), (360, 740)
INK, LINE, ACCENT, GROUND = "#434851", "#e2e4e7", "#315bc0", "#f3f4f7"


def page(size=WIDE, *, head=48, rail=True, panel=True, buttons=760, down=0, styled=True, accent=ACCENT, words=0):
    """A ticket page in bars: a rail, a head, lines of words, a row of two buttons, a side panel."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    width, height = size
    if not styled:
        for row in range(0, height, 18):
            draw.line((8, row + 8, 8 + 400 * (row % 5 + 1) // 5, row + 8), INK, 3)
        return picture
    left = 220 if rail and width > 600 else 0
    right = width - 300 if panel and width > 600 else width
    draw.rectangle((0, 0, left, height), GROUND)
    for row in range(60, 500, 32) if left else ():
        draw.line((24, row, 150, row), INK, 3)
    draw.line((left, head, width, head), LINE)
    draw.line((left + 20, head // 2 + down, left + 200, head // 2 + down), INK, 5)
    for row in range(head + 30, 700, 22):
        draw.line((left + 60, row + down, min(left + 500 + row % 7 * 20 + words, right - 20), row + down), INK, 3)
    for place in (0, 130):
        draw.rounded_rectangle((left + 20 + place, buttons + down, left + 130 + place, buttons + 36 + down), 6, accent)
    for row in range(90, 700, 34) if right < width else ():
        draw.line((right + 20, row, right + 100, row), "#636870", 3)
        draw.line((right + 130, row, right + 240, row), INK, 3)
    return picture


def share(expected, picture):
    return compare(small(expected), picture).share


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_picture_is_like_itself(size):
    buttons = 760 if size == WIDE else 690
    assert share(page(size, buttons=buttons), page(size, buttons=buttons)) == 0


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(page().filter(ImageFilter.GaussianBlur(0.6)), id="softer letters"),
        pytest.param(page().filter(ImageFilter.UnsharpMask(1, 60)), id="sharper letters"),
        pytest.param(page(down=3), id="three pixels lower"),
        pytest.param(page(accent="#3560c4"), id="almost the same blue"),
        pytest.param(page(words=8), id="words half a letter longer"),
    ],
)
def test_what_another_browser_draws_otherwise_is_alike(picture):
    assert share(page(), picture) <= MOST


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(page(styled=False), id="no stylesheet"),
        pytest.param(page(rail=False), id="no rail"),
        pytest.param(page(panel=False), id="no side panel"),
        pytest.param(page(head=72), id="a head of two lines"),
        pytest.param(page(buttons=720), id="buttons 40 px higher"),
        pytest.param(page(accent=INK), id="buttons of another colour"),
        pytest.param(page(accent="white"), id="no buttons"),
        pytest.param(Image.new("RGB", WIDE, "white"), id="nothing"),
        pytest.param(page(PHONE), id="another size"),
    ],
)
def test_what_is_broken_is_not_alike(picture):
    assert share(page(), picture) > MOST


@pytest.mark.parametrize("change", [{"head": 72}, {"buttons": 650}, {"accent": "white"}, {"styled": False}])
def test_what_is_broken_on_a_phone_is_not_alike(change):
    assert share(page(PHONE, buttons=690), page(PHONE, **{"buttons": 690} | change)) > MOST


def test_it_says_where_the_difference_is():
    blocks = compare(small(page()), page(panel=False)).blocks
    left, _top, right, _bottom = blocks.getbbox()
    assert left >= 1140 // 16 - 1 and right <= 1440 // 16
