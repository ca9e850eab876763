"""Files: looked at over the ticket, sent up with progress, and given to one another in Talk."""

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.rig.looking import assert_fits, complaints_of_axe

pytestmark = pytest.mark.browser
TICKET = "/tickets/4166/"  # two pictures, a PDF and a log came with its first message
BOX = "dialog.preview[open]"


@pytest.fixture
def visit(visit):
    """As the owner."""
    return partial(visit, "owner")


def name(page):
    return page.locator(f"{BOX} .preview__name")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_files_are_looked_at_one_after_the_other(visit, width, scheme):
    page = visit(TICKET, width=width, height=800, color_scheme=scheme)
    first = page.locator("a[data-preview]").first
    first.click()
    expect(name(page)).to_have_text("green-bike.jpg")
    expect(page.locator(f"{BOX} .preview__picture")).to_have_js_property("naturalWidth", 640)
    assert complaints_of_axe(page) == []
    page.keyboard.press("ArrowLeft")  # there is none before it
    page.keyboard.press("ArrowRight")
    expect(name(page)).to_have_text("mudguard-close.jpg")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{BOX} .preview__page").first).to_have_js_property("naturalWidth", 1400)
    assert complaints_of_axe(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{BOX} .preview__text")).to_contain_text("handed over by the sender")
    assert_fits(page)
    assert complaints_of_axe(page) == []
    page.keyboard.press("ArrowLeft")
    expect(name(page)).to_have_text("order-confirmation.pdf")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.preview")).to_be_hidden()
    expect(first).to_be_focused()


def test_without_scripts_a_file_is_saved_and_its_preview_is_a_page(visit):
    page = visit(TICKET, java_script_enabled=False)
    link = page.locator("a[data-preview]").last
    with page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "tracking.log"
    page.goto(link.get_attribute("data-preview"))
    expect(page.locator(".preview__text")).to_contain_text("handed over by the sender")


@pytest.fixture
def file(tmp_path):
    """``file("one.txt", 10)``: the path of one with so many bytes."""

    def made(called, size):
        path = tmp_path / called
        path.write_bytes(b"a" * size)
        return path

    return made


def test_files_go_up_one_by_one_and_a_message_waits_for_them(visit, file):
    page = visit(TICKET)
    page.locator(".composer__text--rich:visible").wait_for()
    page.locator("[data-tab=note]").click()
    held = []
    page.route(re.compile("/uploads/$"), lambda route: held.append(route))
    page.set_input_files(
        "#composer [name=files]", [file("one.txt", 10), file("huge.txt", 26 * 2**20), file("two.txt", 10)]
    )
    on_its_way = page.locator(".composer__on-its-way .attachment")
    expect(on_its_way).to_have_count(2)
    expect(page.locator(".composer__error--files")).to_contain_text("“huge.txt” is larger than 25")
    on_its_way.nth(1).get_by_role("button", name="Remove two.txt").click()
    expect(on_its_way).to_have_count(1)

    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type("See the file")
    page.keyboard.press("Control+Enter")
    held.pop().abort()
    expect(on_its_way).to_contain_text("Not attached")
    expect(page.locator(".composer__error--files")).to_contain_text("not attached yet")
    expect(page.locator(".composer__text--rich:visible")).to_have_text("See the file")

    page.unroute_all()
    on_its_way.get_by_role("button", name="Try again").click()
    expect(page.locator(".composer__uploads:visible .attachment")).to_contain_text("one.txt")
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.message").last).to_contain_text("one.txt")


def test_talk_has_files(visit, file):
    page = visit("/talk/")
    page.get_by_role("link", name="Customer care").last.click()
    page.locator(".talk__composer").wait_for()
    page.set_input_files(".talk__composer [name=files]", [file("list.txt", 30)])
    expect(page.locator(".composer__uploads .attachment")).to_contain_text("list.txt")
    page.locator(".talk__text").focus()
    page.keyboard.press("Enter")
    sent = page.locator(".talk__thread article").last
    expect(sent).to_contain_text("list.txt")
    expect(page.locator(".composer__uploads .attachment")).to_have_count(0)
    assert complaints_of_axe(page) == []
    sent.get_by_role("link", name="list.txt").click()
    expect(page.locator(f"{BOX} .preview__text")).to_have_text("a" * 30)
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".talk__thread article").last).to_contain_text("list.txt")
