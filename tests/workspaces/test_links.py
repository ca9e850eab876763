"""Mailed links: sign-in and new password."""

import pytest
import time_machine
from django.utils import timezone

from tests.fixtures.cast import PASSWORD, ApartClient
from workspaces import members
from workspaces.models import OneTimeLink

HOUR = 3600


def ask(client, email, path="/sign-in/link/", **kwargs):
    return client.post(path, {"login": email}, **kwargs)


@pytest.fixture
def sign_in_link(client, bob, mailed, link_in):
    ask(client, bob.user.email)
    return link_in(mailed())


@pytest.fixture
def reset_link(client, bob, mailed, link_in):
    ask(client, bob.user.email, "/password/reset/")
    return link_in(mailed())


def test_a_link_shows_a_button_and_the_button_signs_in_once(client, bob, sign_in_link):
    assert client.get(sign_in_link).status_code == 200
    assert client.get(sign_in_link).status_code == 200  # a scanner may open it as often as it likes
    assert client.get("/settings/profile/").status_code == 302

    assert client.post(sign_in_link)["Location"] == "/inbox/"
    assert client.get("/settings/profile/").status_code == 200
    other = ApartClient(headers={"host": "acme.localhost"})
    assert [other.get(sign_in_link).status_code, other.post(sign_in_link).status_code] == [404, 404]


def test_who_has_just_signed_in_by_a_link_is_not_asked_who_they_are(client, alice, mailed, link_in):
    ask(client, alice.user.email)
    client.post(link_in(mailed()))

    page = client.get("/settings/channels/new/")
    assert page.status_code == 200 and "sudo_password" not in page.content.decode()


def test_dead_links_are_all_the_same_404(client, bob, sign_in_link, mailed, link_in):
    token = sign_in_link.rstrip("/").rsplit("/", 1)[1]
    changed = token.swapcase()
    bodies = set()
    for wrong in (changed, token + "=", token + "A", token[:-1], f"{token}%20", "a" * 43):
        answer = client.get(f"/sign-in/link/{wrong}/")
        bodies.add((answer.status_code, _without_nonce(answer)))
    ask(client, bob.user.email)  # a newer one takes its place
    answer = client.get(sign_in_link)
    bodies.add((answer.status_code, _without_nonce(answer)))
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=16)):
        answer = client.get(link_in(mailed()))
        bodies.add((answer.status_code, _without_nonce(answer)))

    assert len(bodies) == 1
    assert bodies.pop()[0] == 404


def test_a_sign_in_link_opens_no_password_page(client, sign_in_link):
    assert client.get(sign_in_link.replace("/sign-in/link/", "/password/reset/")).status_code == 404


def test_a_link_is_dead_after_a_change_of_role(client, alice, bob, sign_in_link):
    members.set_role(bob, "supervisor", by=alice)
    assert client.post(sign_in_link).status_code == 404


def test_only_the_hash_of_a_token_is_kept(bob, sign_in_link):
    token = sign_in_link.rstrip("/").rsplit("/", 1)[1]
    row = OneTimeLink.objects.get()
    assert token not in str(vars(row))
    assert len(row.token_hash) == 64


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, bob, charlie, mailed):
    known = ask(client, bob.user.email)
    first = mailed()
    for email in ("nobody@acme.example", charlie.user.email):
        answer = ask(client, email)
        assert (answer.status_code, answer["Location"]) == (known.status_code, known["Location"])
    assert mailed() == first


def test_the_card_sends_to_the_same_place_as_the_page(client, bob, mailed):
    answer = client.post("/sign-in/link/", {"login": bob.user.email, "password": "half typed", "remember": "on"})

    assert answer["Location"] == "/sign-in/link/sent/"
    assert mailed().to == [bob.user.email]


@pytest.mark.parametrize("path", ["/sign-in/link/", "/password/reset/"])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "acme.localhost", "x-forwarded-host": "evil.example"},
        {"host": "acme.localhost", "forwarded": "host=evil.example"},
        {"host": "acme.localhost@evil.example"},
    ],
)
def test_links_never_come_from_the_request(workspace, bob, mailed, headers, path):
    ApartClient().post(path, {"login": bob.user.email}, headers=headers)

    mail = mailed()
    assert mail is None or (f"{workspace.base_url}/" in mail.text and "evil" not in mail.text)
    if "@" not in headers["host"]:
        assert mail is not None


def test_a_reset_sets_the_password_and_ends_all_sessions(client, as_bob, bob, reset_link):
    page = ApartClient(headers={"host": "acme.localhost"})
    assert page.get(reset_link).status_code == 200
    answer = page.post(reset_link, {"password": "four green bicycles"})

    assert answer["Location"] == "/sign-in/"
    assert as_bob.get("/settings/profile/").status_code == 302
    assert page.post(reset_link, {"password": "another one entirely"}).status_code == 404
    assert page.post("/sign-in/", {"login": bob.user.email, "password": PASSWORD}).status_code == 422
    assert page.post("/sign-in/", {"login": bob.user.email, "password": "four green bicycles"}).status_code == 302


def test_a_weak_password_is_refused_and_the_link_lives_on(client, bob, reset_link):
    for weak, words in (
        ("tandem", "Use at least 10 letters or signs."),
        ("password12", "Many people use this password"),
        ("bob@acme.example", "This is too much like your name or address."),
    ):
        refused = client.post(reset_link, {"password": weak})
        assert refused.status_code == 422 and words in refused.content.decode()
    assert client.post(reset_link, {"password": "four green bicycles"}).status_code == 302


def test_a_reset_link_is_dead_after_an_hour(client, bob, reset_link):
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=61)):
        assert client.get(reset_link).status_code == 404


def test_four_requests_for_one_address_are_too_many(client, bob):
    statuses = [ask(client, bob.user.email).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def _without_nonce(answer):
    return answer.content.decode().split("<main", 1)[1]
