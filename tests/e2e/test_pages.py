"""What pages do in a browser: menus, the composer, refusals, the keyboard, fingers, no scripts. Each page: test_all_pages.py.

Content and processes are the demo's (tests.rig.demo); a report of the policy or an error of a script fails the test
that met it (tests.fixtures.browser).
"""

import re

import pytest
from playwright.sync_api import expect

from tests.rig.looking import complaints_of_axe, look_at, settle

pytestmark = pytest.mark.browser


def test_a_mail_of_the_demo_and_its_answer(visit, demo):
    demo.send("Which pump fits a Saar 2?", "Hello, ours is broken. Which one should we buy?")
    page = visit("anybody", "/demo/mail/")
    page.locator(".demo-mail__letter", has_text="[#").first.click()  # a sign-in link takes no answer
    page.get_by_role("button", name="Send the answer").wait_for()
    look_at(page)


def test_what_a_wrong_password_and_an_empty_form_show(visit):
    page = visit("anybody", "/sign-in/")
    page.get_by_label("E-mail").fill("nobody@pohjatuul.example")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    assert page.get_by_label("Password", exact=True).input_value() == "wrong"
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").first.wait_for()
    look_at(page)
    page = visit("owner", "/tickets/new/")
    page.get_by_role("button", name="Open ticket").click()
    page.get_by_role("alert").wait_for()
    look_at(page)


def test_menus_composer_drawer_and_toasts(visit):
    page = visit("owner", "/tickets/4218/")
    page.locator(".composer__text--rich:visible").wait_for()
    for opener in ("More", "Add tag", "More ways to send", "Change", "Kadri Tamm"):
        page.locator("#ticket details.menu > summary", has_text=opener).or_(
            page.locator(f"#ticket details.menu > summary[aria-label='{opener}']")
        ).first.click()
        settle(page)
        assert complaints_of_axe(page, within="details.menu[open] > .menu__panel") == []  # it covers what is beneath
        page.keyboard.press("Escape")
    page.get_by_role("tab", name="Internal note").click()
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type("Their key lies in the drawer.")
    page.get_by_text("Draft saved").wait_for()
    look_at(page)
    page.get_by_role("button", name="Add note").click()
    page.locator(".message--note", has_text="in the drawer").wait_for()
    page.get_by_label("More", exact=True).click()
    page.get_by_role("button", name="Move to trash").click()
    page.locator(".toast").first.wait_for()
    look_at(page)
    page.get_by_role("button", name="Restore").click()  # other tests look at this ticket, too
    page.locator(".composer__text--rich:visible").wait_for()
    page.set_viewport_size({"width": 1200, "height": 800})
    page.get_by_role("button", name="Side panel").first.click()
    settle(page)
    assert complaints_of_axe(page) == []


def test_what_is_typed_into_a_menu_is_no_command(visit):
    """T, then a word whose letters are commands: the field has it, the ticket stays as it is, the focus comes back."""
    page = visit("owner", "/tickets/4218/")
    page.locator(".composer__text--rich:visible").wait_for()
    page.keyboard.press("t")
    page.keyboard.type("e-bike rental")
    assert page.get_by_label("Tag", exact=True).input_value() == "e-bike rental"
    assert page.locator(".property__button").first.inner_text().strip() == "Open"
    panel = page.locator(".property--tags .menu__panel").bounding_box()
    around = page.locator("#side-panel").bounding_box()
    assert around["x"] <= panel["x"] and panel["x"] + panel["width"] <= around["x"] + around["width"]
    page.keyboard.press("Enter")
    page.get_by_text("There is no tag “e-bike-rental” yet.").wait_for()
    assert page.locator(".tag", has_text="e-bike-rental").count() == 0
    page.keyboard.press("ArrowUp")  # the last entry makes it
    page.keyboard.press("Enter")
    page.locator(".tag", has_text="e-bike-rental").wait_for()
    page.locator("[data-key='t']:focus").wait_for()


