"""Two browsers at one ticket: no letter is lost, nobody answers twice unawares, and what is undone does not leave."""

import re

import pytest
from playwright.sync_api import Error

from tests.fixtures.browser import FLAGS, chromium
from tests.rig.house import RunningHouse
from tests.rig.visitors import Visitors

pytestmark = pytest.mark.browser
WORDS = "Dear Rosa, a drop of alcohol on a clean cloth takes the squeak away."


@pytest.fixture(scope="module")
def house(tmp_path_factory, copies, sink):
    with RunningHouse(tmp_path_factory.mktemp("house"), smtp_url=sink.url, copies=copies) as running:
        running.seed("workspace", undo_seconds=6)
        yield running


@pytest.fixture(scope="module")
def visitors(browser, house):
    """Alice and Bob."""
    return Visitors(browser, house)


@pytest.fixture
def ticket(new_page, house, visitors):
    """The path of a new ticket of Rosa's."""
    return make_ticket(new_page, house, visitors)


def make_ticket(new_page, house, visitors):
    page = new_page(house.url, storage_state=visitors.cookies("alice"))
    page.goto("/tickets/new/")
    for field, words in {
        "name": "Rosa Mets",
        "email": "rosa@example.com",
        "subject": "Squeaking brake",
        "body": "When it rains.",
    }.items():
        page.locator(f"[name={field}]").fill(words)
    page.locator("[name=mine]").set_checked(False)
    page.get_by_role("button", name="Open ticket").click()
    page.wait_for_url(re.compile(r"/tickets/\d+/"))
    path = re.search(r"/tickets/\d+/", page.url).group()
    page.context.close()
    return path


@pytest.fixture
def device(new_page, house, visitors, ticket):
    """``device(who)``: another browser of theirs, on the ticket."""

    def opened(who="bob", state=None):
        page = new_page(house.url, storage_state=state or visitors.cookies(who))
        page.goto(ticket)
        on_it(page)
        return page

    return opened


def on_it(page):
    page.locator(".composer__text--rich:visible").wait_for()
    page.wait_for_selector("live-socket[data-state=open]", state="attached")


def text(page):
    return page.locator(".composer__text--rich:visible")


def type_on(page, words):
    text(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words, delay=20)


def type_and_save(page, words):
    """Type at once, and wait until the server has it all."""
    with page.expect_response(lambda one: one.url.endswith("/drafts/") and words in one.request.post_data and one.ok):
        type_on(page, words)


def saved(page):
    page.locator(".composer__state", has_text="Draft saved").wait_for()


def holds(page, words):
    """Wait until the composer's text is ``words``."""
    page.wait_for_function(
        "(words) => document.querySelector('.composer__pane:not([hidden]) .composer__text--rich').innerText.trim() === words",
        arg=words,
    )


def test_a_killed_browser_loses_nothing_that_was_typed_a_second_before(browser, house, visitors, ticket, device):
    doomed = browser.browser_type.launch(executable_path=chromium(), args=FLAGS)
    page = doomed.new_context(base_url=house.url, storage_state=visitors.cookies("bob")).new_page()
    page.goto(ticket)
    on_it(page)
    type_and_save(page, WORDS)
    with pytest.raises(Error):
        doomed.new_browser_cdp_session().send("Browser.crash")
        page.title()
    assert not doomed.is_connected()

    assert text(device()).inner_text() == WORDS


def test_text_is_saved_while_somebody_types_on(device):
    page = device()
    saves = []
    page.on("request", lambda request: saves.append(request) if request.url.endswith("/drafts/") else None)
    text(page).click()
    for _ in range(100):  # never a pause as long as the one between two saves
        page.keyboard.type("abcde", delay=50)
        if len(saves) >= 3:
            return
    pytest.fail(f"{len(saves)} saves")


