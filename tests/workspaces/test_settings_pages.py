"""Every settings page: who may open it by permissions.yaml, and what it saves."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.fixtures.cast import PASSWORD, ApartClient, make_member
from tests.fixtures.database import outside
from workspaces import rights
from workspaces.models import Heartbeat, Team
from workspaces.tenancy import tenant

# path, right that it needs (None: any member)
PAGES = [
    ("/settings/", None),
    ("/settings/profile/", None),
    ("/settings/password/", None),
    ("/settings/general/", "workspace.configure"),
    ("/settings/acknowledgement/", "workspace.configure"),
    ("/settings/members/", "members.invite"),
    ("/settings/invitations/", "members.invite"),
    ("/settings/members/{bob}/", "members.change_role"),
    ("/settings/teams/", "teams.configure"),
    ("/settings/teams/new/", "teams.configure"),
    ("/settings/teams/{team}/", "teams.configure"),
    ("/settings/channels/", "channels.configure"),
    ("/settings/channels/new/", "channels.configure"),
    ("/settings/channels/{channel}/", "channels.configure"),
    ("/settings/quarantine/", "quarantine.read"),
    ("/settings/members/{bob}/two-factor/", "members.change_role"),
    ("/settings/photo/", None),
    ("/settings/two-factor/", None),
    ("/settings/roles/", None),
]
CHANGES = [
    ("/settings/members/{bob}/deactivation/", "members.change_role"),
    ("/settings/teams/{team}/deletion/", "teams.configure"),
    ("/settings/channels/{channel}/activity/", "channels.configure"),
    ("/settings/channels/{channel}/checks/", "channels.configure"),
]


@pytest.fixture
def paths(bob, team, email_channel):
    known = {"bob": bob.public_id, "team": team.pk, "channel": email_channel.public_id}
    return lambda path: path.format(**known)


@pytest.fixture(params=rights.ROLES)
def somebody(request, workspace):
    """A client signed in with each role in turn, and the role."""
    client = ApartClient(headers={"host": "acme.localhost"})
    client.force_login(make_member(workspace, "Sam Spruce", request.param).user)
    return client, request.param


def may(role, action):
    return action is None or rights.scope(role, action) != rights.NONE


def test_pages_open_for_the_roles_of_the_matrix_and_no_others(somebody, paths):
    client, role = somebody
    seen = {path: client.get(paths(path)).status_code for path, _ in PAGES}

    assert seen == {path: 200 if may(role, action) else 403 for path, action in PAGES}


def test_changes_are_refused_to_the_other_roles(somebody, paths):
    client, role = somebody
    for path, action in [*CHANGES, *PAGES[3:4], *PAGES[5:]]:
        if not may(role, action):
            assert client.post(paths(path), {"name": "Mine now"}).status_code in (403, 405), path
            assert client.post(paths(path)).status_code != 200


def test_the_navigation_shows_what_may_be_opened(somebody, paths):
    client, role = somebody
    page = client.get("/settings/profile/").content.decode()

    assert ('href="/settings/general/"' in page) == may(role, "workspace.configure")
    assert ('href="/settings/channels/"' in page) == may(role, "channels.configure")
    assert ('href="/settings/quarantine/"' in page) == may(role, "quarantine.read")


def test_visitors_are_sent_to_sign_in(client, workspace, paths):
    for path, _ in PAGES:
        answer = client.get(paths(path))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_ids_of_another_workspace_answer_like_missing_ones(as_alice, charlie, other_workspace):
    with outside(), tenant(other_workspace):
        foreign = Team.objects.get(workspace=other_workspace).pk
        channel = other_workspace.channels.get(kind="email").public_id
    for mine, missing in (
        (f"/settings/members/{charlie.public_id}/", f"/settings/members/{'a' * 26}/"),
        (f"/settings/teams/{foreign}/", "/settings/teams/999999/"),
        (f"/settings/channels/{channel}/", f"/settings/channels/{'a' * 26}/"),
    ):
        answers = [as_alice.get(path) for path in (mine, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def general(workspace, **changes):
    fields = {
        "name": workspace.name, "time_zone": "Europe/Tallinn", "language": "en", "reopen_days": 14, "purge_days": 45,
        "ack_enabled": "on", "ack_text": "", "portal_name": "", "portal_colour": "#00534a",
    }  # fmt: skip
    return {**fields, **changes}


def test_the_workspace_is_changed(as_alice, workspace):
    answer = as_alice.post("/settings/general/", general(workspace, name="Acme Oy", ack_text="We have it."))

    assert answer.status_code == 302
    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone, workspace.ack_text) == ("Acme Oy", "Europe/Tallinn", "We have it.")
    assert (workspace.agents_see_all_teams, workspace.slug) == (False, "acme")


def test_the_help_centre_is_greeted_in_each_language(as_alice, workspace):
    own = {"greeting_en": "Hello!", "note_en": "Six people read it.", "greeting_et": "Tere!", "note_nb": "  "}
    as_alice.post("/settings/general/", general(workspace, **own))

    workspace.refresh_from_db()
    assert workspace.portal_texts == {
        "en": {"greeting": "Hello!", "note": "Six people read it."},
        "et": {"greeting": "Tere!"},
    }
    page = as_alice.get("/settings/general/").content.decode()
    assert 'value="Tere!"' in page
    assert 'placeholder="Hvordan kan vi hjelpe deg?"' in page  # what customers read where nothing is written
    assert "Greeting in Estonian" in page
    as_alice.post("/settings/general/", general(workspace))
    workspace.refresh_from_db()
    assert workspace.portal_texts == {}


def test_a_pale_colour_is_darkened_and_that_is_said(as_alice, workspace):
    as_alice.post("/settings/general/", general(workspace, portal_colour="#7fd4c8"))

    workspace.refresh_from_db()
    assert workspace.portal_colour != "#7fd4c8"
    assert f"darkened to {workspace.portal_colour}" in as_alice.get("/settings/general/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("portal_colour", "red"),
        ("reopen_days", "366"),
        ("purge_days", "0"),
        ("purge_days", "3651"),
        ("language", "xx"),
        ("name", ""),
    ],
)
def test_nonsense_is_refused_beside_its_field(as_alice, workspace, field, value):
    answer = as_alice.post("/settings/general/", general(workspace, **{field: value}))

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    workspace.refresh_from_db()
    assert workspace.name == "Acme"


def test_fields_that_are_not_on_the_page_do_not_change(as_alice, workspace):
    secret = workspace.secret
    as_alice.post("/settings/general/", general(workspace, slug="stolen", secret="x", sending_paused="on"))

    workspace.refresh_from_db()
    assert (workspace.slug, workspace.secret, workspace.sending_paused) == ("acme", secret, False)


def test_the_confirmation_is_shown_as_it_would_be_sent(as_alice, workspace, ticket):
    typed = {"ack_text": "Hello, {{ticket.number}} <b>{{agent.token}}</b>", "name": "Acme Oy"}
    page = as_alice.post("/settings/acknowledgement/", typed).content.decode()

    assert f"Hello, {ticket.number + 1} &lt;b&gt;{{{{agent.token}}}}&lt;/b&gt;" in page
    workspace.refresh_from_db()
    assert workspace.ack_text == ""


def test_a_member_changes_their_profile(as_bob, bob):
    answer = as_bob.post(
        "/settings/profile/",
        {"name": "Bob B. Birch", "public_name": "Bob", "language": "et", "theme": "dark", "undo_seconds": 5},
    )

    assert answer.cookies["tugi_language"].value == "et"
    bob.refresh_from_db()
    assert (bob.name, bob.public_name, bob.undo_seconds, bob.shortcuts) == ("Bob B. Birch", "Bob", 5, False)
    assert (bob.user.language, bob.user.theme, bob.role) == ("et", "dark", "agent")


def test_a_profile_gives_no_rights(as_bob, bob):
    as_bob.post("/settings/profile/", {"name": "Bob", "undo_seconds": 5, "role": "owner", "email": "x@example.com"})

    bob.refresh_from_db()
    assert (bob.role, bob.user.email) == ("agent", "bob@acme.example")


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(as_bob, bob):
    other = ApartClient(headers={"host": "acme.localhost"})
    other.force_login(bob.user)

    wrong = as_bob.post("/settings/password/", {"current": "wrong horse", "password": "four green bicycles"})
    assert wrong.status_code == 422
    right = as_bob.post("/settings/password/", {"current": PASSWORD, "password": "four green bicycles"})
    assert right.status_code == 302
    assert as_bob.get("/settings/profile/").status_code == 200
    assert other.get("/settings/profile/").status_code == 302


def test_lists_ask_the_database_as_often_for_many_as_for_few(as_alice, workspace, team):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for batch in range(2):
        for number in range(8):
            make_member(workspace, f"N{batch}x{number} Nut", "agent", [team])
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get("/settings/members/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_where_a_phone_shows_the_list_of_settings_alone_it_has_a_title_and_the_way_out(as_alice, as_bob):
    for client in (as_alice, as_bob):
        listed = client.get("/settings/").content.decode()
        nav = listed.partition('<nav class="settings__nav"')[2].partition("</nav>")[0]
        assert '<h1 class="settings__nav-title only-narrow">Settings</h1>' in nav
        assert 'href="/sign-out/"' in nav
        assert "settings__nav-title" not in client.get("/settings/profile/").content.decode()


def _beats(**minutes_ago):
    """Signs of life of the installation's parts, so many minutes ago."""
    for kind, ago in minutes_ago.items():
        Heartbeat.objects.create(name=f"{kind}@here", at=timezone.now() - timedelta(minutes=ago))