def test_what_is_asked_back_stays_when_the_answer_to_its_letters_comes_late(visit):
    page = visit("owner", "/tickets/4218/")
    page.locator(".composer__text--rich:visible").wait_for()
    late = []
    page.route("**/tags/choices/?*", lambda route: late.append(route))
    page.keyboard.press("t")
    page.keyboard.type("never-heard")
    page.keyboard.press("Enter")
    asked_back = page.get_by_text("There is no tag “never-heard” yet.")
    asked_back.wait_for()
    page.wait_for_timeout(300)
    with page.expect_response("**/tags/choices/?add=never-heard"):
        late[-1].continue_()
    page.wait_for_timeout(300)
    assert asked_back.is_visible()


def test_what_is_picked_in_a_menu_is_set_and_the_focus_comes_back(visit):
    page = visit("owner", "/tickets/4029/")
    page.locator(".composer__text--rich:visible").wait_for()
    for key, picks in (("p", ("Low", "Normal")), ("a", ("Kadri Tamm", "Liis Kask"))):
        for pick in picks:
            page.keyboard.press(key)
            name = page.locator(".menu__label", has_text=re.compile(rf"^\s*{pick}"))
            page.locator("details.menu[open] .menu__item", has=name).click()
            page.locator(f"[data-key='{key}']:focus", has_text=pick).wait_for()


def test_a_refused_address_leaves_the_text_where_it_is(visit):
    page = visit("owner", "/tickets/4218/", width=1366, height=768)
    text = page.locator(".composer__text--rich:visible")
    text.wait_for()
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("Copies go to").fill("nonsense, a@b")
    save = page.get_by_role("button", name="Save copies")
    assert save.bounding_box()["y"] + save.bounding_box()["height"] < 768
    save.click()
    said = page.locator("#cc-field .field__error", has_text="“a@b”, “nonsense”")
    said.wait_for()
    assert page.get_by_label("Copies go to").input_value() == "nonsense, a@b"
    page.locator("#cc:focus").wait_for()
    assert complaints_of_axe(page, within="details.menu[open] > .menu__panel") == []
    assert text.is_visible()
    page.keyboard.press("Escape")
    text.click()
    page.keyboard.type("x")
    assert "x" in text.inner_text()
    page.keyboard.press("Backspace")


def test_before_its_editor_has_come_the_composer_is_a_plain_form_that_loses_nothing(new_page, demo):
    """Tabs and letters of fast hands count; what was typed and its focus go over into the editor."""
    page = new_page(demo.url)
    demo.sign_in(page, "owner")
    on_its_way = []
    page.route("**/composer-editor*.js", lambda route: on_its_way.append(route))
    page.goto("/tickets/4029/", wait_until="domcontentloaded")
    page.evaluate("() => htmx")  # the scripts that come with the page have run
    page.get_by_role("tab", name="Internal note").click()
    page.keyboard.type("Ask <Liis> first.")
    assert page.locator("textarea.composer__text:visible").input_value() == "Ask <Liis> first."
    page.keyboard.press("Enter")
    page.keyboard.type("She knows")
    page.wait_for_function("() => document.readyState === 'complete'")
    while not on_its_way:
        page.wait_for_timeout(50)
    with page.expect_response("**/drafts/"):
        for route in on_its_way:
            route.continue_()
        text = page.locator(".composer__text--rich:visible")
        text.wait_for()
        page.keyboard.type(" it.")
    assert text.locator("p").all_inner_texts() == ["Ask <Liis> first.", "She knows it."]
    with page.expect_response("**/drafts/"):  # nothing stays behind for other tests
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")


