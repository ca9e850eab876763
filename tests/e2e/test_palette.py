"""The palette as hands use it: open, type, choose, run; and the focus comes back."""

import pytest
from playwright.sync_api import expect

from tests.rig.looking import NARROW, assert_fits, complaints_of_axe, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit):
    page = visit("owner", "/tickets/4218/?view=all-open")
    page.locator(".ticket-row__link").first.wait_for()  # all is there
    page.locator("#composer [contenteditable]:visible").wait_for()
    return page


def opened(page):
    """The palette, opened by its key."""
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or run a command")
    expect(palette.get_by_role("combobox")).to_be_focused()
    return palette


def chosen(palette):
    return palette.locator("[role='option'][aria-selected='true']")


def test_keys_of_the_page_are_run_and_the_focus_goes_where_they_lead(page):
    palette = opened(page)
    expect(palette.get_by_text("On ticket #4218")).to_be_visible()
    page.keyboard.type("inter no")
    expect(chosen(palette)).to_contain_text("Internal note")
    expect(palette.locator("mark").first).to_have_text("Inter")
    page.keyboard.press("Enter")
    expect(palette).to_be_hidden()
    expect(page.get_by_role("tab", name="Internal note")).to_have_attribute("aria-selected", "true")


def test_arrows_choose_and_escape_gives_the_focus_back(page):
    before = page.locator(".ticket-row__link").nth(2)
    before.focus()
    palette = opened(page)
    options = palette.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    expect(palette.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", options.nth(2).get_attribute("id")
    )
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(before).to_be_focused()


def test_tickets_and_contacts_come_while_one_types(page):
    palette = opened(page)
    page.keyboard.type("sigrid")
    found = palette.get_by_role("group", name="Tickets and contacts")
    expect(found.get_by_role("option").filter(has_text="#4218")).to_be_visible()
    expect(found.get_by_role("option").filter(has_text="sigrid@fjellheim.example")).to_be_visible()
    expect(found.locator("mark").first).to_have_text("Sigrid")
    found.get_by_role("option").filter(has_text="#4218").click()
    page.wait_for_url("**/tickets/4218/")


def test_a_number_leads_to_its_ticket(page):
    palette = opened(page)
    page.keyboard.type("#4213")
    expect(chosen(palette)).to_contain_text("#4213")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/4213/")


def test_commands_only(page):
    palette = opened(page)
    page.keyboard.type("> mem")
    expect(chosen(palette)).to_have_text("Settings: Members")
    expect(palette.get_by_role("group", name="Tickets and contacts")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/members/")


def test_a_view_and_what_nothing_fits(page):
    palette = opened(page)
    page.keyboard.type("> zzzz")
    expect(palette.get_by_text("No command has these words.")).to_be_visible()
    palette.get_by_role("combobox").fill("#99999")
    expect(palette.get_by_text("There is no ticket #99999.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(palette).to_be_visible()
    palette.get_by_role("combobox").fill("zzzz")
    expect(palette.get_by_text("No ticket and no contact has these words.")).to_be_visible()
    expect(chosen(palette)).to_have_text("Search all messages for “zzzz”")
    palette.get_by_role("combobox").fill("unass")
    expect(chosen(palette)).to_contain_text("View: Unassigned")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/unassigned/")


def test_axe_finds_nothing_in_it_in_either_theme_down_to_a_phone(page):
    for size in (None, NARROW):
        if size:
            page.set_viewport_size(size)
        palette = opened(page)
        page.keyboard.type("re")
        expect(palette.get_by_role("group", name="Tickets and contacts")).to_be_visible()
        assert_fits(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page)
            assert complaints_of_axe(page, within={"include": [["#palette"]]}) == [], (size, scheme)
        page.keyboard.press("Escape")
        expect(palette).to_be_hidden()


def test_without_scripts_its_link_leads_to_the_search(visit):
    page = visit("owner", "/inbox/all-open/", java_script_enabled=False)
    page.get_by_role("link", name="Search Ctrl K").click()
    page.wait_for_url("**/inbox/search/")


def test_what_the_menus_of_a_ticket_offer_is_offered(page):
    palette = opened(page)
    page.keyboard.type("type: inc")
    expect(chosen(palette)).to_have_text("Type: Incident")
    page.keyboard.press("Enter")
    expect(page.locator("#side-panel .property", has_text="Type").locator("summary")).to_have_text("Incident")

    palette = opened(page)
    page.keyboard.type("> histo")
    expect(chosen(palette)).to_have_text("History")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/4218/history/")


def test_macros_and_canned_responses(page):
    palette = opened(page)
    page.keyboard.type("macro recall")
    expect(chosen(palette)).to_contain_text("Apply macro: Recall")
    page.keyboard.press("Enter")
    expect(page.locator("#macro-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#macro-dialog")).to_be_hidden()

    text = page.locator("#composer [contenteditable]:visible")
    before = len(text.inner_text())
    palette = opened(page)
    page.keyboard.type("recall")
    palette.get_by_role("option").filter(has_text="Insert canned response: Recall").first.click()
    page.wait_for_function("([box, most]) => box.innerText.length > most + 20", arg=[text.element_handle(), before])


def test_keys_that_scripts_listen_to(page):
    opened(page)
    page.keyboard.type("switch between")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Internal note")).to_have_attribute("aria-selected", "true")


def test_rows_of_a_list_and_what_is_selected(page):
    page.goto("/inbox/all-open/")
    page.locator(".ticket-row__link").first.wait_for()
    palette = opened(page)
    expect(palette.get_by_role("group", name="In the list")).to_be_visible()
    page.keyboard.type("> select all rows")
    expect(chosen(palette)).to_contain_text("Select all rows")
    page.keyboard.press("Enter")
    expect(page.locator(".bulk-bar__count")).to_have_text("50 selected")

    palette = opened(page)
    group = palette.get_by_role("group", name="50 selected")
    expect(group.get_by_role("option").first).to_contain_text("Assign")
    page.keyboard.type("> status: pend")
    expect(group.get_by_role("option").first).to_contain_text("Status: Pending")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
