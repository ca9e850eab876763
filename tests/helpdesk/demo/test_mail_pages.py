"""/demo/mail with a real sink, a reply that really left, and an answer that a real SMTP server takes."""

import asyncio
import importlib
import re
import threading
from email import message_from_bytes, policy

import pytest
from django.urls import clear_url_caches

import helpdesk.urls
from channels_inbox import connection_tests, system_mail
from channels_inbox.models import Channel, SystemMail
from channels_inbox.system_mail import send_system_mail
from contacts.identities import contact_for
from helpdesk.demo import letters
from helpdesk.demo.sink import Sink
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tests.fixtures.smtp_servers import Provider
from tickets.content import NewFile
from tickets.operations import conversation, delivery
from workspaces import invitations, mail


def reload_urls():
    importlib.reload(helpdesk.urls)
    clear_url_caches()


@pytest.fixture
def demo(settings, tmp_path):
    """Tugi with its demo pages on; its data lies in a folder of the test's own."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    reload_urls()
    yield
    settings.DEMO = False
    reload_urls()


class RunningSink:
    """The sink in a thread of its own."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._sink = Sink(port=0)
        asyncio.run_coroutine_threadsafe(self._sink.start(), self._loop).result(10)
        self.port = self._sink.port

    def stop(self):
        self._loop.call_soon_threadsafe(self._sink.stop)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture
def sink(demo, settings):
    running = RunningSink()
    settings.SMTP_URL = f"smtp://127.0.0.1:{running.port}"
    yield running
    running.stop()


@pytest.fixture
def listener(settings):
    """Whoever takes the customers' mails."""
    server = Provider()
    server.start()
    settings.SMTP_LISTEN_HOST, settings.SMTP_LISTEN_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def reply(sink, workspace, rosa, bob):
    """Bob's answer to Rosa, with Dora in copy, as it left."""
    contact_for(workspace.pk, "email", "dora@example.com", name="Dora Dale")
    ticket = make_ticket(workspace, rosa)
    message = conversation.reply(
        ticket,
        by=bob,
        body="<p>Pull the <strong>plug</strong>.</p>",
        cc=["dora@example.com"],
        attachments=[NewFile("plan b.txt", b"Run.", "text/plain")],
    )
    with outside():
        assert delivery.deliver(workspace.pk, message.pk) == "sent"
    return message


def test_there_is_no_such_page_without_the_demo(client, workspace, settings):
    assert settings.DEMO is False
    for path in ("/demo/mail/", "/demo/mail/list/"):
        assert client.get(path).status_code == 404


def test_the_list_shows_who_got_what(client, reply):
    page = client.get("/demo/mail/").content.decode()

    assert "What the customer sees" in page and "customer’s side" in page
    assert "Rosa Mets, Dora Dale" in page
    assert "Printer on fire" in page


def test_mails_to_the_team_stand_apart(client, reply, workspace, alice, bob, settings):
    """An invitation, a member's reset and a channel's test went to nobody outside; what customers got comes first."""
    settings.EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"
    channel = Channel.objects.get(workspace=workspace, kind="email")
    invitations.invite(workspace, by=alice, email="new@acme.example", role="agent")
    mail.send(workspace, bob.user.email, "account/email/sign_in", {"link": "https://acme.example/x"})
    send_system_mail(workspace, "rosa@example.com", "Sign in to Acme", "A link.")
    for row in SystemMail.objects.all():
        with outside():
            assert system_mail.deliver(workspace.pk, row.pk) == "sent"
    assert all(ok for _step, ok, _words in connection_tests.check_outgoing(channel))

    page = client.get("/demo/mail/").content.decode()
    assert _subjects(page) == ["Sign in to Acme", "Printer on fire [#1]"]
    team = client.get("/demo/mail/?box=team").content.decode()
    assert _subjects(team) == [
        "Test of the channel Help",
        "Your sign-in link for Acme",
        "Alice Ash invites you to Acme",
    ]
    assert 'To customers <span class="demo-mail__count">2</span>' in team
    invitation = re.findall(r'href="(/demo/mail/[\w-]+/)"', team)[-1]
    opened = client.get(invitation).content.decode()
    assert _subjects(opened) == _subjects(team)  # the box of the open mail
    assert "Customers never see it." in opened and 'name="text"' not in opened
    sign_in = re.findall(r'href="(/demo/mail/[\w-]+/)"', page)[0]  # from the installation's own address
    opened = client.get(sign_in).content.decode()
    assert "Nobody takes answers to it." in opened and 'name="text"' not in opened


def _subjects(page):
    return re.findall(r'class="demo-mail__subject">([^<]+)<', page)


