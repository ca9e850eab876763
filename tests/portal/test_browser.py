"""The portal in Chromium: loops a customer walks, accessibility, narrow windows, no complaint of the policy."""

import pytest
from django.utils import timezone

from contacts.identities import contact_for
from portal.models import PortalSession, SignInLink
from portal.session import COOKIE, LASTS
from portal.tokens import hashed, new_token
from tests.fixtures.cast import make_member, make_ticket, make_workspace
from tests.rig.looking import assert_fits, complaints_of_axe
from tickets.models import Message, Ticket
from tickets.operations import conversation, triage
from workspaces.models import Workspace
from workspaces.tenancy import tenant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class House:
    """A workspace with Rosa's tickets, served to browsers."""

    def __init__(self, server, new_page):
        self.new_page = new_page
        self.workspace = make_workspace("acme")
        Workspace.objects.filter(pk=self.workspace.pk).update(portal_colour="#00544b", portal_name="Acme")
        self.base = server.url.replace("localhost", "acme.localhost").replace("127.0.0.1", "acme.localhost")
        with tenant(self.workspace):
            self.rosa = contact_for(self.workspace.pk, "email", "rosa@example.com", name="Rosa Mets")
            self.bob = make_member(self.workspace, "Bob Birch")
            self.ticket = make_ticket(self.workspace, self.rosa)
            conversation.reply(
                self.ticket, by=self.bob, body="<p>Use the <a href='https://a.example/'>extinguisher</a>.</p>"
            )
            Message.objects.update(delivery="sent")
            self.solved = make_ticket(self.workspace, self.rosa, subject="Lamp")
            triage.set_category(self.solved, "solved", by=self.bob)
            self.closed = make_ticket(self.workspace, self.rosa, subject="Key")
            triage.set_category(self.closed, "closed", by=self.bob)

    def token(self, model, **fields):
        """A fresh token whose hash stands in a row of ``model``."""
        token, now = new_token(), timezone.now()
        with tenant(self.workspace):
            model.objects.create(
                workspace=self.workspace,
                address="rosa@example.com",
                token_hash=hashed(token),
                expires_at=now + LASTS,
                created_at=now,
                **fields,
            )
        return token

    def page(self, *, signed_in=False, **options):
        """A page of a fresh browser; Rosa's if ``signed_in``."""
        page = self.new_page(self.base, **options)
        if signed_in:
            page.context.add_cookies([{"name": COOKIE, "value": self.token(PortalSession), "url": self.base}])
        return page


@pytest.fixture
def house(live_server, new_page):
    return House(live_server, new_page)


def test_a_message_by_the_form_gets_a_number(house):
    page = house.page()
    page.goto(house.base)
    page.get_by_role("link", name="Write a message").first.click()
    page.get_by_label("Your name").fill("Nora Vik")
    page.get_by_label("Your e-mail address").fill("nora@example.com")
    page.get_by_label("What is it about?").fill("Lamp")
    page.get_by_label("Your message").fill("It is dark.")
    chooser = page.locator("chosen-files input")
    chooser.set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"one"}])
    chooser.set_input_files([{"name": "b.txt", "mimeType": "text/plain", "buffer": b"two"}])
    page.get_by_role("button", name="Take a.txt away").click()
    page.get_by_role("button", name="Send message").dblclick()
    page.get_by_text("Its number is 4.").wait_for()
    assert "?k=" not in page.content()
    with tenant(house.workspace):
        assert Ticket.objects.count() == 4  # two presses, one message
        assert [file.name for file in Ticket.objects.get(number=4).messages.get().attachments.all()] == ["b.txt"]


def test_sign_in_read_answer_and_solve_without_scripts(house):
    token = house.token(SignInLink)
    page = house.page(java_script_enabled=False, width=360, height=740)
    page.goto(f"{house.base}/help/sign-in/{token}/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Printer on fire").click()
    page.get_by_label("Your answer").fill("Still burning")
    page.locator("input[type=file]").set_input_files([{"name": "fire.txt", "mimeType": "text/plain", "buffer": b"hot"}])
    page.get_by_role("button", name="Send answer").click()
    page.get_by_text("Still burning").wait_for()
    page.get_by_role("link", name="fire.txt").wait_for()
    page.get_by_role("button", name="It’s solved").click()
    page.get_by_text("This is solved.").wait_for()
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Eesti").click()
    assert page.locator("html").get_attribute("lang") == "et"
    with tenant(house.workspace):
        house.ticket.refresh_from_db()
        assert house.ticket.category == "solved"


def test_every_page_by_keyboard_reaches_its_button(house):
    page = house.page()
    page.goto(f"{house.base}/help/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("rosa@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look into your mail").wait_for()


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_axe_finds_nothing_and_nothing_runs_over(house, scheme, width):
    ticket = f"/help/tickets/{house.ticket.public_id}/"
    signed_in = ["/help/tickets/", "/help/tickets/?state=solved", ticket, f"/help/tickets/{house.solved.public_id}/",
                 f"/help/tickets/{house.closed.public_id}/", f"/help/new/?about={house.closed.public_id}"]  # fmt: skip
    anyone = ["/", "/help/new/", "/help/sign-in/", f"/help/sign-in/{house.token(SignInLink)}/", "/help/sign-in/x/"]
    for paths, known in ((anyone, False), (signed_in, True)):
        page = house.page(signed_in=known, color_scheme=scheme, width=width, height=800)
        for path in paths:
            page.goto(house.base + path)
            assert complaints_of_axe(page) == [], path
            assert_fits(page)
        page.set_viewport_size({"width": 320, "height": 640})
        for path in paths:
            page.goto(house.base + path)
            assert_fits(page)


def test_axe_finds_nothing_where_something_is_wrong(house):
    page = house.page(width=360, height=800)
    page.goto(f"{house.base}/help/new/")
    page.evaluate("document.querySelector('.portal-form').noValidate = true")
    page.get_by_role("button", name="Send message").click()
    page.get_by_text("Write your message.").wait_for()
    assert complaints_of_axe(page) == []
    assert_fits(page)