def test_the_second_device_is_told_and_neither_text_is_lost(device):
    first, second = device(), device()
    type_and_save(first, "Written at the desk")
    type_on(second, "Written on the train")
    line = second.locator(".composer__twice:visible")
    line.get_by_text("You also wrote in another window at").wait_for()
    second.keyboard.press("Control+Enter")  # it is not said yet which of them
    line.get_by_text("Not sent:").wait_for()
    line.get_by_role("button", name="Show it").click()
    line.get_by_text("The other text is kept").wait_for()
    holds(second, "Written at the desk")
    line.get_by_role("button", name="Show it").click()
    holds(second, "Written on the train")
    saved(second)
    assert second.locator(".message--ours").count() == 0

    third = device()
    holds(third, "Written on the train")
    third.locator(".composer__twice:visible").get_by_text("The other text is kept").wait_for()
    type_on(first, ", in the morning")  # the first one knows less by now, too
    line = first.locator(".composer__twice:visible")
    line.get_by_text("You also wrote in another window at").wait_for()
    line.get_by_role("button", name="Keep this one").click()
    saved(first)
    holds(first, "Written at the desk, in the morning")
    holds(device(), "Written at the desk, in the morning")


def test_what_is_not_sent_yet_stays_said(device):
    """Letters that were typed while the answer was on its way ask for no save of their own any more."""
    first, second = device(), device()
    type_and_save(first, "Written at the desk")
    held, saves = [], []
    second.on("request", lambda one: saves.append(one) if one.url.endswith("/drafts/") else None)
    second.route("**/drafts/", lambda route: route.continue_() if held else held.append(route))
    with second.expect_request("**/drafts/"):
        type_on(second, "Written")
    type_on(second, " on the train")
    held[0].continue_()
    line = second.locator(".composer__twice:visible")
    line.get_by_text("You also wrote in another window at").wait_for()
    second.keyboard.press("Control+Enter")
    line.get_by_text("Not sent:").wait_for()
    second.wait_for_timeout(1000)  # twice the pause before a save
    assert line.get_by_text("Not sent:").is_visible()
    assert len(saves) == 1


def test_what_the_server_never_got_is_offered_back(device):
    page = device()
    page.context.set_offline(True)
    type_on(page, "On the ferry, without a net")
    page.locator(".composer__state", has_text="Not connected").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".toast--error", has_text="Not connected").wait_for()
    page.wait_for_function("() => Object.values(localStorage).some((one) => one.includes('without a net'))")
    kept = page.context.storage_state()
    page.context.close()

    again = device(state=kept)
    holds(again, "")
    line = again.locator(".composer__twice:visible")
    line.get_by_text("that did not reach us").wait_for()
    line.get_by_role("button", name="Put it back").click()
    saved(again)
    holds(again, "On the ferry, without a net")
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tugi:draft'))") == []
    holds(device(), "On the ferry, without a net")


def test_the_second_sender_is_warned_of_a_colleagues_reply(device, sink):
    alice, bob = device("alice"), device("bob")
    type_on(alice, "Use alcohol.")
    type_on(bob, "Use soap.")
    alice.keyboard.press("Control+Enter")
    alice.locator(".message--ours", has_text="Use alcohol.").wait_for()
    with bob.expect_response(lambda one: one.status == 409 and "/drafts/" not in one.url):
        bob.keyboard.press("Control+Enter")
    bob.locator("#composer:not(.htmx-request)").wait_for()
    line = bob.locator(".composer__conflict")
    line.get_by_text("Alice replied").wait_for()
    assert bob.locator(".message--ours", has_text="Use soap.").count() == 0
    holds(bob, "Use soap.")
    line.get_by_role("link", name="Show the reply").click()
    line.wait_for(state="detached")
    bob.locator(".message--ours", has_text="Use alcohol.").wait_for()
    holds(bob, "Use soap.")
    text(bob).click()
    bob.keyboard.press("Control+Enter")
    bob.locator(".message--ours", has_text="Use soap.").wait_for()


