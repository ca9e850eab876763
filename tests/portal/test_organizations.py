"""People of an organization that shares them read one another's tickets; nobody else does, and nothing internal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.identities import contact_for
from contacts.models import Contact, Organization
from tests.fixtures.cast import make_ticket
from tests.portal.conftest import visit
from tests.portal.test_tickets import page_of, sent, text
from tickets.content import NewFile
from tickets.models import Message, Ticket
from tickets.operations import conversation, triage
from workspaces.models import Team

THEIRS = "/help/tickets/?of=organization"


@pytest.fixture
def firm(workspace, rosa):
    firm = Organization.objects.create(workspace=workspace, name="Mets & Pojad", shares_tickets=True)
    Contact.objects.filter(pk=rosa.pk).update(organization=firm)
    return firm


@pytest.fixture
def juhan(workspace, firm):
    """A colleague of Rosa."""
    juhan = contact_for(workspace.pk, "email", "juhan@mets.example", name="Juhan Mets")
    Contact.objects.filter(pk=juhan.pk).update(organization=firm)
    return juhan


@pytest.fixture
def as_juhan(workspace, juhan):
    return visit(workspace, "juhan@mets.example")


def test_a_colleague_reads_the_ticket_but_no_internal_note(as_juhan, ticket, bob):
    sent(conversation.reply(ticket, by=bob, body="Use water.", body_format="text"))
    conversation.add_note(ticket, by=bob, body="It was the cat.")
    shown = text(as_juhan.get(THEIRS))
    assert page_of(ticket) in shown and "Rosa Mets" in shown
    page = text(as_juhan.get(page_of(ticket)))
    assert "Use water." in page and "Everybody at Mets &amp; Pojad" in page
    assert "It was the cat." not in page
    assert "This is Rosa Mets’s ticket." in page and 'name="message"' not in page


def test_their_own_list_and_theirs_stay_apart(as_juhan, workspace, ticket, juhan):
    own = make_ticket(workspace, juhan, subject="Mine alone")
    mine, theirs = text(as_juhan.get("/help/tickets/")), text(as_juhan.get(THEIRS))
    assert (page_of(own) in mine, page_of(ticket) in mine) == (True, False)
    assert (page_of(own) in theirs, page_of(ticket) in theirs) == (False, True)
    assert page_of(ticket) not in text(as_juhan.get(f"{THEIRS}&state=solved"))


def test_a_colleague_changes_nothing(as_juhan, ticket):
    before = Ticket.objects.get().version
    assert as_juhan.post(f"{page_of(ticket)}answers/", {"message": "Me too"}).status_code == 404
    assert as_juhan.post(f"{page_of(ticket)}solved/").status_code == 404
    assert as_juhan.post(f"{page_of(ticket)}links/stopped/").status_code == 404
    assert Ticket.objects.get().version == before and Message.objects.count() == 1


def hidden(client, ticket):
    return client.get(page_of(ticket)).status_code == 404 and page_of(ticket) not in text(client.get(THEIRS))


def test_without_the_switch_nobody_sees_anything(as_juhan, ticket, firm):
    Organization.objects.filter(pk=firm.pk).update(shares_tickets=False)
    assert hidden(as_juhan, ticket)
    assert "Mets &amp; Pojad" not in text(as_juhan.get("/help/tickets/"))


def test_strangers_and_other_organizations_see_nothing(workspace, ticket, juhan):
    stranger = contact_for(workspace.pk, "email", "sven@else.example", name="Sven")
    assert hidden(visit(workspace, "sven@else.example"), ticket)
    other = Organization.objects.create(workspace=workspace, name="Else", shares_tickets=True)
    Contact.objects.filter(pk=stranger.pk).update(organization=other)
    assert hidden(visit(workspace, "sven@else.example"), ticket)


def test_private_teams_spam_and_notes_alone_stay_out(as_juhan, workspace, rosa, ticket, firm, bob, alice):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    spam = make_ticket(workspace, rosa, subject="Lottery")
    triage.move(spam, "spam", by=bob)
    internal = make_ticket(workspace, rosa, subject="Forged")
    Message.objects.filter(ticket=internal).update(visibility="internal")
    assert not hidden(as_juhan, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(team=private)
    assert [hidden(as_juhan, one) for one in (ticket, spam, internal)] == [True, True, True]
    as_rosa = visit(workspace, "rosa@example.com")
    assert "Everybody at" not in text(as_rosa.get(page_of(ticket)))


def test_what_machines_of_the_organization_wrote_is_nobodys(as_juhan, workspace, firm):
    machine = contact_for(workspace.pk, "email", "no-reply@mets.example", name="")
    Contact.objects.filter(pk=machine.pk).update(organization=firm)
    assert hidden(as_juhan, make_ticket(workspace, machine, subject="Your code is 1234"))


def test_the_requester_is_told_who_reads_along(workspace, rosa, ticket, firm):
    as_rosa = visit(workspace, "rosa@example.com")
    page = text(as_rosa.get(page_of(ticket)))
    assert "Everybody at Mets &amp; Pojad" in page and 'name="message"' in page


def test_files_of_public_messages_only(as_juhan, ticket, bob, workspace):
    as_rosa = visit(workspace, "rosa@example.com")
    as_rosa.post(f"{page_of(ticket)}answers/", {"message": "See", "files": SimpleUploadedFile("a.txt", b"public")})
    conversation.add_note(ticket, by=bob, body="Look", attachments=[NewFile("b.txt", b"internal", "text/plain")])
    files = {one.name: one.public_id for message in Message.objects.all() for one in message.attachments.all()}
    answers = {name: as_juhan.get(f"{page_of(ticket)}files/{pk}/").status_code for name, pk in files.items()}
    assert answers == {"a.txt": 200, "b.txt": 404}


def test_the_list_costs_the_same_however_long(as_juhan, workspace, rosa, firm):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            as_juhan.get(THEIRS)
        return len(seen)

    for number in range(5):
        make_ticket(workspace, rosa, subject=f"Case {number}")
    as_juhan.get(THEIRS)
    few = asked()
    for number in range(15):
        make_ticket(workspace, rosa, subject=f"Case {number}")
    assert asked() == few


def test_the_switch_stands_on_the_organizations_page(as_bob, firm):
    page = f"/contacts/organizations/{firm.pk}/"
    assert "Its people see one another’s tickets" in as_bob.get(page).text
    as_bob.post(page, {"name": firm.name, "note": ""})
    firm.refresh_from_db()
    assert firm.shares_tickets is False
    as_bob.post(page, {"name": firm.name, "note": "", "shares_tickets": "on"})
    firm.refresh_from_db()
    assert firm.shares_tickets is True
