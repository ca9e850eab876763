"""What agents answer with, by keyboard: macros, canned responses, colleagues named in a note."""

import pytest
from playwright.sync_api import expect

from tests.rig.looking import complaints_of_axe, settle

pytestmark = pytest.mark.browser
MACROS = "dialog.macro-box[open]"


@pytest.fixture
def visit(visit):
    """``visit(who, path, …)``: the page at ``path``; of a ticket, with its composer ready."""

    def opened(who, path, **options):
        page = visit(who, path, **options)
        if path.startswith("/tickets/"):
            page.locator(".composer__text--rich:visible").wait_for()
        return page

    return opened


@pytest.fixture
def ticket(visit):
    """Opens a ticket of a new customer's, with one of the workspace's forms if it is named; its path."""

    def opened(subject, form="", **fields):
        page = visit("owner", "/inbox/all-open/")
        page.goto("/tickets/new/")
        known = {"name": "Ants Aru", "email": "ants@aru.example", "subject": subject, "body": "It squeaks."} | fields
        for name, words in known.items():
            page.locator(f"[name={name}]").fill(words)
        if form:
            with page.expect_response("**/tickets/new/"):
                page.get_by_label("Form", exact=True).select_option(form)
            page.get_by_label("Outcome").wait_for()
        page.get_by_role("button", name="Open ticket").click()
        page.wait_for_url("**/tickets/*/")
        return page.url.removeprefix(page.url.split("/tickets/")[0])

    return opened


def apply_macro(page, words, button="Apply"):
    """M, a few letters of its name, and up to its preview. The dialog."""
    page.keyboard.press("m")
    dialog = page.locator(MACROS)
    dialog.get_by_label("Find a macro").wait_for()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name=button).wait_for()
    return dialog


def test_a_macro_says_what_it_will_do_and_does_it(visit, ticket):
    page = visit("owner", ticket("A macro for this"))
    dialog = apply_macro(page, "take it")
    for said in ("Is Kadri Tamm’s already", "Sets the priority to Urgent", "Sets the type to Incident"):
        expect(dialog).to_contain_text(said)
    settle(page)
    assert complaints_of_axe(page, within=MACROS) == []
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Applied: Take it, urgent")
    expect(page.locator("#side-panel .property", has_text="Priority")).to_contain_text("Urgent")
    expect(page.locator("#side-panel .property", has_text="Assignee")).to_contain_text("Kadri Tamm")
    assert apply_macro(page, "take it").get_by_text("already").count() == 3
    page.keyboard.press("Escape")
    page.locator(".toast", has_text="Applied: Take it, urgent").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast", has_text="is as it was before the macro.")).to_be_visible()
    expect(page.locator("#side-panel .property", has_text="Priority")).to_contain_text("Normal")


def test_letters_that_name_no_macro_find_none(visit):
    page = visit("owner", "/tickets/4188/")
    page.keyboard.press("m")
    dialog = page.locator(MACROS)
    dialog.get_by_label("Find a macro").wait_for()
    page.keyboard.type("zzz")
    expect(dialog.get_by_role("status")).to_have_text("No macro is called that.")
    page.keyboard.press("Escape")  # empties the field
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_reply_that_is_edited_first_waits_behind_what_is_typed(visit, ticket):
    page = visit("owner", ticket("Money back"))
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("Dear Ants,")
    page.keyboard.press("Escape")
    apply_macro(page, "refund")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Its reply waits in the composer")
    expect(text).to_contain_text("the refund left our account today")
    assert text.inner_text().startswith("Dear Ants,")
    expect(page.locator(".composer__text--rich:focus")).to_be_visible()
    expect(page.locator("#side-panel .property", has_text="Status")).to_contain_text("Solved")
    page.keyboard.press("Control+a")  # nothing stays behind for other tests
    with page.expect_response("**/drafts/"):
        page.keyboard.press("Backspace")


def test_a_macro_on_what_is_selected(visit, ticket):
    for subject in ("One of two", "Two of two"):
        ticket(subject)
    page = visit("owner", "/inbox/search/?q=subject:%22of+two%22")
    rows = page.locator("#list input[name=ticket]")
    expect(rows).to_have_count(2)
    for row in rows.all():
        row.check(force=True)
    page.locator(".bulk-bar").wait_for()
    dialog = apply_macro(page, "hand over")
    settle(page)
    assert complaints_of_axe(page, within=MACROS) == []
    dialog.get_by_role("button", name="Apply to 2 tickets").click()
    expect(page.locator(".toast")).to_contain_text("“Hand over to billing” applied to 2 tickets")
    expect(page.locator(".bulk-bar")).to_have_count(0)
    page.locator(".ticket-row", has_text="Two of two").click()
    expect(page.locator("#side-panel .property", has_text="Team")).to_contain_text("Billing")