def test_the_form_comes_before_the_list(client, reply):
    page = client.get("/demo/mail/").content.decode()
    assert page.index('class="demo-mail__write"') < page.index('id="mails"')


def test_the_list_is_sent_again_only_when_a_mail_came(client, reply, workspace):
    newest = letters.newest()

    assert client.get("/demo/mail/list/", {"newest": newest}).status_code == 204
    answer = client.get("/demo/mail/list/", {"newest": "", "open": newest})
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.content.decode()


def test_an_open_mail_shows_its_headers_text_and_files(client, reply):
    letter_id = letters.newest()
    page = client.get(f"/demo/mail/{letter_id}/").content.decode()

    assert "Bob, Acme &lt;help@acme.example&gt;" in page
    assert "Rosa Mets &lt;rosa@example.com&gt;" in page and "Dora Dale &lt;dora@example.com&gt;" in page
    assert "help+r" in page  # the signed address that answers go to
    assert "plan b.txt" in page
    file = client.get(f"/demo/mail/{letter_id}/files/0/")
    assert (file.content, file["Content-Type"]) == (b"Run.", "application/octet-stream")
    assert "attachment" in file["Content-Disposition"]
    assert client.get(f"/demo/mail/{letter_id}/files/1/").status_code == 404


def test_the_html_part_stands_in_a_frame_without_scripts(client, reply):
    letter_id = letters.newest()
    page = client.get(f"/demo/mail/{letter_id}/").content.decode()
    body = client.get(f"/demo/mail/{letter_id}/body/")

    frame = page.partition("<iframe")[2].partition(">")[0]
    assert "sandbox=" in frame and "allow-scripts" not in frame
    assert "Pull the <strong>plug</strong>" in body.content.decode()
    assert "script-src 'none'" in body["Content-Security-Policy"]


def test_an_answer_leaves_as_the_customers_own_mail(client, reply, listener):
    letter_id = letters.newest()
    sent = client.post(f"/demo/mail/{letter_id}/answers/", {"sender": "rosa@example.com", "text": "It is out.\nThanks"})

    assert (sent.status_code, sent["Location"]) == (302, f"/demo/mail/{letter_id}/?sent=1")
    (envelope,) = listener.mails
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.mail_from == "rosa@example.com"
    assert envelope.rcpt_tos == [letters.find(letter_id).answers_to.address]
    assert envelope.rcpt_tos[0].startswith("help+r")
    assert mail["From"] == "Rosa Mets <rosa@example.com>"
    assert mail["Subject"].startswith("Re: ") and mail["Subject"].count("Re:") == 1
    assert mail["In-Reply-To"] == f"<{reply.message_id}>"
    assert mail["References"].split()[-1] == f"<{reply.message_id}>"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith("It is out.\nThanks\n\nOn ") and "> Pull the plug." in text
    assert "Sent to the helpdesk" in client.get(sent["Location"]).content.decode()


def test_only_those_who_got_the_mail_may_answer_it(client, reply, listener):
    path = f"/demo/mail/{letters.newest()}/answers/"

    assert client.post(path, {"sender": "dora@example.com", "text": "Me too"}).status_code == 302
    assert client.post(path, {"sender": "mallory@example.com", "text": "Me too"}).status_code == 422
    assert [envelope.mail_from for envelope in listener.mails] == ["dora@example.com"]


def test_a_customer_can_begin(client, demo, workspace, rosa, email_channel, listener):
    fields = {
        "sender": "rosa@example.com",
        "to": "help@acme.example",
        "subject": "My\r\nBcc: x@example.com",
        "text": "Tere",
    }
    sent = client.post("/demo/mail/", fields)

    assert (sent.status_code, sent["Location"]) == (302, "/demo/mail/?sent=1")
    (envelope,) = listener.mails
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("rosa@example.com", ["help@acme.example"])
    assert mail["Bcc"] is None and "In-Reply-To" not in mail
    assert mail["Message-ID"].endswith("@example.com>")


def test_a_listener_that_is_down_costs_no_text(client, reply, listener):
    listener.stop()
    answer = client.post(
        f"/demo/mail/{letters.newest()}/answers/", {"sender": "rosa@example.com", "text": "It is out."}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "did not take it" in page and "It is out." in page
    listener.start()


@pytest.mark.parametrize("letter_id", ["nothing", "20260101-000000-000000-aaaa"])
def test_a_mail_that_is_not_there(client, demo, workspace, letter_id):
    for path in ("", "body/", "files/0/"):
        assert client.get(f"/demo/mail/{letter_id}/{path}").status_code == 404
    assert client.post(f"/demo/mail/{letter_id}/answers/", {"text": "?"}).status_code == 404