@pytest.mark.parametrize("path", ["/settings/", "/settings/general/", "/settings/channels/", "/settings/profile/"])
def test_admins_read_which_part_does_not_run(as_alice, path):
    _beats(worker=0, beat=0, mail=0)
    assert "silent-parts" not in as_alice.get(path).content.decode()
    Heartbeat.objects.filter(name="worker@here").update(at=timezone.now() - timedelta(minutes=30))
    Heartbeat.objects.filter(name="mail@here").delete()

    words = re.sub(r"<[^>]+>|\s+", " ", as_alice.get(path).content.decode())
    since = timezone.now() - timedelta(minutes=30)
    assert re.search(rf"The worker has not run since .*{since:%H:%M} *: mail that came in is not read", words)
    assert "The mail listener does not run:" in words
    assert "The beat" not in words


def test_agents_are_not_told_and_nothing_is_asked_for_them(as_bob):
    with CaptureQueriesContext(connection) as asked:
        page = as_bob.get("/settings/profile/").content.decode()
    assert "silent-parts" not in page
    assert not [one for one in asked if "heartbeat" in one["sql"]]


def test_times_are_those_of_whom_they_are_shown_to(as_bob, as_alice, bob, ticket):
    profile = {"name": bob.name, "undo_seconds": "10", "theme": "", "language": ""}
    wrong = as_bob.post("/settings/profile/", {**profile, "time_zone": "Tartu"})
    assert wrong.status_code == 422 and "No time zone is called “Tartu”" in wrong.content.decode()
    assert as_bob.post("/settings/profile/", {**profile, "time_zone": "Asia/Tokyo"}).status_code == 302
    assert 'data-time-zone="Asia/Tokyo"' in as_bob.get("/tickets/1/").content.decode()
    assert 'data-time-zone="UTC"' in as_alice.get("/tickets/1/").content.decode()
    as_bob.post("/settings/profile/", {**profile, "time_zone": ""})
    assert 'data-time-zone="UTC"' in as_bob.get("/tickets/1/").content.decode()
