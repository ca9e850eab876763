"""Keys that a member has chosen, under the fingers."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page, demo):
    page = new_page(demo.url, reduced_motion="reduce")
    demo.sign_in(page, "owner")
    yield page
    page.goto("/settings/keys/")
    page.get_by_role("button", name="Bring all keys back").click()
    expect(page.get_by_text("All keys are as they were")).to_be_visible()


def test_other_keys_work_and_the_old_ones_no_more(page):
    page.goto("/settings/keys/")
    for label, key in (("Internal note", "9"), ("Reply", ""), ("Next ticket", "d"), ("Previous ticket", "j")):
        page.get_by_label(label, exact=True).fill(key)
    page.get_by_role("button", name="Save keys").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    page.goto("/tickets/4218/?view=all-open")
    page.locator(".ticket-row__link").first.wait_for()
    reply, note = (page.get_by_role("tab", name=name) for name in ("Reply", "Internal note"))
    expect(note).to_have_attribute("title", "Internal note (9)")
    page.keyboard.press("n")
    expect(reply).to_have_attribute("aria-selected", "true")
    page.keyboard.press("9")
    expect(note).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(note).to_have_attribute("aria-selected", "true")

    page.goto("/inbox/all-open/")
    rows = page.locator(".ticket-row__link")
    rows.nth(0).wait_for()
    page.keyboard.press("d")
    expect(rows.nth(0)).to_have_attribute("aria-current", "page")
    page.keyboard.press("d")
    expect(rows.nth(1)).to_have_attribute("aria-current", "page")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_have_attribute("aria-current", "page")
