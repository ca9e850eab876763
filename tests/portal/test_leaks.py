"""Nothing internal reaches the portal; agents and customers have nothing in common but the address bar."""

import pytest
from django.urls import get_resolver

from contacts.identities import contact_for
from portal.session import COOKIE
from tests.fixtures.cast import ApartClient, make_member, make_ticket
from tests.fixtures.database import outside
from tests.portal.conftest import mailed, visit
from tests.portal.test_signing_in import without_secrets
from tests.portal.test_tickets import page_of, text
from tickets.content import Content, NewFile
from tickets.models import Attachment, Message, Reason, Status, Tag, Ticket
from tickets.operations import conversation, triage
from tickets.operations.copying import add_cc
from workspaces.models import Team
from workspaces.tenancy import tenant

CANARY = "zqcanaryzq"


@pytest.fixture
def secrets(workspace, ticket, rosa, bob, alice, team):
    """The canary in everything about the ticket that is not the requester's to know."""
    note = conversation.add_note(ticket, by=bob, body=f"<p>{CANARY} note</p>")
    from tickets.operations.attaching import attach

    attach(note, [NewFile(f"{CANARY}-note.txt", CANARY.encode(), "text/plain")])
    internal = conversation.receive(
        ticket,
        by=contact_for(workspace.pk, "email", f"{CANARY}@eve.example", name=f"{CANARY} Eve"),
        content=Content(text=f"{CANARY} stranger", files=(NewFile(f"{CANARY}.txt", b"x", "text/plain"),)),
        visibility="internal",
    )
    add_cc(ticket, f"{CANARY}@pending.example", by=rosa, accepted=False)
    triage.add_tag(ticket, f"{CANARY}-tag", by=bob)
    private = Team.objects.create(workspace=workspace, name=f"{CANARY} team", is_private=True)
    triage.set_team(ticket, private, by=bob)
    Team.objects.filter(pk=team.pk).update(name=f"{CANARY} support")
    bob.user.name = f"Bob {CANARY}"
    bob.user.save()
    Status.objects.filter(workspace=workspace, category="open").update(name=f"{CANARY} status")
    triage.assign(ticket, bob, by=alice)
    triage.set_priority(ticket, 4, by=bob)
    Ticket.objects.filter(pk=ticket.pk).update(
        reason=Reason.objects.create(workspace=workspace, name=f"{CANARY} reason"), snippet=f"{CANARY} snippet"
    )
    rosa.note = f"{CANARY} about Rosa"
    rosa.save()
    ticket.channel.name = f"{CANARY} channel"
    ticket.channel.save()
    marked = conversation.receive(
        ticket,
        by=rosa,
        content=Content(
            text="Plain words", from_address="rosa@example.com", matched_because=CANARY, marks=({"code": CANARY},)
        ),
    )
    queued = conversation.reply(ticket, by=bob, body="<p>Public words</p>")
    Message.objects.filter(pk=queued.pk).update(delivery="sent", delivery_error=CANARY, from_name="Bob, Acme")
    assert Tag.objects.filter(name__contains=CANARY).exists()
    ticket.refresh_from_db()
    return {"ticket": ticket, "note": note, "internal": internal, "marked": marked}


def test_the_canary_sings_nowhere(secrets, as_rosa, workspace, bob):
    """Every page and file of the portal, as requester, CC and guest, and in every state."""
    ticket = secrets["ticket"]
    add_cc(ticket, "carl@example.com", by=bob, accepted=True)
    carl = visit(workspace, "carl@example.com")
    gathered = []
    for category in ("open", "pending", "hold", "solved", "closed"):
        triage.set_category(ticket, category, by=bob)
        for client in (as_rosa, carl):
            for path in ("/", "/help/new/", "/help/tickets/", "/help/tickets/?state=solved", page_of(ticket)):
                gathered.append(client.get(path))
            gathered.append(client.post(f"{page_of(ticket)}answers/", {"message": ""}))
            gathered.append(client.get(f"/help/new/?about={ticket.public_id}"))
    gathered.append(as_rosa.post(f"{page_of(ticket)}answers/", {"message": "Late"}))
    assert {response.status_code for response in gathered} == {200, 409, 422}
    assert any("Public words" in text(response) for response in gathered)
    for response in gathered:
        assert CANARY not in text(response)
        assert CANARY not in str(response.headers)
    assert all(CANARY not in f"{mail.subject} {mail.text}" for mail in mailed())


def test_files_of_internal_messages_are_missing(secrets, as_rosa):
    ticket = secrets["ticket"]
    for message in (secrets["note"], secrets["internal"]):
        file = Attachment.objects.get(message=message)
        assert as_rosa.get(f"{page_of(ticket)}files/{file.public_id}/").status_code == 404


def test_a_cc_gets_no_file_of_the_history(workspace, ticket, rosa, bob):
    conversation.receive(ticket, by=rosa, content=Content(text="x", files=(NewFile("old.txt", b"old", "text/plain"),)))
    old = Attachment.objects.get()
    add_cc(ticket, "carl@example.com", by=bob, accepted=True)
    carl = visit(workspace, "carl@example.com")
    assert carl.get(f"{page_of(ticket)}files/{old.public_id}/").status_code == 404


@pytest.fixture
def eve(workspace):
    contact_for(workspace.pk, "email", "eve@example.com", name="Eve")
    return visit(workspace, "eve@example.com")


@pytest.fixture
def foreign(other_workspace):
    with outside(), tenant(other_workspace):
        eve = contact_for(other_workspace.pk, "email", "eve@example.com", name="Eve")
        return make_ticket(other_workspace, eve, subject="Foreign one")


