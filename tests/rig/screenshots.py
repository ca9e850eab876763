"""``make screenshots``: docs/screenshots/*.png from a demo of its own, wide and narrow, in light and dark."""

import io
import os
import sys
import tempfile
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.fixtures.browser import FLAGS, INSTALL, chromium
from tests.rig import tour
from tests.rig.demo import DemoHouse
from tests.rig.looking import SIZES, settle

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PORT = 8000  # stands in the pictures
MOST_BYTES = 4_000_000


def main():
    if chromium() is None:
        sys.exit(f"There is no Chromium: {INSTALL}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tugi-") as folder,
        DemoHouse(folder, port=PORT) as house,
        sync_playwright() as playwright,
    ):
        os.environ |= house.environment()
        django.setup()  # the addresses of the pages are looked up by their names
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        drawn = Album(browser, house).draw()
        browser.close()
    total = sum(path.stat().st_size for path in drawn)
    print(f"{len(drawn)} pictures, {total / 1e6:.1f} MB, in {FOLDER}")
    return 0 if total < MOST_BYTES else f"That is more than {MOST_BYTES / 1e6:.0f} MB."


class Album:
    """Takes the pictures. ``draw()`` returns their paths."""

    def __init__(self, browser, house):
        self.browser, self.house = browser, house
        self.drawn = []

    def draw(self):
        agent = self._context()
        page = agent.new_page()
        self.house.sign_in(page, "owner")
        member = agent.storage_state()
        customer = self._context()
        page = customer.new_page()
        self.house.sign_in_customer(page)
        own_ticket = tour.leading_to(page, "portal:ticket")
        requester = customer.storage_state()
        self.house.send("Which pump fits a Saar 2?", "Hello, ours is broken. Which one should we buy?\n\nSigrid")

        both, light = ("light", "dark"), ("light",)
        self._picture("sign-in", "/sign-in/", None, both)
        self._picture("inbox", "/inbox/all-open/", member, both)
        self._picture("ticket", "/tickets/4218/?view=my-open", member, both, then=_write_reply)
        self._picture("ticket-note", "/tickets/4218/?view=my-open", member, both, then=_write_note)
        self._picture("new-ticket", "/tickets/new/", member, both)
        self._picture("settings-general", "/settings/general/", member, both)
        self._picture("settings-channels", "/settings/channels/", member, both)
        self._picture("portal-home", "/", None, light)
        self._picture("portal-form", "/help/new/", None, light)
        self._picture("portal-ticket", own_ticket, requester, light)
        self._picture("demo-mail", "/demo/mail/", None, light, then=_open_mail)
        return self.drawn

    def _context(self, **options):
        return self.browser.new_context(base_url=self.house.url, reduced_motion="reduce", locale="en-GB", **options)

    def _picture(self, name, path, state, schemes, *, then=None):
        for suffix, size in SIZES.items():
            context = self._context(viewport=size, storage_state=state, color_scheme=schemes[0])
            page = context.new_page()
            page.goto(path)
            page.wait_for_load_state("networkidle")
            if then:
                then(page)
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                settle(page)
                dark = "-dark" if scheme == "dark" else ""
                self._save(f"{name}{suffix}{dark}", page.screenshot())
            context.close()

    def _save(self, name, png):
        path = FOLDER / f"{name}.png"
        picture = Image.open(io.BytesIO(png)).convert("RGB")  # a palette of 256 would change the small colours
        picture.save(path, optimize=True)
        self.drawn.append(path)


def _write_reply(page):
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.press("Control+End")


def _write_note(page):
    page.get_by_role("tab", name="Internal note").click()
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.press("Control+End")


def _open_mail(page):
    page.locator(".demo-mail__letter", has_text="[#").first.click()
    page.get_by_role("button", name="Send the answer").wait_for()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
