"""A day's work with real processes and a real browser: tickets by the keyboard, many at once, several made one."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.rig.house import RunningHouse

pytestmark = pytest.mark.browser
MANY = 1_000
EMPTY = "() => document.querySelector('.composer__pane:not([hidden]) .ProseMirror')?.innerText.trim() === ''"
ANOTHER = """(done) => {
  const number = document.querySelector(".conversation__number")?.textContent.trim();
  return number && !done.includes(number);
}"""
LONG = 240_000  # milliseconds for work that goes through all of them, on a slow machine


@pytest.fixture(scope="module")
def house(tmp_path_factory, sink):
    """With a PostgreSQL of its own, which cleans up after itself: that of the tests does not, and slows down by thousands."""
    with RunningHouse(tmp_path_factory.mktemp("house"), smtp_url=sink.url) as running:
        running.seed("workspace")
        yield running


@pytest.fixture
def agent(new_page, house):
    """``agent(name)``: the browser of Bob, or of Alice, who may change more than 100 tickets at once."""

    def signed_in(name="bob"):
        page = new_page(house.url)
        house.sign_in(page, name)
        page.wait_for_selector("live-socket[data-state=open]", state="attached")
        return page

    return signed_in


def wait_until(page, requests):
    """Until one of them is held back."""
    deadline = time.monotonic() + 60
    while not requests:
        assert time.monotonic() < deadline, "it was not asked for"
        page.wait_for_timeout(50)


def panel_says(page, words):
    page.locator(".side-panel .property__button", has_text=words).wait_for()


def test_ten_tickets_with_the_keyboard_only(agent, house, sink):
    house.seed("tickets", count=10, subject="Keyboard {n}")
    page = agent()
    keys = page.keyboard
    keys.press("g")
    keys.press("u")
    page.wait_for_url("**/inbox/unassigned/**")
    page.wait_for_selector("live-socket[data-state=open]", state="attached")
    done = set()
    for turn in range(10):
        keys.press("j")
        page.wait_for_function(ANOTHER, arg=list(done))
        number = page.locator(".conversation__number").inner_text()
        done.add(number)
        keys.press("Shift+A")
        panel_says(page, "Bob Birch")
        if turn % 3 == 0:
            keys.press("n")
            keys.type(f"Looked up for turn {turn}.")
            keys.press("Control+Enter")
            page.locator(".message--note", has_text=f"turn {turn}.").wait_for()
            keys.press("Escape")
        keys.press("r")
        keys.type(f"Answer of turn {turn}: it is on its way.")
        keys.press("Control+Shift+Enter")
        page.locator(".message--ours", has_text=f"Answer of turn {turn}:").wait_for()
        panel_says(page, "Solved")
        keys.press("Escape")
        page.locator(f"#ticket-{number[1:]}").wait_for(state="detached")
    assert house.seed("statuses")["Keyboard"] == {"solved": 10}


def test_keys_go_on_from_the_row_that_was_clicked(agent, house):
    house.seed("tickets", count=5, subject="Clicked {n}")
    page = agent()
    page.goto("/inbox/search/?q=subject:clicked")
    page.locator(".ticket-row").nth(4).wait_for()
    rows = [row.get_attribute("id").removeprefix("ticket-") for row in page.locator(".ticket-row").all()]
    page.locator(".ticket-row__link").first.click()
    page.wait_for_url(f"**/tickets/{rows[0]}/**")
    for key, at in (("j", 1), ("j", 2), ("j", 3), ("k", 2)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/tickets/{rows[at]}/**")
        page.locator(".conversation__number", has_text=rows[at]).wait_for()
    for at in (3, 4):
        page.keyboard.press("ArrowDown")
        page.wait_for_function(
            "(id) => document.activeElement.closest('.ticket-row')?.id === id", arg=f"ticket-{rows[at]}"
        )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{rows[4]}/**")

    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.context.set_offline(True)
    not_connected = page.locator(".toast--error", has_text="Not connected.")
    for _ in range(2):
        page.keyboard.press("k")
        page.wait_for_function(
            "(id) => document.querySelector('.ticket-row [aria-current]').closest('.ticket-row').id === id",
            arg=f"ticket-{rows[4]}",
        )
    not_connected.wait_for()
    assert not_connected.count() == 1
    place = page.url
    for key in ("?", "Control+k", "x"):  # a page that can not be fetched takes this one's place nowhere
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    assert page.url == place and not_connected.count() == 1
    assert page.locator("dialog[open], .bulk-bar").count() == 0
    page.context.set_offline(False)
    page.keyboard.press("x")
    page.keyboard.press("x")
    page.locator(".bulk-bar").wait_for()
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.wait_for_url(f"**/tickets/{rows[3]}/**")
    not_connected.wait_for(state="detached")
    assert errors == []


def test_escape_gives_back_what_was_searched_for(agent, house):
    page = agent()
    page.goto("/inbox/search/?q=is:open")
    field = page.get_by_role("combobox", name="Search tickets")
    page.keyboard.press("/")
    page.keyboard.type("and more ")
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    if field.evaluate("field => field === document.activeElement"):  # the first one closed what was offered
        page.keyboard.press("Escape")
    assert field.input_value() == "is:open"
    page.get_by_role("button", name="Conditions as rows").click()
    page.locator("#conditions select").first.wait_for()
    assert page.get_by_text("No condition yet").count() == 0


def test_conditions_keep_what_was_clicked_while_an_answer_is_on_its_way(agent):
    page = agent()
    page.goto("/inbox/search/?q=priority:low,normal")
    page.get_by_role("button", name="Conditions as rows").click()
    rows = page.locator("#conditions")
    rows.get_by_role("checkbox", name="Urgent").wait_for()
    on_its_way = []
    page.route("**/inbox/search/conditions/", lambda route: on_its_way.append(route))
    rows.get_by_role("checkbox", name="Urgent").click()
    wait_until(page, on_its_way)
    rows.get_by_role("button", name="Add condition", exact=True).click()
    rows.get_by_role("checkbox", name="High").click()
    page.wait_for_timeout(300)
    assert len(on_its_way) == 3
    on_its_way[-1].continue_()
    rows.locator(".condition").nth(1).wait_for()
    for name in ("Low", "Normal", "High", "Urgent"):
        assert rows.get_by_role("checkbox", name=name).is_checked(), name


def test_conditions_are_written_with_the_keyboard(agent):
    page = agent()
    page.goto("/inbox/search/?q=is:open")
    page.get_by_role("button", name="Conditions as rows").click()
    rows = page.locator("#conditions")
    rows.get_by_role("button", name="Add condition", exact=True).focus()
    page.keyboard.press("Enter")
    added = rows.get_by_role("group", name="Condition 2")
    field = added.get_by_label("Field")
    expect(field).to_be_focused()
    page.keyboard.type("Assig", delay=100)  # as a menu takes it; after the first letter another field is chosen
    page.keyboard.press("Tab")
    expect(field).to_have_value("assignee")
    expect(added.get_by_label("Operator")).to_be_focused()
    rows.get_by_role("button", name="Remove condition 2").focus()
    page.keyboard.press("Enter")
    expect(added).to_have_count(0)
    expect(rows.get_by_role("button", name="Add condition", exact=True)).to_be_focused()


def test_a_tag_that_is_none_yet_is_asked_back_and_the_selection_stays(agent, house):
    house.seed("tickets", count=3, subject="Untagged {n}")
    page = agent()
    page.goto("/inbox/search/?q=subject:untagged")
    page.locator(".ticket-row").nth(2).wait_for()
    page.locator(".ticket-row").nth(2).hover()  # and there the pointer stays
    boxes = page.locator(".ticket-row input[name='ticket']")
    for at in range(3):
        page.keyboard.press("j")
        page.locator(".conversation__number", has_text=boxes.nth(at).get_attribute("value")).wait_for()
        page.keyboard.press("x")
        expect(boxes.nth(at)).to_be_checked()
    page.locator(".bulk-bar__count", has_text="3 selected").wait_for()
    page.keyboard.press("t")
    page.keyboard.type("unheard-of")
    page.keyboard.press("Enter")
    page.locator(".bulk-bar").get_by_text("There is no tag “unheard-of” yet.").wait_for()
    page.locator(".bulk-bar__count", has_text="3 selected").wait_for()
    page.get_by_role("button", name="Create tag “unheard-of”").click()
    page.locator(".toast", has_text="unheard-of").wait_for()
    page.locator(".bulk-bar").wait_for(state="detached")


def test_what_is_typed_while_a_ticket_is_on_its_way_goes_into_that_ticket(agent, house):
    first, second = house.seed("tickets", count=2, subject="Slow {n}")["numbers"]
    page = agent()
    page.goto("/inbox/search/?q=subject:slow")
    page.locator(".ticket-row").nth(1).wait_for()
    page.keyboard.press("j")
    page.wait_for_function(ANOTHER, arg=[])
    here = page.locator(".conversation__number").inner_text()
    there = f"#{second}" if here == f"#{first}" else f"#{first}"
    on_its_way = []
    page.route(f"**/tickets/{there[1:]}/?*", lambda route: on_its_way.append(route))
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Sooner than that.")
    page.keyboard.press("Control+Enter")
    assert page.locator(".conversation__number").inner_text() == here
    wait_until(page, on_its_way)
    on_its_way[0].continue_()
    page.wait_for_function(ANOTHER, arg=[here])
    assert page.locator(".conversation__number").inner_text() == there
    page.locator(".message--ours .message__text").get_by_text("Sooner than that.", exact=True).wait_for()
    assert not page.locator("details.menu[open]").count()


def test_news_of_a_ticket_that_was_left_do_not_come_into_the_next_one(agent, house):
    house.seed("tickets", count=2, subject="Left {n}")
    page = agent()
    page.goto("/inbox/search/?q=subject:left")
    page.locator(".ticket-row").nth(1).wait_for()
    page.keyboard.press("j")
    page.wait_for_function(ANOTHER, arg=[])
    left = page.locator(".conversation__number").inner_text()
    on_its_way = []
    page.route(f"**/tickets/{left[1:]}/panel/?*", lambda route: on_its_way.append(route))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('tugi:resync'))")
    wait_until(page, on_its_way)
    page.keyboard.press("j")
    page.wait_for_function(ANOTHER, arg=[left])
    opened = page.locator(".conversation__number").inner_text()
    with page.expect_response(f"**/tickets/{left[1:]}/panel/?*") as answer:
        on_its_way[0].continue_()
    answer.value.finished()
    page.wait_for_timeout(200)
    assert page.locator(".conversation__number").inner_text() == opened
    assert page.locator(f"#side-panel [action='/tickets/{left[1:]}/status/']").count() == 0


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_typed_while_a_reply_is_being_sent_is_no_part_of_it_and_stays(agent, house, fails):
    (number,) = house.seed("tickets", count=1, subject="Sent {n}")["numbers"]
    page = agent()
    page.goto(f"/tickets/{number}/")
    on_its_way = []
    page.route(f"**/tickets/{number}/replies/", lambda route: on_its_way.append(route))
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("On its way.")
    page.keyboard.press("Control+Enter")
    wait_until(page, on_its_way)
    page.keyboard.type("just one more thing")
    if fails:
        on_its_way[0].abort()
        whole = "On its way.just one more thing"
    else:
        on_its_way[0].continue_()
        page.locator(".message--ours .message__text").get_by_text("On its way.", exact=True).wait_for()
        whole = "just one more thing"
    page.wait_for_function(
        "(words) => document.querySelector('.composer__pane:not([hidden]) .ProseMirror')?.innerText.trim() === words",
        arg=whole,
    )


def test_the_composer_stays_while_the_ticket_is_drawn_anew_around_it(agent, house):
    (number,) = house.seed("tickets", count=1, subject="Urgent {n}")["numbers"]
    page = agent()
    page.goto(f"/tickets/{number}/")
    on_its_way = []
    page.route(f"**/tickets/{number}/priority/", lambda route: on_its_way.append(route))
    page.keyboard.press("p")
    page.keyboard.type("urgent")
    page.keyboard.press("Enter")
    text = page.locator(".composer__text--rich:visible")
    text.click()
    page.keyboard.type("Half a word")
    wait_until(page, on_its_way)
    on_its_way[0].continue_()
    panel_says(page, "Urgent")
    page.keyboard.type(" and the rest.")
    assert text.inner_text().strip() == "Half a word and the rest."
    page.keyboard.press("Control+Enter")
    page.locator(".message--ours", has_text="Half a word and the rest.").wait_for()
    page.wait_for_function(EMPTY)  # what was sent stands in it no more


def test_a_thousand_are_solved_at_once_and_it_is_undone(agent, house):
    house.seed("tickets", count=MANY, subject="Recall {n}", person="fleet@example.com")  # who gets one confirmation
    page = agent("alice")
    page.goto("/inbox/search/?q=subject:recall")
    page.locator(".ticket-row").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".bulk-bar__all").click()
    page.get_by_role("status").filter(has_text=re.compile(r"All 1,?000")).wait_for()
    page.locator(".bulk-bar summary", has_text="Status").click()
    page.locator(".bulk-bar").get_by_role("button", name="Solved").click()
    line = page.locator(".job-line")
    line.locator("progress[max='1000']").wait_for()
    undo = page.get_by_role("button", name="Undo")
    undo.wait_for(timeout=LONG)
    undo.hover()  # what is pointed at stays
    assert house.seed("statuses")["Recall"] == {"solved": MANY}
    undo.click()
    page.locator(".job-line").wait_for(state="attached")
    page.locator(".job-line").wait_for(state="detached", timeout=LONG)
    assert house.seed("statuses")["Recall"] == {"open": MANY}  # they were new, which never comes back


def test_a_row_that_is_pointed_at_is_solved_and_opened_again(agent, house):
    (number,) = house.seed("tickets", count=1, subject="Squeaking bell {n}")["numbers"]
    page = agent()
    page.goto("/inbox/search/?q=subject:squeaking is:open")
    row = page.locator(f"#ticket-{number}")
    row.hover()
    row.locator("[data-does='solve']").click()
    row.wait_for(state="detached")
    assert "/inbox/search/" in page.url  # the ticket was not opened for it
    page.get_by_role("button", name="Undo").click()
    row.wait_for()


def test_three_are_merged_answered_and_taken_apart(agent, house, sink):
    numbers = house.seed("tickets", count=3, subject="Parcel {n}", person="tiina@example.com")["numbers"]
    page = agent()
    page.goto("/inbox/search/?q=subject:parcel")
    for number in numbers:
        page.locator(f"input[name=ticket][value='{number}']").check()
    page.locator(".bulk-bar__count", has_text="3 selected").wait_for()
    page.keyboard.press("Shift+M")
    page.wait_for_url("**/tickets/merge/**")
    page.get_by_text(
        re.compile("^[34] messages stand in one thread")
    ).wait_for()  # with a confirmation, once that is sent
    page.get_by_role("button", name="Merge 3 tickets").click()
    page.wait_for_url(f"**/tickets/{numbers[0]}/")
    for n in (1, 2, 3):
        page.locator(".message--incoming", has_text=f"What about parcel {n}?").wait_for()
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type("All three parcels leave today.")
    page.keyboard.press("Control+Enter")
    page.locator(".message--ours", has_text="All three parcels").wait_for()

    page.get_by_role("link", name="Undo").or_(page.get_by_role("link", name="Take apart")).first.click()
    page.wait_for_url("**/merges/**")
    page.get_by_role("button", name="Take apart").first.click()
    page.wait_for_url(f"**/tickets/{numbers[0]}/")
    for at, number in enumerate(numbers, start=1):
        page.goto(f"/tickets/{number}/")
        page.locator(".message--incoming", has_text=f"What about parcel {at}?").wait_for()
        assert page.locator(".message--incoming").count() == 1
        answer = page.locator(".message--ours", has_text="All three parcels")  # a confirmation is ours, too
        assert answer.count() == (1 if at == 1 else 0)
