"""Two members talk: what one writes stands on the other's page at once, and what admins announce on everybody's."""

import pytest

from tests.rig.house import RunningHouse
from tests.rig.looking import assert_fits, complaints_of_axe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory, copies):
    with RunningHouse(tmp_path_factory.mktemp("house"), smtp_url="smtp://127.0.0.1:1", copies=copies) as running:
        running.seed("workspace")
        yield running


@pytest.fixture
def member(new_page, house):
    """``member("alice")``: her page, signed in."""

    def opened(name, **options):
        page = new_page(house.url, **options)
        house.sign_in(page, name)
        return page

    return opened


def go_live(page):
    page.wait_for_selector("live-socket[data-state=open]", state="attached")


def say(page, words):
    page.locator(".talk__composer textarea").fill(words)
    page.keyboard.press("Enter")


def test_two_members_talk(member):
    alice, bob = member("alice"), member("bob")
    go_live(alice)
    alice.keyboard.press("g")
    alice.keyboard.press("t")
    alice.wait_for_url("**/talk/")
    alice.get_by_role("link", name="Support", exact=True).last.click()
    go_live(alice)
    go_live(bob)

    say(alice, "Coffee is on")
    alice.locator(".talk-message", has_text="Coffee is on").wait_for()
    bob.locator("talk-count", has_text="1").wait_for()  # in the rail of his inbox
    bob.goto(alice.url)
    bob.locator(".talk__unread").wait_for()
    go_live(bob)

    # A name is offered after "@"; Enter puts it in, and the next one sends. Shift+Enter only breaks the line.
    bob.locator(".talk__composer textarea").click()
    bob.keyboard.type("Thanks @al")
    bob.get_by_role("option", name="Alice").wait_for()
    bob.keyboard.press("Enter")
    bob.keyboard.press("Shift+Enter")
    bob.keyboard.type("two minutes")
    bob.keyboard.press("Enter")
    came = alice.locator(".talk-message", has_text="two minutes")
    came.locator(".talk__mention--me", has_text="@Alice").wait_for()
    assert came.locator("br").count() == 1

    # Bob says it otherwise, then takes it back: Alice's page follows.
    own = bob.locator(".talk-message", has_text="two minutes")
    own.hover()
    own.get_by_label("Change this message").click()
    own.get_by_role("link", name="Edit").click()
    bob.locator(".talk-message--editing textarea").fill("Five minutes")
    bob.get_by_role("button", name="Save message").click()
    changed = alice.locator(".talk-message", has_text="Five minutes")
    changed.get_by_text("edited").wait_for()
    own = bob.locator(".talk-message", has_text="Five minutes")
    own.hover()
    own.get_by_label("Change this message").click()
    own.get_by_role("button", name="Delete").click()
    alice.get_by_text("Deleted by its author").wait_for()
    assert alice.get_by_text("Five minutes").count() == 0


def test_what_is_not_sent_stays_in_the_browser(member, house):
    page = member("bob")
    page.goto("/talk/")
    page.get_by_role("link", name="Support", exact=True).last.click()
    text = page.locator(".talk__composer textarea")
    text.fill("Half a thought")
    page.reload()
    assert text.input_value() == "Half a thought"
    page.context.set_offline(True)
    text.press("Enter")
    page.get_by_text("Not sent: there is no connection. Your text stays here.").wait_for()
    assert text.input_value() == "Half a thought"
    page.context.set_offline(False)
    text.press("Enter")
    page.locator(".talk-message", has_text="Half a thought").wait_for()
    page.reload()
    assert text.input_value() == ""


def test_an_announcement_stands_on_every_page_until_it_is_confirmed(member):
    alice, bob = member("alice"), member("bob", width=360, height=740)
    go_live(bob)
    alice.goto("/talk/announcements/new/")
    alice.get_by_label("Title").fill("Fire drill")
    alice.get_by_label("Text").fill("At ten, by the back door.")
    alice.get_by_role("button", name="Announce it").click()
    alice.get_by_text("Bob").first.wait_for()
    go_live(alice)

    line = bob.locator(".announcement-line", has_text="Fire drill")
    line.wait_for()
    assert complaints_of_axe(bob, within=".announcement-line") == []
    assert_fits(bob)
    line.get_by_role("button", name="I have read it").click()
    line.wait_for(state="detached")
    alice.get_by_role("heading", name="1 has read it").wait_for()
    bob.reload()
    go_live(bob)
    assert line.count() == 0
