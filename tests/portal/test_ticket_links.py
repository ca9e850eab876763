"""The signed link to one ticket."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from contacts.identities import contact_for
from contacts.models import Identity
from portal import ticket_links
from tests.fixtures.cast import ApartClient, make_ticket
from tests.portal.test_signing_in import without_secrets
from tests.portal.test_tickets import page_of, text
from tickets.models import Message
from tickets.operations import triage


@pytest.fixture
def identity(rosa):
    return Identity.objects.get(contact=rosa)


@pytest.fixture
def path(ticket, identity):
    url = urlsplit(ticket_links.url_of(ticket, identity))
    assert (url.scheme, url.netloc) == ("http", "acme.localhost:8000")
    return f"{url.path}?{url.query}"


def test_the_link_opens_its_ticket_for_reading_and_answering(client, ticket, path, rosa):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, page_of(ticket))
    cookie = answer.cookies["tugi_ticket"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (page_of(ticket), True, "Lax")

    assert "It burns." in text(client.get(page_of(ticket)))
    client.post(f"{page_of(ticket)}answers/", {"message": "By link"})
    assert Message.objects.latest("id").author_contact == rosa
    client.post(f"{page_of(ticket)}solved/")
    ticket.refresh_from_db()
    assert ticket.category == "solved"


def test_it_opens_nothing_else(client, workspace, ticket, path, rosa):
    other = make_ticket(workspace, rosa, subject="Another of Rosa's")
    client.get(path)
    assert client.get("/help/tickets/").status_code == 302
    assert client.get(page_of(other)).status_code == 302  # to the sign-in page, as for any address
    # even if a browser sent the key to another ticket's pages
    key = client.cookies["tugi_ticket"].value
    assert ticket_links.open_with(workspace, other.public_id, key) is None
    assert "Another" not in text(client.get("/help/new/?about=" + other.public_id))
    assert client.post(f"{page_of(ticket)}links/stopped/").status_code == 302
    assert client.get(page_of(ticket)).status_code == 200


def test_every_wrong_link_gives_the_same_page(client, workspace, other_workspace, ticket, identity, path):
    key = path.partition("?k=")[2]
    first, second, tag = key.split(".")
    stranger = contact_for(workspace.pk, "email", "eve@example.com", name="Eve")
    foreign = ticket_links.key_for(ticket, Identity.objects.get(contact=stranger).pk, timezone.now())
    wrong = [
        "", "x", "..", f"{key}=", f" {key}", f"{key} ", key.upper(), f"0{key}", f"{first}.0{second}.{tag}", key[:-1],
        f"{first}.{second}.{'a' * 26}", f"{first}.{second[:-1]}{'0' if second[-1] != '0' else '1'}.{tag}",
        "1.1." + "9" * 60, "-1.5." + tag, "ä.ä.ä", "x" * 5000, foreign,
    ]  # fmt: skip
    for one in wrong:
        assert ticket_links.open_with(workspace, ticket.public_id, one) is None, one
    base = path.partition("?")[0]
    pages = [client.get(base, {"k": one}) for one in wrong]
    pages.append(client.get("/help/t/missing/", {"k": key}))
    assert {page.status_code for page in pages} == {404}
    assert len({without_secrets(page.content) for page in pages}) == 1
    assert not any("tugi_ticket" in page.cookies for page in pages)
    elsewhere = ApartClient(headers={"host": "globex.localhost"}).get(path)
    assert elsewhere.status_code == 404


def test_it_ends_after_ninety_days(workspace, ticket, identity):
    now = timezone.now()
    key = ticket_links.key_for(ticket, identity.pk, now)
    day = timedelta(days=1)
    assert ticket_links.open_with(workspace, ticket.public_id, key, now=now + 89 * day)
    assert ticket_links.open_with(workspace, ticket.public_id, key, now=now + 91 * day) is None
    assert ticket_links.open_with(workspace, ticket.public_id, key, now=now - day) is None


def test_the_requester_stops_links_that_were_mailed(client, as_rosa, ticket, path, identity, workspace):
    client.get(path)
    assert client.get(page_of(ticket)).status_code == 200
    answer = as_rosa.post(f"{page_of(ticket)}links/stopped/")
    assert "do not open this ticket any more" in text(as_rosa.get(answer["Location"]))
    assert client.get(page_of(ticket)).status_code == 302
    assert client.get(path).status_code == 404
    later = timezone.now() + timedelta(seconds=5)
    key = ticket_links.key_for(ticket, identity.pk, later)
    assert ticket_links.open_with(workspace, ticket.public_id, key, now=later)


def test_it_dies_with_the_address_the_requester_and_the_trash(workspace, ticket, identity, path, bob):
    key = path.partition("?k=")[2]
    triage.move(ticket, "trash", by=bob)
    assert ticket_links.open_with(workspace, ticket.public_id, key) is None
    triage.move(ticket, "inbox", by=bob)
    other = contact_for(workspace.pk, "email", "eve@example.com", name="Eve")
    Identity.objects.filter(pk=identity.pk).update(contact=other)
    assert ticket_links.open_with(workspace, ticket.public_id, key) is None


def test_who_is_signed_in_stays_who_they_are(as_rosa, ticket, path):
    answer = as_rosa.get(path)
    assert answer["Location"] == page_of(ticket)
    assert "tugi_ticket" not in answer.cookies
