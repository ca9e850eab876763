"""The main job, with real processes and a real browser: a mail becomes a ticket, the answer leaves, the next mail comes back."""

import email
import smtplib
import time
from email import policy
from email.message import EmailMessage

import pytest

from tests.fixtures.dovecot import dovecot_server  # noqa: F401 - a fixture
from tests.rig.house import RunningHouse

pytestmark = pytest.mark.browser
SOON = 5_000  # milliseconds until a mail stands in the open inbox


@pytest.fixture(scope="module")
def house(tmp_path_factory, copies, sink):
    with RunningHouse(tmp_path_factory.mktemp("house"), smtp_url=sink.url, copies=copies) as running:
        running.seed("workspace")
        yield running


def mail(subject, text, *, to, message_id, sender="Rosa Mets <rosa@example.com>", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def by_smtp(house, message):
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=10) as smtp:
        smtp.send_message(message)


def wait_until_watched(house, *, seconds=30):
    """New mailboxes are found by the mail listener within ten seconds."""
    deadline = time.monotonic() + seconds
    while not house.seed("watched")["watched"]:
        assert time.monotonic() < deadline, "nobody watches the mailbox"
        time.sleep(0.5)


def left(sink, to, words="", *, seconds=15):
    """The newest mail to ``to`` in the sink whose text holds ``words``, read; waits for it."""
    deadline = time.monotonic() + seconds
    while True:
        for envelope in reversed(sink.mails):
            message = email.message_from_bytes(bytes(envelope.content), policy=policy.default)
            if to in envelope.rcpt_tos and words in message.get_body(("plain",)).get_content():
                return message
        assert time.monotonic() < deadline, f"nothing with “{words}” left for {to} among {len(sink.mails)} mails"
        time.sleep(0.1)


@pytest.fixture
def agent(new_page, house):
    """Bob's browser, in the unassigned tickets."""
    page = new_page(house.url)
    house.sign_in(page, "bob")
    page.goto("/inbox/all-open/")
    page.wait_for_selector("live-socket[data-state=open]", state="attached")
    return page


def write_reply(page, words):
    page.locator(".composer__text--rich:visible").click()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    page.locator(".message--ours", has_text=words).wait_for()


def loop_from(page, sink, subject, *, opening, bring_back, address="rosa@example.com"):
    """The loop that is the same for each way in: see it, answer it, solve it, get the next mail."""
    row = page.locator(".ticket-row", has_text=subject)
    row.wait_for(timeout=SOON)
    row.click()
    page.get_by_text(opening).first.wait_for()

    words = f"About “{subject}”: hold the power button for 12 seconds."
    write_reply(page, words)
    answer = left(sink, address, words)
    assert subject in answer["Subject"]

    page.keyboard.press("Escape")
    page.locator(".conversation__bar button[title^='Solve']").click()
    page.locator(".side-panel .property", has_text="Status").get_by_text("Solved").first.wait_for()
    number = page.locator(".conversation__number").inner_text()

    bring_back(answer)
    came_back = page.locator(".message--incoming", has_text="It still says 2 %.")
    came_back.wait_for(timeout=SOON)
    page.locator(".side-panel .property", has_text="Status").get_by_text("Open").first.wait_for(timeout=SOON)
    came_back.get_by_label("About this message").click()
    assert page.locator(".conversation__number").inner_text() == number
    page.locator(".conversation__bar button[title^='Solve']").wait_for(timeout=SOON)  # the bar heard of it, too
    return answer, came_back


def test_a_mail_by_smtp_goes_round(agent, house, sink):
    first = mail("Battery shows 2 %", "After a full charge.", to="help@acme.example", message_id="smtp-1@example.com")
    by_smtp(house, first)

    def bring_back(answer):
        text = "It still says 2 %.\n\nOn Tue, Bob wrote:\n> Hold the power button for 12 seconds."
        again = mail(f"Re: {answer['Subject']}", text, to=str(answer["Reply-To"]), message_id="smtp-2@example.com")
        by_smtp(house, again)

    answer, came_back = loop_from(
        agent, sink, "Battery shows 2 %", opening="After a full charge.", bring_back=bring_back
    )
    assert answer["Subject"] == "Re: Battery shows 2 % [#1]"
    assert answer["In-Reply-To"] == "<smtp-1@example.com>"
    assert "<smtp-1@example.com>" in answer["References"]
    assert answer["From"].addresses[0].addr_spec == "help@acme.example"
    assert "help+" in answer["Reply-To"]
    came_back.get_by_text("sent to this ticket’s own reply address").wait_for()
    write_reply(agent, "Then we send you a new one.")  # what was seen before the first letter is not asked about
    assert came_back.get_by_text("Quoted text").is_visible()


@pytest.mark.imap
def test_a_mail_in_a_mailbox_goes_round(dovecot_server, agent, house, sink):  # noqa: F811
    mailbox = dovecot_server
    mailbox.empty()
    house.seed("mailbox", settings=mailbox.settings, secrets=mailbox.secrets)
    wait_until_watched(house)
    first = mail("Chain fell off", "Twice today.", to="mailbox@acme.example", message_id="imap-1@example.com")
    mailbox.put(bytes(first))

    def bring_back(answer):
        again = mail(
            "Re: Chain", "It still says 2 %.", to="mailbox@acme.example", message_id="imap-2@example.com",
            In_Reply_To=answer["Message-ID"], References=answer["Message-ID"],
        )  # fmt: skip
        mailbox.put(bytes(again))

    answer, came_back = loop_from(agent, sink, "Chain fell off", opening="Twice today.", bring_back=bring_back)
    assert answer["From"].addresses[0].addr_spec == "mailbox@acme.example"
    assert answer["In-Reply-To"] == "<imap-1@example.com>"
    assert answer["Reply-To"] is None  # plus-addresses of this mailbox are not proven
    came_back.get_by_text("answers a message that we sent").wait_for()


def test_the_contact_form_goes_round(agent, house, sink, new_page):
    customer = new_page(house.url)
    customer.goto("/help/new/")
    customer.get_by_label("Your name").fill("Sigrid Bakke")
    customer.get_by_label("Your e-mail address").fill("sigrid@fjellheim.example")
    customer.get_by_label("What is it about?").fill("Key lost")
    customer.get_by_label("Your message").fill("The key of my Saar 3 fell into the river.")
    customer.get_by_role("button", name="Send message").click()
    customer.wait_for_url("**/help/sent/**")
    number = agent.locator(".ticket-row", has_text="Key lost")
    number.wait_for(timeout=SOON)
    assert number.get_attribute("id").removeprefix("ticket-") in customer.locator("main").inner_text()

    confirmation = left(sink, "sigrid@fjellheim.example")
    assert "river" not in confirmation.as_string() and "Key lost" not in confirmation.as_string()

    def bring_back(answer):
        again = mail(
            f"Re: {answer['Subject']}",
            "It still says 2 %.",
            to=str(answer["Reply-To"]),
            message_id="form-2@example.com",
        )
        by_smtp(house, again)

    loop_from(
        agent,
        sink,
        "Key lost",
        opening="fell into the river",
        bring_back=bring_back,
        address="sigrid@fjellheim.example",
    )
