"""What forms say: our sentences at the field, in the order of the page, with the focus in the first wrong one."""

import re

import pytest
from django.test import Client

STANDARD = re.compile(r"This field is required|Ensure this value|Enter a |Select a valid choice")


def errors_of(page):
    """{id of the field: what stands at it}."""
    found = re.findall(r'class="field__error"[^>]*id="id_(\w+)_error".*?<span>(.*?)</span>', page, flags=re.S)
    return {name: words.replace("&#x27;", "'") for name, words in found}


def focused(page):
    return re.findall(r"<(?:input|textarea|select)[^>]*id=\"id_(\w+)\"[^>]* autofocus", page) + re.findall(
        r"<(?:input|textarea|select)[^>]* autofocus[^>]*id=\"id_(\w+)\"", page
    )


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        (
            "/settings/general/",
            {"reopen_days": "-1", "language": "en"},
            {
                "name": "Give the workspace a name.",
                "time_zone": "Write a time zone, for example Europe/Tallinn.",
                "reopen_days": "Write a number of days from 0 to 365.",
                "purge_days": "Write a number of days from 1 to 3650.",
                "portal_colour": "Choose a colour.",
            },
        ),
        ("/settings/invitations/", {"role": "agent"}, {"email": "Write the address of whom you invite."}),
        (
            "/settings/invitations/",
            {"role": "emperor", "email": "rosa@"},
            {
                "email": "This is not an e-mail address. It looks like name@example.com.",
                "role": "Choose one of these.",
            },
        ),
        ("/settings/teams/new/", {}, {"name": "Give the team a name."}),
        (
            "/settings/profile/",
            {"undo_seconds": "1.5"},
            {"name": "Write your name.", "undo_seconds": "Write a number of seconds from 0 to 60."},
        ),
        (
            "/settings/profile/",
            {"name": "x" * 101, "undo_seconds": "1"},
            {"name": "At most 100 letters; these are 101."},
        ),
        (
            "/settings/password/",
            {},
            {"current": "Type your current password.", "password": "Type a new password."},
        ),
        (
            "/settings/channels/new/",
            {"incoming": "imap", "outgoing": "system", "imap_port": "100000"},
            {
                "address": "Write the address that customers write to.",
                "name": "Give the channel a name.",
                "team": "Choose one of these.",
                "imap_host": "Name the server, for example mail.example.com.",
                "imap_port": "A port is a number from 1 to 65535.",
                "imap_user": "Name the user that the mailbox belongs to.",
            },
        ),
        (
            "/tickets/new/",
            {"origin": "phone", "priority": "2", "minutes": "many"},
            {
                "subject": "Say in a few words what it is about.",
                "minutes": "Write whole minutes, at most a day: 0 to 1440.",
                "name": "Say who it was: a name, an e-mail address or a telephone number.",
                "body": "Write down what it was about, or attach the scan.",
                "team": "Choose one of these.",
            },
        ),
    ],
)
def test_members_read_our_words(signed_in, path, data, words):
    empty = signed_in.get(path).content.decode()
    page = signed_in.post(path, data).content.decode()

    assert errors_of(page) == words
    assert not STANDARD.search(page)
    assert re.search(r'<form class="[\w-]+" [^>]*novalidate', empty)  # else the browser speaks first
    in_order = [name for name in re.findall(r'id="id_(\w+)"', page) if name in words]
    assert focused(page) == in_order[:1]


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/sign-in/", {}, {"login": "Write your e-mail address.", "password": "Type your password."}),
        (
            "/sign-in/",
            {"login": "bob", "password": "x"},
            {"login": "This is not an e-mail address. It looks like name@example.com."},
        ),
        ("/sign-in/link/", {"x": "1"}, {"login": "Write your e-mail address: the link goes there."}),
        ("/password/reset/", {"x": "1"}, {"login": "Write your e-mail address: the link goes there."}),
    ],
)
def test_whoever_signs_in_reads_our_words(client, workspace, path, data, words):
    assert "novalidate" in client.get(path).content.decode()
    page = client.post(path, data).content.decode()

    assert errors_of(page) == words
    assert focused(page) == list(words)[:1]


def test_after_a_wrong_password_the_focus_is_in_it(client, bob):
    assert focused(client.get("/sign-in/").content.decode()) == ["login"]
    page = client.post("/sign-in/", {"login": bob.user.email, "password": "wrong"}).content.decode()

    assert "do not belong together" in page
    assert focused(page) == ["password"]


def test_set_up_says_all_that_is_missing(db, settings, tmp_path):
    settings.SETUP_CODE_FILE = tmp_path / "setup-code"
    client = Client()
    assert "novalidate" in client.get("/setup/").content.decode()
    page = client.post("/setup/", {"email": "olga"}).content.decode()

    assert errors_of(page) == {
        "code": "Type the code that stands in the terminal or log of this server.",
        "workspace": "Give the workspace a name.",
        "slug": "Write a short name in small letters.",
        "name": "Write your name.",
        "email": "This is not an e-mail address. It looks like name@example.com.",
        "password": "Type a password.",
        "language": "Choose one of these.",
        "time_zone": "Write a time zone, for example Europe/Tallinn.",
    }
    assert focused(page) == ["code"]
