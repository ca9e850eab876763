"""Every page once, in a browser: its pictures, accessibility, narrow windows; a report of the policy or an error fails, too.

First what only looks, then what does something to look at it: this file begins with the demo as it was made.
"""

import pytest
from django.urls import resolve

from tests.rig import tour
from tests.rig.demo import HTML_LETTER
from tests.rig.looking import look_at
from tests.rig.pictures import assert_like_its_picture, left_over
from tests.rig.tour import leading_to
from tests.walker.recipes import RECIPES
from tests.walker.recipes.shapes import MEMBERS

pytestmark = pytest.mark.browser
LETTER = "Order 20417 without its charger"


@pytest.mark.parametrize("name", tour.ANYBODY)
def test_pages_for_anybody(visit, name):
    page = visit("anybody", tour.ANYBODY[name])
    look_at(page)
    assert_like_its_picture(page, name)


@pytest.mark.parametrize("name", tour.MEMBER)
def test_pages_for_members(visit, name):
    page = visit("owner", tour.MEMBER[name])
    look_at(page)
    assert_like_its_picture(page, name)


@pytest.mark.parametrize("name", tour.LINKED)
def test_pages_of_one_row(visit, name):
    look_at_row(visit, "owner", name, *tour.LINKED[name])


@pytest.mark.parametrize("name", tour.CUSTOMER)
def test_pages_for_customers(visit, name):
    look_at_row(visit, "customer", name, *tour.CUSTOMER[name])


def look_at_row(visit, who, name, path, *names):
    page = visit(who, path)
    for one in names:
        page.goto(leading_to(page, one))
    look_at(page)
    assert_like_its_picture(page, name)


def test_the_tour_leaves_no_page_out():
    with_pages = {name for name, one in RECIPES.items() if one.audience == MEMBERS and one.get is not None}
    paths = [path.partition("?")[0] for path in tour.MEMBER.values() if path != "/nothing-is-here/"]
    toured = {resolve(path).view_name for path in paths} | {
        name for _, *names in tour.LINKED.values() for name in names
    }
    assert with_pages == toured | tour.DONE | tour.PARTS


def test_each_page_has_its_pictures_and_each_picture_its_page():
    assert left_over([*tour.ANYBODY, *tour.MEMBER, *tour.LINKED, *tour.CUSTOMER, *tour.PICTURED]) == ([], [])


def test_pages_about_what_was_done(visit):
    page = visit("owner", "/tickets/merge/?ticket=4201&ticket=4188")
    page.get_by_role("button", name="Merge 2 tickets").click()
    page.wait_for_url("**/tickets/4188/")
    undo = leading_to(page, "tickets:merge_undo")
    page.goto(undo)
    look_at(page)
    assert_like_its_picture(page, "merge-undo")
    page.get_by_role("button", name="Take apart").click()
    page.wait_for_url("**/tickets/4188/")

    page.goto("/contacts/import/")
    table = b"name,email\nAnna Sild,anna@example.com\nOle,no-address\n"
    page.get_by_label("File").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("people.csv").first.wait_for()
    look_at(page)
    assert_like_its_picture(page, "import")
    page.goto("/tickets/4188/")
    page.get_by_text("Add a link").click()
    page.get_by_label("This ticket is").select_option("problem")
    page.get_by_label("Ticket number").fill("4201")
    page.locator(".linked__form").get_by_role("button", name="Link", exact=True).click()
    page.get_by_text("Answer its 1 open incident").wait_for()
    page.goto("/tickets/4188/incidents/")
    look_at(page)
    assert_like_its_picture(page, "incidents")


def test_layouts_of_a_list_and_its_export(visit):
    page = visit("owner", "/inbox/all-open/")
    for layout, sign in (("Compact", ".ticket-list--compact"), ("Board", ".board"), ("Table", ".table")):
        choose_layout(page, layout)
        page.locator(sign).first.wait_for()
        look_at(page)
        assert_like_its_picture(page, layout.lower())
        page.reload()
    page.locator("input[name='ticket']").first.check()
    page.locator(".bulk-bar").wait_for()
    look_at(page)
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Export").click()
    page.get_by_role("button", name="CSV").click()
    page.locator(".toast", has_text="Download").first.wait_for()  # told once: it covers no page after
    page.goto("/jobs/")
    page.goto(leading_to(page, "workspaces:job"))
    look_at(page)
    assert_like_its_picture(page, "job")
    page.goto("/inbox/all-open/")
    choose_layout(page, "Split")  # as other tests expect it
    page.locator(".ticket-row").first.wait_for()


def choose_layout(page, name):
    button = page.get_by_role("button", name=name, exact=True)
    if not button.first.is_visible():
        page.get_by_label("Layout", exact=True).first.click()
    button.first.click()
    page.wait_for_load_state()


def test_a_mail_in_html_with_held_back_pictures(visit, demo):
    demo.send(LETTER, "In HTML only.", html=HTML_LETTER, files=[("receipt.pdf", "application/pdf", b"%PDF-1.4\n")])
    page = visit("owner", "/inbox/search/?q=20417")
    row = page.locator(".ticket-row", has_text=LETTER)
    for _ in range(100):  # until it has come
        if row.count():
            break
        page.wait_for_timeout(200)
        page.reload()
    row.click()
    frame = page.frame_locator(".message--incoming iframe")
    frame.get_by_role("heading", name="Order 20417").wait_for()
    page.get_by_role("link", name="receipt.pdf").wait_for()
    look_at(page)
    assert frame.locator("img[src*='pictures.example']").count() == 0
    frame.get_by_text("Show images").first.wait_for()
    page.goto(leading_to(page, "tickets:message_raw"))
    look_at(page)
    assert_like_its_picture(page, "raw-message")
