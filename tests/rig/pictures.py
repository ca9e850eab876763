"""Each page beside its picture in tests/pictures: the first screenful, wide and narrow, a quarter of its size.

``make pictures`` writes those anew that are no longer alike (tests.rig.alike). What is of the hour, of a weekday or of
what other tests have done is covered before (COVER), so that a picture is true at any time.
"""

import io
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image

from tests.rig.alike import DOT, compare, small
from tests.rig.looking import SIZES, settle

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "pictures"
LEFT = ROOT / "var" / "pictures"  # what a failed test leaves
MOST = 0.004  # of the blocks of a page may differ
MOST_OF_TIME = 0.02  # where what stands there goes by the day and the hour: tickets, lists, customers, Talk
OF_TIME = ("/tickets/", "/inbox/", "/contacts/", "/talk/", "/demo/", "/help/tickets/")
SECONDS = 8  # for what a page fetches after it has come
WRITES = bool(os.environ.get("WRITE_PICTURES"))

COVER = (Path(__file__).parent / "cover.css").read_text()
LAY_OVER = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}"""
TO_THE_TOP = "() => document.querySelectorAll('*').forEach((one) => { if (one.scrollTop) one.scrollTop = 0; })"


def assert_like_its_picture(page, name):
    """The page, wide and narrow, is like its pictures. What changes by itself stays covered until one leaves the page."""
    before = page.viewport_size
    page.emulate_media(color_scheme="light")
    page.evaluate(LAY_OVER, COVER)
    for suffix, size in SIZES.items():
        page.set_viewport_size(size)
        settle(page)
        _hold(page, FOLDER / f"{name}{suffix}.png")
    page.set_viewport_size(before)


def _hold(page, path):
    kept = Image.open(path) if path.exists() else None
    most = MOST_OF_TIME if urlsplit(page.url).path.startswith(OF_TIME) and not WRITES else MOST
    deadline = time.monotonic() + SECONDS
    picture = None
    while True:
        page.evaluate(TO_THE_TOP)
        before, picture = picture, take(page)
        found = compare(kept, picture) if kept else None
        if found and found.share <= most:
            return
        is_still = before and compare(small(before), picture).share == 0
        if time.monotonic() > deadline or (WRITES and is_still):
            break
        page.wait_for_timeout(500)
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        small(picture).save(path, optimize=True)
    else:
        raise AssertionError(f"{page.url}: {_told(path, kept, picture, found, most)}")


def _told(path, kept, picture, found, most):
    """What is wrong, in words; the pictures themselves are left in ``LEFT``."""
    LEFT.mkdir(parents=True, exist_ok=True)
    picture.save(LEFT / path.name)
    if not kept:
        return f"there is no {path.relative_to(ROOT)} yet. It would be {LEFT / path.name}: make pictures"
    beside = LEFT / f"{path.stem}-beside.png"
    side_by_side(kept, picture, found.blocks).save(beside)
    return (
        f"{found.share:.2%} of it differ from {path.relative_to(ROOT)}, {most:.2%} may. See {beside}."
        " If it shall look so from now on: make pictures"
    )


def take(page):
    """What the window shows."""
    return Image.open(io.BytesIO(page.screenshot(caret="initial", scale="css"))).convert("RGB")


def side_by_side(kept, picture, blocks):
    """As it was, as it is, and as it is with what differs in red."""
    size = picture.size
    red = Image.composite(
        Image.new("RGB", size, "red"),
        picture,
        blocks.resize(size, Image.Resampling.NEAREST).point(lambda value: value // 2),
    )
    sheet = Image.new("RGB", (size[0] * 3 + 2 * DOT, size[1]), "black")
    for place, one in enumerate((kept.convert("RGB").resize(size), picture, red)):
        sheet.paste(one, (place * (size[0] + DOT), 0))
    return sheet


def left_over(names):
    """(pictures that are missing, pictures of no page), by file, for the pages called ``names``."""
    wanted = {f"{name}{suffix}.png" for name in names for suffix in SIZES}
    there = {path.name for path in FOLDER.glob("*.png")}
    return sorted(wanted - there), sorted(there - wanted)