PLACES = [
    ("get", ""),
    ("post", "answers/"),
    ("post", "solved/"),
    ("post", "links/stopped/"),
    ("get", "files/aaaaaaaaaaaaaaaaaaaaaaaaaa/"),
]


@pytest.mark.parametrize(("method", "place"), PLACES)
def test_foreign_other_and_missing_are_the_same(eve, ticket, foreign, method, place):
    answers = [
        getattr(eve, method)(f"/help/tickets/{public_id}/{place}", {"message": "Hello"} if method == "post" else {})
        for public_id in (ticket.public_id, foreign.public_id, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "x")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_secrets(answer.content) for answer in answers}) == 1
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize(("method", "place"), PLACES)
def test_strangers_are_sent_to_sign_in_whatever_they_ask_for(client, ticket, method, place):
    answers = [
        getattr(client, method)(f"/help/tickets/{public_id}/{place}")
        for public_id in (ticket.public_id, "aaaaaaaaaaaaaaaaaaaaaaaaaa")
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert all(answer["Location"].startswith("/help/sign-in/") for answer in answers)
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_file_of_another_ticket_of_mine_is_not_this_tickets(as_rosa, workspace, rosa, ticket):
    other = make_ticket(workspace, rosa)
    conversation.receive(other, by=rosa, content=Content(text="x", files=(NewFile("o.txt", b"o", "text/plain"),)))
    file = Attachment.objects.get()
    assert as_rosa.get(f"{page_of(other)}files/{file.public_id}/").status_code == 200
    assert as_rosa.get(f"{page_of(ticket)}files/{file.public_id}/").status_code == 404


def test_a_session_of_one_workspace_is_nothing_in_another(as_rosa, other_workspace, ticket):
    with outside(), tenant(other_workspace):
        contact_for(other_workspace.pk, "email", "rosa@example.com", name="Rosa")
    there = ApartClient(headers={"host": "globex.localhost"})
    there.cookies[COOKIE] = as_rosa.cookies[COOKIE].value
    assert there.get("/help/tickets/").status_code == 302


def test_an_agents_session_opens_no_portal(as_bob, ticket):
    assert as_bob.get("/help/tickets/").status_code == 302
    assert as_bob.get(page_of(ticket)).status_code == 302


def test_an_agent_with_the_same_address_is_still_two_persons(workspace, ticket, rosa):
    """Rosa is also a member: her portal session makes her no agent, her agent's session no customer."""
    member = make_member(workspace, "Rosa Mets")
    member.user.email = "rosa@example.com"
    member.user.save()
    agent = ApartClient(headers={"host": "acme.localhost"})
    agent.force_login(member.user)
    assert agent.get(page_of(ticket)).status_code == 302


def test_a_portal_session_opens_no_page_of_agents(as_rosa, ticket):
    """Every address without arguments that is not the portal's: nothing of the ticket on any."""
    paths = [
        f"/{route}" for route in _routes() if "<" not in route and not route.startswith(("help/", "health", "static"))
    ]
    assert "/inbox/" in paths
    for path in [*paths, f"/tickets/{ticket.number}/"]:
        if path == "/":
            continue
        response = as_rosa.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Printer on fire" not in body, path
        assert response.status_code != 500, path
    assert as_rosa.get("/inbox/").status_code == 302
    assert as_rosa.get(f"/tickets/{ticket.number}/").status_code in (302, 404)


def _routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, route)
        else:
            yield route


@pytest.mark.parametrize("token", ["", "x", " ", "a" * 5000, "\x00", "ä", "../"])
def test_odd_cookies_are_nobody(client, ticket, token):
    client.cookies[COOKIE] = token
    client.cookies["tugi_ticket"] = token
    client.cookies["tugi_sent"] = token
    assert client.get("/help/tickets/").status_code == 302
    assert client.get(page_of(ticket)).status_code == 302
    assert client.get("/help/sent/").status_code == 302


@pytest.mark.parametrize("odd", ["%00", "x%00", "%C3%A4", "a" * 3000, "%F0%9F%9A%B2", "..%2f"])
def test_odd_addresses_are_missing(as_rosa, client, ticket, odd):
    for path in (f"/help/tickets/{odd}/", f"{page_of(ticket)}files/{odd}/", f"/help/t/{odd}/?k=1.1.{'a' * 26}"):
        assert as_rosa.get(path).status_code == 404
        assert client.get(path).status_code in (302, 404)
    for query in (f"/help/new/?about={odd}", f"/help/tickets/?after={odd}", f"/help/sign-in/?next={odd}"):
        assert as_rosa.get(query).status_code in (200, 302)
    assert client.get(f"/help/sign-in/{odd}/").status_code == 404


def test_the_language_comes_back_to_the_page(as_rosa, ticket):
    wrong = as_rosa.post(f"{page_of(ticket)}answers/", {"message": ""})
    assert f'name="next" value="{page_of(ticket)}"' in text(wrong)
    answer = as_rosa.post("/help/language/", {"language": "nb", "next": page_of(ticket)})
    assert answer["Location"] == page_of(ticket)
    assert '<html lang="nb"' in text(as_rosa.get(page_of(ticket)))
    as_rosa.post("/help/language/", {"language": "xx"})
    assert '<html lang="nb"' in text(as_rosa.get("/"))


def test_pages_of_people_are_kept_by_no_cache(as_rosa, ticket, client):
    for response in (
        as_rosa.get("/help/tickets/"),
        as_rosa.get(page_of(ticket)),
        client.get("/"),
        client.get("/help/new/"),
    ):
        assert response["Cache-Control"] == "private, no-store"
