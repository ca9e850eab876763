"""Sign-in by a mailed one-time link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Identity
from portal import signing_in, sweeps
from portal.models import PortalSession, SignInLink
from portal.session import COOKIE
from tests.fixtures.cast import ApartClient
from tests.fixtures.database import outside
from tests.portal.conftest import link_in, mailed, visit

PAGE = "/help/sign-in/"


@pytest.fixture
def link(client, rosa, ticket, committed):
    """Path of the link that Rosa was mailed."""
    with committed():
        assert client.post(PAGE, {"email": " Rosa@Example.com "}).status_code == 200
    (mail,) = mailed()
    assert mail.to == ["rosa@example.com"]
    return link_in(mail, PAGE)


def test_a_link_signs_in_once(client, link, rosa):
    assert client.get("/help/tickets/").status_code == 302

    for _ in range(2):  # a scanner opens it, too
        page = client.get(link)
        assert page.status_code == 200
        assert COOKIE not in page.cookies
    answer = client.post(link)

    assert (answer.status_code, answer["Location"]) == (302, "/help/tickets/")
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 30 * 24 * 3600
    assert "Printer on fire" in client.get("/help/tickets/").content.decode()
    assert Identity.objects.get(contact=rosa).verified_at is not None


def test_a_link_that_opens_nothing_gives_the_same_page_whatever_is_wrong(client, link, workspace, other_workspace):
    token = link.removeprefix(PAGE).rstrip("/")
    spent = SignInLink.objects.get()
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    wrong = [f"{token}=", f"{token} ", token.swapcase(), changed, "x", token[:-1]]
    pages = {client.get(f"{PAGE}{one}/").content for one in wrong}
    pages |= {client.post(f"{PAGE}{one}/").content for one in wrong}

    elsewhere = ApartClient(headers={"host": "globex.localhost"})
    assert elsewhere.get(link).status_code == elsewhere.post(link).status_code == 404

    SignInLink.objects.filter(pk=spent.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    pages |= {client.get(link).content, client.post(link).content}
    SignInLink.objects.filter(pk=spent.pk).update(expires_at=timezone.now() + timedelta(minutes=1))
    assert client.post(link).status_code == 302
    used = ApartClient(headers={"host": "acme.localhost"})
    pages |= {used.get(link).content, used.post(link).content}

    assert client.get(f"{PAGE}x/").status_code == 404
    anonymous = {without_secrets(page) for page in pages}
    assert len(anonymous) == 1


def without_secrets(page):
    """A page without what differs between any two loads: the nonce and the masked CSRF token."""
    import re

    return re.sub(rb'(nonce|content|value)="[^"]*"', b"", page).replace(b"\n", b"")


def test_only_the_hash_of_the_token_is_kept(client, link):
    token = link.removeprefix(PAGE).rstrip("/")
    assert len(token) == 43
    assert SignInLink.objects.get().token_hash not in link
    client.post(link)
    assert client.cookies[COOKIE].value not in str(list(PortalSession.objects.values()))


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, rosa, committed):
    with committed():
        known = client.post(PAGE, {"email": "rosa@example.com"})
        unknown = client.post(PAGE, {"email": "nora@example.com"})
    assert known.status_code == unknown.status_code == 200
    same = unknown.content.replace(b"nora@example.com", b"rosa@example.com")
    assert without_secrets(same) == without_secrets(known.content)
    assert [mail.to for mail in mailed()] == [["rosa@example.com"]]


def test_both_cost_the_same_statements(client, rosa, django_assert_num_queries):
    """Equal work in the request: what differs happens in the worker."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for address in ("rosa@example.com", "nora@example.com"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(PAGE, {"email": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_too_many_wishes_are_refused_for_known_and_unknown_alike(client, rosa):
    for address in ("rosa@example.com", "nora@example.com"):
        codes = [client.post(PAGE, {"email": address}).status_code for _ in range(5)]
        assert codes == [200, 200, 200, 200, 429]
    refused = client.post(PAGE, {"email": "rosa@example.com"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert "rosa@example.com" in refused.content.decode()


def test_a_lost_ring_is_rung_again(client, rosa, committed):
    client.post(PAGE, {"email": "rosa@example.com"})  # its ring is lost: nothing runs after commit
    assert mailed() == []
    SignInLink.objects.update(created_at=timezone.now() - timedelta(seconds=10))
    with committed(), outside():
        sweeps.ring_for_the_forgotten()
    assert len(mailed()) == 1
    with committed(), outside():
        sweeps.ring_for_the_forgotten()
    assert len(mailed()) == 1


def test_nobody_signs_in_as_a_machine(client, workspace, committed):
    from contacts.identities import contact_for

    contact_for(workspace.pk, "email", "no-reply@accounts.example")
    with committed():
        client.post(PAGE, {"email": "no-reply@accounts.example"})
    assert mailed() == []


def test_signing_in_ends_other_links_and_the_old_session(workspace, link, rosa, committed):
    client = visit(workspace, "rosa@example.com")
    old = client.cookies[COOKIE].value
    signing_in.ask(workspace, "rosa@example.com")
    client.post(link)
    assert client.cookies[COOKIE].value != old
    assert PortalSession.objects.count() == 1
    assert not SignInLink.objects.filter(spent_at=None).exists()


def test_sign_out_ends_the_session_on_the_server(as_rosa, ticket):
    token = as_rosa.cookies[COOKIE].value
    as_rosa.post("/help/sign-out/")
    as_rosa.cookies[COOKIE] = token
    assert as_rosa.get("/help/tickets/").status_code == 302


def test_sign_out_everywhere(workspace, as_rosa, ticket):
    elsewhere = visit(workspace, "rosa@example.com")
    as_rosa.post("/help/sign-out/", {"everywhere": "1"})
    assert elsewhere.get("/help/tickets/").status_code == 302


def test_a_session_ends_with_its_time_and_with_its_address(as_rosa, rosa, ticket):
    assert as_rosa.get("/help/tickets/").status_code == 200
    PortalSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert as_rosa.get("/help/tickets/").status_code == 302
    PortalSession.objects.update(expires_at=timezone.now() + timedelta(days=1))
    Identity.objects.filter(contact=rosa).delete()
    assert as_rosa.get("/help/tickets/").status_code == 302


def test_what_has_ended_is_forgotten_and_the_rest_stays(workspace, as_rosa, client, link):
    now = timezone.now()
    visit(workspace, "rosa@example.com")
    ended = PortalSession.objects.latest("id")
    PortalSession.objects.filter(pk=ended.pk).update(expires_at=now - timedelta(seconds=1))
    old = SignInLink.objects.create(
        workspace=workspace, address="x@y.example", expires_at=now - timedelta(days=2), created_at=now
    )
    with outside():
        sweeps.forget_what_ended()
    assert not PortalSession.objects.filter(pk=ended.pk).exists()
    assert not SignInLink.objects.filter(pk=old.pk).exists()
    assert as_rosa.get("/help/tickets/").status_code == 200
    assert client.get(link).status_code == 200


def test_sign_in_leads_back_to_where_one_was(client, ticket, committed):
    path = f"/help/tickets/{ticket.public_id}/"
    there = client.get(path)["Location"]
    assert there == f"/help/sign-in/?next=%2Fhelp%2Ftickets%2F{ticket.public_id}%2F"
    with committed():
        client.post(PAGE, {"email": "rosa@example.com", "next": path})
    assert client.post(link_in(mailed()[0], PAGE))["Location"] == path


@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/help/", "//evil.example/help/", "/\\evil.example", "/inbox/", "javascript:x", "/help/\n//x"],
)
def test_no_open_redirect(client, rosa, committed, evil):
    with committed():
        client.post(PAGE, {"email": "rosa@example.com", "next": evil})
    assert client.post(link_in(mailed()[0], PAGE))["Location"] == "/help/tickets/"
    assert client.post("/help/language/", {"language": "et", "next": evil})["Location"] == "/"


def test_links_come_from_the_workspace_not_from_the_request(rosa, committed):
    liar = ApartClient(
        headers={"host": "acme.localhost", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    )
    with committed():
        liar.post(PAGE, {"email": "rosa@example.com"})
    assert "http://acme.localhost:8000/help/sign-in/" in mailed()[0].text
    assert "evil" not in mailed()[0].text