def test_a_slash_at_a_line_s_start_offers_canned_responses(visit, ticket):
    page = visit("owner", ticket("Which frame?"))
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("/")
    picker = page.get_by_role("dialog", name="Canned responses")
    picker.get_by_role("option").first.wait_for()
    page.keyboard.type("frame")
    expect(picker.get_by_role("option", selected=True)).to_contain_text("Ask for the frame number")
    expect(picker.locator(".picker__preview")).to_contain_text("Ants")
    settle(page)
    assert complaints_of_axe(page, within=".picker") == []
    page.keyboard.press("Enter")
    expect(picker).to_have_count(0)
    expect(text).to_contain_text("Ants")
    assert "/" not in text.inner_text().split("\n")[0]
    page.keyboard.press("Control+a")
    page.keyboard.type("x/")  # no line begins here
    expect(picker).to_have_count(0)
    with page.expect_response("**/drafts/"):
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")


def test_a_colleague_who_is_named_in_a_note_finds_the_ticket(visit, ticket):
    path = ticket("Ask Marius")
    page = visit("owner", path)
    page.keyboard.press("n")
    page.keyboard.type("@mar")
    offered = page.locator("#people-picker")
    offered.get_by_role("option", name="Marius Haugen").wait_for()
    settle(page)
    assert complaints_of_axe(page, within="#people-picker") == []
    page.keyboard.press("Enter")
    page.keyboard.type("can you look?")
    expect(page.locator(".composer__told")).to_contain_text("Marius")
    with page.expect_response("**/notes/"):
        page.keyboard.press("Control+Enter")
    expect(page.locator(".message--note", has_text="@Marius can you look?")).to_be_visible()

    colleague = visit("agent", "/inbox/mentions/")
    row = colleague.locator(".ticket-row", has_text="Ask Marius")
    row.click()
    expect(colleague.locator(".message--note", has_text="@Marius can you look?")).to_be_visible()


def test_what_is_missing_for_solving_has_the_focus_and_then_it_is_solved(visit, ticket):
    page = visit("owner", ticket("Needs an outcome", form="Workshop job"))
    page.keyboard.press("e")
    outcome = page.get_by_label("Outcome")
    expect(outcome).to_be_focused()
    expect(outcome).to_have_accessible_description("Fill this in before solving")
    settle(page)
    assert complaints_of_axe(page, within="#side-panel") == []
    page.keyboard.press("r")  # looks for a choice, and begins no reply
    expect(outcome).to_be_focused()
    page.keyboard.press("Escape")  # the list of choices
    expect(outcome).to_be_focused()
    page.keyboard.press("Escape")
    expect(outcome).not_to_be_focused()
    apply_macro(page, "refund", button="Fill it in").get_by_role("button", name="Fill it in").click()
    expect(outcome).to_be_focused()
    with page.expect_response("**/fields/outcome/"):
        outcome.select_option("Repaired")
    expect(page.locator(".property__missing")).to_have_count(0)
    expect(outcome).to_be_focused()
    page.keyboard.press("e")  # solves, and chooses nothing that begins with E
    expect(page.locator("#side-panel .property", has_text="Status")).to_contain_text("Solved")
    expect(outcome.locator("option:checked")).to_have_text("Repaired")


@pytest.mark.parametrize("size", [(1440, 900), (360, 740)])
def test_send_and_solve_keeps_the_text_while_something_is_missing(visit, ticket, size):
    page = visit("owner", ticket("Sent and solved", form="Workshop job"), width=size[0], height=size[1])
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type("Your bike is ready.")
    page.keyboard.press("Control+Shift+Enter")
    outcome = page.get_by_label("Outcome")
    expect(outcome).to_be_focused()
    expect(page.locator(".composer__error")).to_contain_text("fill in: Outcome.")
    expect(page.locator(".composer__state")).to_contain_text("Draft saved")
    with page.expect_response("**/fields/outcome/"):
        outcome.select_option("Repaired")
    expect(page.locator(".composer__error")).to_have_count(0)
    page.keyboard.press("Escape")  # where the panel is a drawer it closes
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".message--ours", has_text="Your bike is ready.")).to_be_visible()
    expect(page.locator("#side-panel .property", has_text="Status")).to_contain_text("Solved")


def test_what_is_begun_is_marked_in_the_list_and_stands_under_drafts(visit, ticket):
    ticket("Begun and left")
    page = visit("owner", "/inbox/search/?q=subject:begun")
    row = page.locator(".ticket-row", has_text="Begun and left")
    row.click()
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("Half a wo")
    expect(row.locator(".ticket-row__draft")).to_be_visible()
    page.goto("/inbox/my-open/")
    page.locator(".rail").get_by_role("link", name="Drafts").click()
    row.click()
    expect(text).to_contain_text("Half a wo")
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    expect(row).to_have_count(0)


def test_an_address_that_was_written_out_is_a_link_that_leaves_the_ticket_open(visit, ticket):
    page = visit("agent", ticket("Manual"))
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type("See https://manuals.invalid/chairs.")
    page.keyboard.press("Control+Enter")
    link = page.locator(".message--ours .message__text").get_by_role(
        "link", name="https://manuals.invalid/chairs", exact=True
    )
    with page.expect_popup() as opened:
        link.click()
    assert "/tickets/" in page.url
    opened.value.close()