def test_the_second_sender_may_send_all_the_same(device):
    alice, bob = device("alice"), device("bob")
    type_and_save(bob, "Use soap.")
    type_on(alice, "Use alcohol.")
    alice.keyboard.press("Control+Enter")
    bob.locator(".composer__conflict").wait_for()  # said before it is sent
    bob.reload()
    on_it(bob)
    assert bob.evaluate("document.activeElement.closest('#composer')") is None  # opened to be read: T is a key
    bob.locator(".composer__conflict").get_by_role("button", name="Send mine too").click()
    bob.locator(".message--ours", has_text="Use soap.").wait_for()
    assert bob.locator(".message--ours", has_text="Use alcohol.").count() == 1


ONLINE = "[data-availability][data-state='online']"
MISSED_NEWS = """(online) => new Promise((done) => {
  document.body.dispatchEvent(new CustomEvent("tugi:resync"));
  document.body.append(document.createElement("i"));
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(document.querySelector(online) !== null))));
})"""


def test_two_browsers_show_who_is_here_and_who_is_typing(device):
    alice, bob = device("alice"), device("bob")
    line = bob.locator("#presence")
    line.get_by_title("Alice Ash is looking").wait_for()
    type_on(alice, "Hello")
    line.get_by_text("is typing").wait_for()
    bob.goto("/inbox/all-open/")
    bob.locator(".ticket-row__here[title='Alice Ash is typing']").first.wait_for()
    bob.locator(f".rail {ONLINE}").first.wait_for()
    assert bob.evaluate(MISSED_NEWS, f".rail {ONLINE}")  # news that were missed take nobody away
    assert alice.locator("#presence .avatar").count() == 0  # he is in the list, and she is no news to herself
    alice.context.close()
    bob.locator(".ticket-row__here").wait_for(state="detached")


def test_what_is_undone_in_time_does_not_leave(device, sink):
    page = device()
    type_on(page, "Wrong letter.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Undo send").click()
    page.get_by_text("Not sent.").first.wait_for()
    holds(page, "Wrong letter.")
    text(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Right letter.")
    page.keyboard.press("Control+Enter")
    page.locator(".message--ours", has_text="Right letter.").get_by_text("Sent").wait_for()
    letters = [bytes(one.content).decode("utf-8", "replace") for one in sink.mails]
    assert [("Wrong letter." in one, "Right letter." in one) for one in letters if " letter." in one] == [(False, True)]


def test_a_ticket_that_one_writes_on_stays_in_a_tab_until_it_is_closed(device, ticket, house, new_page, visitors):
    page = device()
    tab = page.locator(".open-ticket", has_text="Squeaking brake")
    type_and_save(page, "Half a letter")
    assert page.locator("open-tickets").is_hidden()  # nothing moves while one writes
    page.goto(ticket)
    tab.locator("[aria-current]").wait_for()
    page.goto("/inbox/my-open/")
    page.goto("/tickets/1/?view=all-open")
    on_it(page)
    page.locator("#thread").focus()
    page.keyboard.press("Shift+J")
    page.wait_for_url(f"**{ticket}")
    holds(page, "Half a letter")
    tab.get_by_role("button").click()
    tab.wait_for(state="detached")


def test_next_and_previous_go_through_the_list_also_where_it_is_not_in_sight(device, ticket, house, new_page, visitors):
    page = device()
    ticket = make_ticket(new_page, house, visitors)
    page.goto(f"{ticket}?view=all-open")
    on_it(page)
    page.set_viewport_size({"width": 700, "height": 800})
    page.locator("#thread").focus()
    page.keyboard.press("k")  # the newest ticket is the last of the list
    page.wait_for_function("(path) => location.pathname !== path", arg=ticket)
    on_it(page)
    page.get_by_role("link", name="Next ticket").first.click()
    page.wait_for_url(f"**{ticket}?view=all-open")