def test_what_comes_in_while_somebody_writes_is_said_at_once(visit, new_page, demo):
    """The amber line over what is written; it leads to the message, and the text stays."""
    page = visit("owner", "/tickets/4029/")
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("Two packs are on the way")
    page.wait_for_selector("live-socket[data-state=open]", state="attached")
    colleague = new_page(demo.url)
    demo.sign_in(colleague, "agent")
    colleague.goto("/tickets/4029/")
    colleague.get_by_role("tab", name="Internal note").click()
    colleague.keyboard.type("Wait, the recall covers them.")
    colleague.keyboard.press("Control+Enter")
    line = page.locator(".composer__conflict", has_text="Wait, the recall covers them.")
    line.get_by_role("link", name="Show the note").click()
    line.wait_for(state="detached")
    assert text.inner_text().strip() == "Two packs are on the way"
    text.click()  # by keys, as people do: `fill` selects behind the editor's back, which may put its caret back
    with page.expect_response("**/drafts/"):  # nothing stays behind for other tests
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")


def test_the_question_mark_shows_the_keys_and_escape_leads_back(visit):
    page = visit("owner", "/tickets/4218/")
    page.locator(".composer__text--rich:visible").wait_for()
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    sheet.get_by_text("Assign to me").wait_for()
    settle(page)
    assert complaints_of_axe(page, within="#keys-sheet") == []
    page.keyboard.press("j")  # belongs to the page beneath
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    assert page.url.endswith("/tickets/4218/")

    for field in (page.locator(".query-field__input"), page.locator(".composer__text--rich:visible")):
        field.click()
        page.keyboard.type("?")
        assert not sheet.is_visible()
    page.locator(".rail__me summary").click()
    page.get_by_role("link", name="Keyboard shortcuts").click()
    sheet.get_by_text("Assign to me").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.rail__me summary')")


def test_a_phone_can_search(visit):
    page = visit("owner", "/inbox/all-open/", width=360, height=740)
    page.get_by_role("link", name="Search").first.click()
    page.get_by_role("combobox").fill("zzzz")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="No ticket has “zzzz”").wait_for()
    page.get_by_role("link", name="Clear search").click()
    page.get_by_role("combobox").fill("battery")
    page.keyboard.press("Enter")
    page.locator(".ticket-row").first.wait_for()


def test_conditions_beside_the_query_stay_in_step_with_it(visit):
    page = visit("owner", "/inbox/my-open/")
    rows, text = page.locator("#conditions"), page.get_by_role("combobox", name="Search tickets")
    page.get_by_role("button", name="Conditions as rows").click()
    rows.get_by_label("Condition 2").get_by_label("Operator").select_option("not")
    expect(text).to_have_value("is:open -assignee:me")
    rows.get_by_role("button", name="Add condition", exact=True).click()
    rows.get_by_label("Condition 3").get_by_label("Field").select_option("priority")
    rows.get_by_label("Condition 3").get_by_label("Value").locator("option[value=high]").wait_for(state="attached")
    rows.get_by_label("Condition 3").get_by_label("Value").select_option("high")
    expect(text).to_have_value("is:open -assignee:me priority:high")
    settle(page)
    assert complaints_of_axe(page, within="#conditions-panel") == []
    page.keyboard.press("Escape")
    text.fill("tag:battery")
    page.get_by_role("button", name="Conditions as rows").click()
    rows.get_by_label("Condition 1").get_by_label("Value").locator("option[value=battery]:checked").wait_for(
        state="attached"
    )
    page.locator("#conditions-panel").get_by_role("button", name="Show tickets").click()
    page.wait_for_url("**/inbox/search/?q=tag%3Abattery")


@pytest.mark.parametrize("path", ["/tickets/4218/", "/inbox/all-open/", "/settings/channels/", "/tickets/new/"])
def test_a_finger_hits_what_it_aims_at(visit, path):
    page = visit("owner", path, width=360, height=740, has_touch=True, is_mobile=True)
    page.wait_for_timeout(300)  # the composer builds its editor
    assert page.evaluate(SMALL) == []


