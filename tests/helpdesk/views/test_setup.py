"""The first workspace."""

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.fixtures.cast import make_workspace
from workspaces.hosts import workspace_for
from workspaces.models import Member, TeamMember, Workspace
from workspaces.tenancy import tenant


@pytest.fixture(autouse=True)
def code_file(settings, tmp_path):
    cache.clear()
    settings.SETUP_CODE_FILE = tmp_path / "var" / "setup-code"
    return settings.SETUP_CODE_FILE


def fields(code, **changes):
    return {
        "code": code, "workspace": "Acme", "slug": "acme", "name": "Olga Oak", "email": "Olga@acme.example",
        "password": "four green bicycles", "language": "en", "time_zone": "Europe/Tallinn", **changes,
    }  # fmt: skip


def test_every_page_leads_to_the_set_up(db):
    assert Client(headers={"host": "anything.example"}).get("/inbox/")["Location"] == "/setup/"


def test_whoever_knows_the_code_becomes_the_owner(db, code_file):
    client = Client()
    assert client.get("/setup/").status_code == 200
    code = code_file.read_text().strip()
    assert code_file.stat().st_mode & 0o777 == 0o600

    answer = client.post("/setup/", fields(code.upper().replace("-", " ")))

    assert answer["Location"] == "/inbox/"
    workspace = Workspace.objects.get()
    assert (workspace.slug, workspace.name, workspace.time_zone) == ("acme", "Acme", "Europe/Tallinn")
    with tenant(workspace):
        member = Member.objects.get()
        assert (member.role, member.user.email) == ("owner", "olga@acme.example")
        assert TeamMember.objects.filter(member=member).count() == 1
    assert client.get("/settings/general/").status_code == 200
    assert not code_file.exists()
    assert "sudo_password" not in client.get("/settings/channels/new/").content.decode()  # signed in a second ago


def test_on_this_machine_links_point_where_it_was_set_up(db, code_file, settings):
    settings.BASE_URL = "http://localhost:8123"
    client = Client(headers={"host": "localhost:8123"})
    assert "On this machine agents open http://localhost:8123." in client.get("/setup/").content.decode()
    client.post("/setup/", fields(code_file.read_text()))

    workspace = Workspace.objects.get()
    assert workspace.base_url == "http://localhost:8123"
    make_workspace("globex")
    assert [workspace_for(host) for host in ("localhost:8123", "acme.localhost:8123")] == [workspace] * 2
    assert client.get("/settings/general/").status_code == 200


def test_on_a_server_it_keeps_its_name_below_the_domain(db, code_file, settings):
    settings.BASE_URL, settings.BASE_DOMAIN = "https://help.example.com", "help.example.com"
    client = Client(headers={"host": "help.example.com"})
    assert "Agents open name.help.example.com." in client.get("/setup/").content.decode()
    client.post("/setup/", fields(code_file.read_text()))

    assert Workspace.objects.get().base_url == "https://acme.help.example.com"


def test_then_it_is_gone_for_ever(workspace, code_file):
    client = Client(headers={"host": "acme.localhost"})
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", fields("anything")).status_code == 404
    assert not code_file.exists()
    with pytest.raises(CommandError, match="by invitation"):
        call_command("setup_code")


def test_a_wrong_code_makes_nothing(db, code_file):
    client = Client()
    for code in ("", "wrong", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa"):
        assert client.post("/setup/", fields(code)).status_code == 422
    assert not Workspace.objects.exists()


def test_codes_can_not_be_tried_without_end(db):
    client = Client()
    statuses = [client.post("/setup/", fields("wrong")).status_code for _ in range(12)]
    assert statuses[:10] == [422] * 10
    assert statuses[10:] == [429] * 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "No Good"), ("password", "short"), ("time_zone", "Mars"), ("email", "nobody"), ("language", "xx")],
)
def test_what_is_wrong_is_said_and_nothing_is_made(db, code_file, field, value):
    client = Client()
    client.get("/setup/")
    answer = client.post("/setup/", fields(code_file.read_text(), **{field: value}))

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Workspace.objects.exists()


def test_the_command_prints_the_same_code(db, code_file, capsys):
    call_command("setup_code")
    call_command("setup_code")
    assert capsys.readouterr().out.split() == [code_file.read_text().strip()] * 2
