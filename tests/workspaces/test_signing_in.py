"""Sign-in by password: who gets in, what is told, what a session is worth."""

import pytest

from tests.fixtures.cast import PASSWORD, ApartClient
from workspaces import members

WRONG = "E-mail and password do not belong together."


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more.pop("data", {})}, **more)


def test_a_member_signs_in_and_comes_to_the_inbox(client, bob):
    answer = sign_in(client, "Bob@acme.example ")

    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert client.get("/settings/profile/").status_code == 200


def test_the_page_of_a_visitor_has_the_ways_in(client, workspace):
    page = client.get("/sign-in/").content.decode()

    assert 'formaction="/sign-in/link/"' in page
    assert 'href="/password/reset/"' in page
    assert "acme.localhost" in page
    assert "<script>" not in page and "style=" not in page


def test_keep_me_signed_in_decides_how_long(client, bob):
    assert sign_in(client, bob.user.email).cookies["tugi_session"]["max-age"] == ""
    kept = sign_in(ApartClient(headers={"host": "acme.localhost"}), bob.user.email, data={"remember": "on"})
    assert kept.cookies["tugi_session"]["max-age"] == 14 * 24 * 3600


def test_everything_that_is_wrong_looks_the_same(client, bob, alice, charlie):
    members.deactivate(bob, by=alice)
    pages = {
        sign_in(client, email, password).content.decode().replace(email, "…").split("<main", 1)[1]
        for email, password in [
            ("nobody@acme.example", PASSWORD),
            (alice.user.email, "wrong horse battery"),
            (bob.user.email, PASSWORD),  # deactivated
            (charlie.user.email, PASSWORD),  # a member elsewhere
        ]
    }
    bodies = {page.split("csrfmiddlewaretoken", 1)[0] + page.split("id_login", 1)[1] for page in pages}

    assert len(bodies) == 1
    assert WRONG in bodies.pop()


def test_a_session_gets_a_new_key_and_the_old_one_is_dead(client, bob):
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["tugi_session"] = planted

    sign_in(client, bob.user.email)

    assert client.cookies["tugi_session"].value != planted
    other = ApartClient(headers={"host": "acme.localhost"})
    other.cookies["tugi_session"] = planted
    assert other.get("/settings/profile/").status_code == 302


def test_six_wrong_passwords_lock_the_account_from_every_address_and_host(bob):
    for number in range(6):
        client = ApartClient(headers={"host": f"x{number}.acme.example"}, REMOTE_ADDR=f"192.0.2.{number}")
        answer = sign_in(client, bob.user.email, "wrong horse battery")
    assert "Too many tries" in answer.content.decode()

    right = sign_in(ApartClient(headers={"host": "acme.localhost"}, REMOTE_ADDR="198.51.100.1"), bob.user.email)
    assert "Too many tries" in right.content.decode()


def test_signing_out_ends_the_session_and_needs_a_post(as_bob):
    assert as_bob.get("/sign-out/").status_code == 200
    assert as_bob.get("/settings/profile/").status_code == 200
    assert as_bob.post("/sign-out/")["Location"] == "/sign-in/"
    assert as_bob.get("/settings/profile/").status_code == 302


def test_who_is_no_longer_a_member_is_not_sent_to_and_fro(as_bob, bob, alice):
    members.deactivate(bob, by=alice)

    assert as_bob.get("/settings/profile/")["Location"].startswith("/sign-in/")
    assert as_bob.get("/sign-in/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "///evil.example",
        "https:///evil.example",
        " https://evil.example",
        "/%09/evil.example\t//x",
    ],
)
def test_next_leads_nowhere_else(client, bob, target):
    answer = client.post(f"/sign-in/?next={target}", {"login": bob.user.email, "password": PASSWORD, "next": target})

    location = answer["Location"]
    assert location == "/inbox/" or (location.startswith("/") and not location.startswith(("//", "/\\")))


def test_next_leads_back_to_where_one_was(client, bob):
    answer = client.post("/sign-in/", {"login": bob.user.email, "password": PASSWORD, "next": "/settings/profile/"})

    assert answer["Location"] == "/settings/profile/"


def test_no_other_pages_of_the_library_are_reachable(client, workspace):
    for path in ("/signup/", "/accounts/signup/", "/email/", "/accounts/login/", "/login/code/", "/reauthenticate/"):
        assert client.get(path).status_code == 404


def test_when_tries_can_not_be_counted_nobody_gets_one(client, bob, settings):
    dead = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": dead}

    for answer in (sign_in(client, bob.user.email), client.post("/sign-in/link/", {"login": bob.user.email})):
        assert answer.status_code == 503
        assert "try again in a minute" in answer.content.decode()
    assert client.get("/sign-in/").status_code == 200
