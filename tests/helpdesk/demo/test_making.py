"""The whole demo workspace, made once for the tests of DemoWorkspace: a class, since only that shares rows in Django."""

import json
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from channels_inbox import outbox
from channels_inbox.models import Channel, InboundMessage, SystemMail
from contacts.models import Contact, Organization
from helpdesk.demo import making
from helpdesk.demo.cast import PASSWORD
from helpdesk.run.summary import summary
from tests.fixtures.cast import make_workspace
from tests.fixtures.database import outside
from tickets.counts import counts_for
from tickets.models import Attachment, Draft, Message, Ticket, TicketEvent, TicketNumber
from tickets.operations import conversation, solving
from workspaces.models import Member, Team, User, Workspace, WorkspaceDomain
from workspaces.tenancy import tenant


class DemoWorkspace(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.media = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.media)
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        with cls.captureOnCommitCallbacks() as cls.after_commit:
            cls.was_made = making.make(now=cls.now)
        cls.workspace = Workspace.objects.get(slug="pohjatuul")

    def setUp(self):
        self.enterContext(tenant(self.workspace))
        self.tickets = Ticket.objects.filter(workspace=self.workspace)

    def member(self, name):
        return Member.objects.get(workspace=self.workspace, user__name=name)

    def signed_in(self, email):
        """A browser of a member who typed the password that is shown."""
        client = Client(headers={"host": "pohjatuul.localhost"})
        with outside():
            answer = client.post("/sign-in/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        return client

    def test_it_counts_as_the_pictures_do(self):
        counts = counts_for(self.member("Kadri Tamm"))

        assert self.was_made
        assert (counts.open, counts.waiting, counts.unassigned, counts.mine) == (86, 41, 9, 12)
        assert self.tickets.count() == 400
        assert Message.objects.filter(workspace=self.workspace).count() > 1000
        assert list(self.tickets.order_by("number").values_list("number", flat=True)) == list(range(3840, 4240))
        assert TicketNumber.objects.get(workspace=self.workspace).last == 4239
        assert Counter(self.tickets.values_list("place", flat=True)) == {"inbox": 395, "spam": 3, "trash": 2}

    def test_it_has_the_company_with_everybody(self):
        assert list(Team.objects.filter(workspace=self.workspace).values_list("name", flat=True)) == [
            "Customer care",
            "Workshop",
            "Billing",
        ]
        assert Counter(Member.objects.filter(workspace=self.workspace).values_list("role", flat=True)) == {
            "owner": 1,
            "admin": 1,
            "agent": 4,
        }
        assert Organization.objects.filter(workspace=self.workspace).count() == 30
        # the 120 of the content, and one who is only ever in copy
        assert Contact.objects.filter(workspace=self.workspace).count() == 121
        mail = Channel.objects.filter(workspace=self.workspace, kind="email")
        assert {channel.address.partition("@")[0] for channel in mail} == {"support", "service", "billing"}
        assert all(channel.takes_plus_addresses and channel.settings["incoming"] == "listener" for channel in mail)
        assert (self.workspace.portal_colour, self.workspace.ack_enabled) == ("#00544b", True)

    def test_4218_reads_as_in_the_picture(self):
        ticket = self.tickets.get(number=4218)

        thread = [
            (message.kind, message.author_member.name if message.author_member else message.author_contact.name)
            for message in ticket.messages.all()
        ]
        assert thread == [
            ("incoming", "Sigrid Bakke"),
            ("reply", "Kadri Tamm"),
            ("incoming", "Sigrid Bakke"),
            ("note", "Marius Haugen"),
        ]
        assert (ticket.category, ticket.priority_key, ticket.team.name) == ("open", "high", "Workshop")
        assert (ticket.assignee.name, ticket.channel.address) == ("Kadri Tamm", "support@pohjatuul.example")
        assert ticket.snippet.startswith("Thanks for the quick answer!")
        assert ticket.waiting_since == self.now - timedelta(minutes=1038)
        assert sorted(one.tag.name for one in ticket.ticket_tags.all()) == ["battery", "recall"]
        assert sorted(one.member.name for one in ticket.followers.all()) == ["Marius Haugen", "Priit Saar"]
        assert [cc.address for cc in ticket.ccs.all()] == ["drift@fjellheim.example"]
        reply, answer = ticket.messages.all()[1:3]
        assert reply.delivery == "delivered"
        assert [one.address for one in reply.recipients.all()] == [
            "sigrid@fjellheim.example",
            "drift@fjellheim.example",
        ]
        assert (answer.quoted_lines, answer.in_reply_to) == (14, reply.message_id)
        assert [(one.name, one.size) for one in answer.attachments.all()] == [
            ("display-e31.jpg", 1_238_000),
            ("bike-14-service.pdf", 184_000),
        ]
        changes = ticket.events.filter(actor_kind="rule").values_list("type", "actor_name")
        assert list(changes) == [
            ("ticket.team_changed", "Fleet customers"),
            ("ticket.priority_changed", "Fleet customers"),
        ]
        drafts = Draft.objects.filter(ticket=ticket, member=self.member("Kadri Tamm"))
        assert sorted(drafts.values_list("kind", flat=True)) == ["note", "reply"]

    def test_files_are_as_long_as_they_say_and_of_their_kind(self):
        files = Attachment.objects.filter(workspace=self.workspace)
        starts = {"application/pdf": b"%PDF", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}

        assert files.count() > 50
        for one in files:
            data = one.file.read()
            assert len(data) == one.size, one.name
            assert data.startswith(starts.get(one.content_type, b"")), one.name

    def test_it_lies_in_the_past_and_in_order(self):
        for ticket in self.tickets.prefetch_related("messages", "events"):
            times = [message.created_at for message in ticket.messages.all()]
            assert times == sorted(times) and times[0] == ticket.created_at and times[-1] <= self.now
            assert max(event.at for event in ticket.events.all()) <= self.now, ticket.number
            assert ticket.events.first().type == "ticket.opened"
            if ticket.category == "solved":
                assert ticket.reopen_until >= self.now, ticket.number

    def test_nothing_leaves_because_of_it(self):
        messages = Message.objects.filter(workspace=self.workspace)

        assert self.after_commit == []
        assert not TicketEvent.objects.filter(workspace=self.workspace, published_at=None).exists()
        assert set(messages.values_list("delivery", flat=True)) == {"none", "sent", "delivered", "failed"}
        assert messages.filter(delivery="failed", delivery_error="mailbox full (552 5.2.2)").count() == 2
        assert not messages.filter(kind="system").exists()
        assert not InboundMessage.objects.filter(workspace=self.workspace).exists()
        assert not SystemMail.objects.filter(workspace=self.workspace).exists()
        with outside():
            assert outbox.due(Message, limit=10) == []

    def test_mails_lead_to_the_address_that_is_printed(self):
        printed = summary(Path(self.media), SimpleNamespace(web=8001, smtp=2525), seconds=1, demo=True)
        with override_settings(BASE_URL="http://localhost:8001"):
            assert f"{self.workspace.base_url}/demo/mail/" == "http://localhost:8001/demo/mail/"
            assert self.workspace.base_url in printed

    def test_the_help_centre_speaks_to_customers_in_three_languages(self):
        assert {language: own["note"] for language, own in self.workspace.portal_texts.items()} == {
            "en": "Six people in Tartu and Bergen read every message.",
            "et": "Kuus inimest Tartus ja Bergenis loevad iga kirja läbi.",
            "nb": "Seks personer i Tartu og Bergen leser hver melding.",
        }

    def test_a_demo_from_before_gets_that_address_too(self):
        with outside():
            with tenant(self.workspace):
                WorkspaceDomain.objects.all().delete()
            Workspace.objects.update(primary_domain="")
            making.make()
            assert Workspace.objects.get(slug="pohjatuul").base_url == "http://localhost:8000"

    def test_a_second_time_changes_nothing(self):
        with outside():
            assert making.make() is False

        assert self.tickets.count() == 400
        assert Workspace.objects.filter(slug="pohjatuul").count() == 1

    def test_others_see_nothing_of_it(self):
        with outside():
            other = make_workspace("globex")
            with tenant(other):
                assert not Ticket.objects.exists()
                assert not Message.objects.filter(workspace=self.workspace).exists()

    def test_kadri_signs_in_and_finds_her_tickets(self):
        client = self.signed_in("kadri@pohjatuul.example")
        with outside():
            page = client.get("/inbox/my-open/").content.decode()
            ticket = client.get("/tickets/4218/").content.decode()

        assert page.count('class="ticket-row ') + page.count('class="ticket-row"') == 12
        unread = page.split('id="ticket-4231"')[0].rsplit("<li ", 1)[1]
        assert "ticket-row--unread" in unread
        assert "Two fresh packs leave Bergen today" in ticket

    def test_what_the_workshop_solves_needs_an_outcome(self):
        here = self.tickets.filter(place="inbox", category__in=["new", "open", "pending", "hold"])
        workshop = here.filter(team__name="Workshop")
        assert workshop.count() > 10
        for ticket in workshop:
            assert list(solving.missing(ticket)) == ["field-outcome"], ticket.number
        assert [one.number for one in here.exclude(team__name="Workshop") if solving.missing(one)] == []
        assert [one.number for one in self.tickets.filter(category="solved") if solving.missing(one)] == []

    def test_work_goes_on_from_there(self):
        ticket = self.tickets.get(number=4231)
        message = conversation.reply(ticket, by=self.member("Kadri Tamm"), body="<p>Kohe.</p>")

        assert message.channel.address == "billing@pohjatuul.example"
        ticket.refresh_from_db()
        assert ticket.waiting_since is None


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_the_command_says_how_to_get_in(db, demo, settings, capsys):
    call_command("make_demo")
    call_command("make_demo")

    facts = json.loads((demo / "demo.json").read_text())
    assert facts["mail_address"] == "support@pohjatuul.example"
    assert facts["smtp_port"] == settings.SMTP_LISTEN_PORT
    assert [login["role"] for login in facts["logins"]] == ["owner", "agent", "customer"]
    for login in facts["logins"][:2]:
        assert User.objects.get(email=login["email"]).check_password(login["password"])
    words = summary(demo, SimpleNamespace(web=8000, smtp=2525), seconds=1, demo=True)
    assert "kadri@pohjatuul.example" in words and PASSWORD in words and "signs in by a mailed link" in words
    assert Workspace.objects.count() == 1


def test_no_demo_is_made_beside_real_work(workspace, demo, capsys):
    (demo / "demo.json").write_text("{}")
    with outside():
        call_command("make_demo")

    assert "no demo is made" in capsys.readouterr().out
    assert not (demo / "demo.json").exists()
    assert list(Workspace.objects.values_list("slug", flat=True)) == ["acme"]


def test_a_failure_leaves_nothing(db, demo, settings):
    settings.MEDIA_ROOT.write_text("a file where the folder should be")

    with pytest.raises(OSError):
        making.make()

    assert not Workspace.objects.exists()
    assert not User.objects.exists()


def test_without_the_demo_there_is_no_command(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("make_demo")
    assert not Workspace.objects.exists()