# What stands by itself and takes a finger over less than 44 px of height: where a press beside it would still hit it.
SMALL = """() => {
  const alone = "button, summary, select, input:not([type=hidden]), a:not(.link, .skip-link)";
  return [...document.querySelectorAll(alone)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 2)
    .map((one) => {
      one.scrollIntoView({ block: "center", inline: "center" });
      const box = one.getBoundingClientRect(), x = box.left + box.width / 2;
      const labels = [...(one.labels ?? [])];
      const hits = (y) => {
        const there = document.elementFromPoint(x, y);
        return there && [one, ...labels].some((part) => part.contains(there));
      };
      let top = box.top + box.height / 2, bottom = top;
      while (top > 0 && hits(top - 0.5)) top -= 0.5;
      while (bottom < innerHeight && hits(bottom + 0.5)) bottom += 0.5;
      const name = one.getAttribute("aria-label") || one.textContent.trim().slice(0, 40) || one.name;
      return bottom - top < 43 ? `${name}: ${bottom - top}` : "";
    })
    .filter(Boolean);
}"""


def test_the_keyboard_reaches_everything_on_a_ticket_and_shows_where_it_is(visit):
    page = visit("owner", "/tickets/4187/")
    page.locator(".composer__text--rich:visible").wait_for()
    expected = page.evaluate(MARK_REACHABLE)
    reached, hidden = set(), []
    page.evaluate("document.body.focus()")
    for _ in range(expected + 60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or here["mark"] in reached:
            continue
        reached.add(here["mark"])
        if not here["shown"]:
            hidden.append(here["name"])
    missed = page.evaluate("(reached) => [...document.querySelectorAll('[data-mark]')]"
                           ".filter((one) => !reached.includes(one.dataset.mark)).map((one) => one.outerHTML)",
                           sorted(reached))  # fmt: skip
    assert (missed, hidden) == ([], [])


# Everything that a pointer could press and that is on the screen, numbered. Entries of a switch are one stop.
MARK_REACHABLE = """() => {
  const kinds = "a[href], button, summary, input:not([type=hidden]), textarea, [contenteditable=true]";
  const all = [...document.querySelectorAll(kinds)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
  all.forEach((one, place) => { one.dataset.mark = String(place); });
  return all.length;
}"""
# Where the focus is, and whether one sees it: a ring on it or on what frames it, and not under another thing.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one?.dataset.mark) return null;
  const ringed = (of) => {
    const style = getComputedStyle(of);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };
  const frames = [one, one.parentElement, one.parentElement.parentElement, one.closest("form")].filter(Boolean);
  const box = one.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = one.getAttribute("aria-label") || one.textContent.trim().slice(0, 40) || one.outerHTML.slice(0, 120);
  return { mark: one.dataset.mark, shown: onScreen && frames.some(ringed), name };
}"""


@pytest.mark.parametrize("width", [820, 1100, 1440])
def test_the_bulk_bar_stands_beside_the_bell_and_within_the_window(visit, width):
    page = visit("owner", "/inbox/all-open/", width=width, height=640)
    page.locator("#list input[name=ticket]").first.check(force=True)
    bar = page.locator(".bulk-bar")
    bar.get_by_role("button", name="Clear the selection").wait_for()
    box, bell = bar.bounding_box(), page.locator(".news-bell").bounding_box()
    assert bell["x"] + bell["width"] < box["x"] and box["x"] + box["width"] <= width
    assert bar.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_without_scripts_an_agent_signs_in_answers_and_solves(new_page, demo):
    page = new_page(demo.url, java_script_enabled=False)
    demo.sign_in(page, "agent")
    page.goto('/inbox/search/?q=is:open+team:"Customer care"')
    page.locator(".ticket-row a, a.ticket-row").first.click()
    page.wait_for_url("**/tickets/**")
    number = page.locator(".conversation__number").inner_text()
    page.get_by_role("textbox", name="Reply").fill("First line.\nSecond line.")
    page.get_by_role("button", name="Send reply").click()
    sent = page.locator(".message--ours", has_text="First line.").last
    assert "First line.\nSecond line." in sent.inner_text()
    page.get_by_role("button", name="Solve", exact=True).click()
    assert page.locator(".conversation__number").inner_text() == number
    page.locator(".side-panel .property", has_text="Status").get_by_text("Solved").first.wait_for()
