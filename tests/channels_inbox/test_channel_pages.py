"""Connecting, changing and testing channels in the settings."""

import time

import pytest
import time_machine
from django.utils import timezone

from channels_inbox.models import Channel, ChannelCheck, InboundMessage
from tests.fixtures.cast import PASSWORD, make_member
from tests.fixtures.database import outside
from workspaces.models import Team
from workspaces.tenancy import tenant


def fields(team, **changes):
    return {
        "address": "Support@acme.example", "name": "Support", "team": team.pk, "signature": "",
        "incoming": "imap", "imap_host": "mail.example.com", "imap_port": "", "imap_security": "ssl",
        "imap_user": "support", "imap_password": "imap-secret", "imap_folder": "",
        "outgoing": "smtp", "smtp_host": "mail.example.com", "smtp_port": "587", "smtp_security": "starttls",
        "smtp_user": "support", "smtp_password": "smtp-secret", **changes,
    }  # fmt: skip


@pytest.fixture
def connected(signed_in, team):
    signed_in.post("/settings/channels/new/", fields(team))
    return Channel.objects.get(address="support@acme.example")


def test_an_address_is_connected_and_tested_at_once(signed_in, team):
    answer = signed_in.post("/settings/channels/new/", fields(team))

    channel = Channel.objects.get(address="support@acme.example")
    assert answer["Location"] == f"/settings/channels/{channel.public_id}/"
    assert channel.settings == {
        "incoming": "imap", "imap_host": "mail.example.com", "imap_port": 993, "imap_security": "ssl",
        "imap_user": "support", "imap_folder": "INBOX",
        "outgoing": "smtp", "smtp_host": "mail.example.com", "smtp_port": 587, "smtp_security": "starttls",
        "smtp_user": "support",
    }  # fmt: skip
    assert channel.secrets == {"imap_password": "imap-secret", "smtp_password": "smtp-secret"}
    assert sorted(ChannelCheck.objects.values_list("direction", "state")) == [
        ("incoming", "running"),
        ("outgoing", "running"),
    ]


def test_passwords_never_come_back(signed_in, connected):
    page = signed_in.get(f"/settings/channels/{connected.public_id}/").content.decode()

    assert "imap-secret" not in page and "smtp-secret" not in page
    assert "One is kept. Leave empty to keep it." in page


def test_an_empty_password_keeps_the_old_one(signed_in, connected, team):
    answer = signed_in.post(
        f"/settings/channels/{connected.public_id}/",
        fields(team, name="Help", imap_port="993", imap_folder="INBOX", imap_password="", smtp_password=""),
    )

    assert answer.status_code == 302
    connected.refresh_from_db()
    assert connected.name == "Help"
    assert connected.secrets == {"imap_password": "imap-secret", "smtp_password": "smtp-secret"}


@pytest.mark.parametrize(
    "change",
    [
        {"imap_host": "evil.example"},
        {"imap_port": "1143"},
        {"imap_security": "none"},
        {"imap_user": "other"},
        {"smtp_host": "evil.example"},
        {"smtp_security": "none"},
    ],
)
def test_a_kept_password_goes_to_no_other_server(signed_in, connected, team, change):
    kept = {"imap_port": "993", "imap_folder": "INBOX", "imap_password": "", "smtp_password": ""}
    answer = signed_in.post(f"/settings/channels/{connected.public_id}/", fields(team, **{**kept, **change}))

    assert answer.status_code == 422
    assert "Type it again." in answer.content.decode()
    assert Channel.objects.get(pk=connected.pk).settings == connected.settings


def test_by_the_installations_own_servers(signed_in, team):
    signed_in.post("/settings/channels/new/", fields(team, incoming="listener", outgoing="system"))

    channel = Channel.objects.get(address="support@acme.example")
    assert (channel.settings, channel.secrets) == ({"incoming": "listener", "outgoing": "system"}, {})
    assert channel.takes_plus_addresses


def test_another_mailbox_begins_anew(signed_in, connected, team):
    Channel.objects.filter(pk=connected.pk).update(
        cursor={"uidvalidity": 1, "uid": 7},
        takes_plus_addresses=True,
        last_checked_at=timezone.now(),
        last_error="It was down.",
    )
    signed_in.post(f"/settings/channels/{connected.public_id}/", fields(team, imap_folder="Support"))

    connected.refresh_from_db()
    assert (connected.cursor, connected.takes_plus_addresses, connected.last_error) == ({}, False, "")
    assert connected.last_checked_at is None
    assert "was not looked into for more" not in signed_in.get("/settings/channels/").content.decode()
    with time_machine.travel(time.time() + 700):
        Channel.objects.filter(pk=connected.pk).update(last_checked_at=timezone.now())
    with time_machine.travel(time.time() + 1400):
        assert "was not looked into for more than ten" in signed_in.get("/settings/channels/").content.decode()


def test_the_same_mailbox_goes_on(signed_in, connected, team):
    Channel.objects.filter(pk=connected.pk).update(cursor={"uidvalidity": 1, "uid": 7}, takes_plus_addresses=True)
    signed_in.post(f"/settings/channels/{connected.public_id}/", fields(team, name="Help"))

    connected.refresh_from_db()
    assert (connected.cursor, connected.takes_plus_addresses) == ({"uidvalidity": 1, "uid": 7}, True)


@pytest.mark.parametrize("address", ["help@acme.example", "help@globex.example"])
def test_an_address_is_connected_once_in_the_installation(signed_in, team, other_workspace, address):
    answer = signed_in.post("/settings/channels/new/", fields(team, address=address))

    assert answer.status_code == 422
    assert "connected already" in answer.content.decode()
    assert not ChannelCheck.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "nobody"), ("imap_host", ""), ("imap_user", ""), ("imap_password", ""), ("smtp_host", "")],
)
def test_what_is_missing_is_said(signed_in, team, field, value):
    answer = signed_in.post("/settings/channels/new/", fields(team, **{field: value}))

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_what_is_no_address_is_said_in_our_words(signed_in, team):
    page = signed_in.post("/settings/channels/new/", fields(team, address="nobody")).content.decode()

    assert "This is not an e-mail address. It looks like name@example.com." in page


def test_a_team_of_another_workspace_is_no_choice(signed_in, team, other_workspace):
    with outside(), tenant(other_workspace):
        foreign = Team.objects.get(workspace=other_workspace)
    assert signed_in.post("/settings/channels/new/", fields(foreign)).status_code == 422


def test_after_ten_minutes_the_password_is_asked_for_and_nothing_typed_is_lost(signed_in, team):
    with time_machine.travel(time.time() + 601):
        answer = signed_in.post("/settings/channels/new/", fields(team))
        assert answer.status_code == 403
        page = answer.content.decode()
        assert 'value="mail.example.com"' in page
        assert 'value="imap-secret"' in page and 'value="smtp-secret"' in page  # typed now, not stored yet
        assert page.index('id="id_sudo_password"') < page.index('id="id_address"')  # asked where the eye is
        wrong = signed_in.post("/settings/channels/new/", fields(team, sudo_password="wrong horse"))
        assert wrong.status_code == 403
        assert not Channel.objects.filter(address="support@acme.example").exists()
        assert signed_in.post("/settings/channels/new/", fields(team, sudo_password=PASSWORD)).status_code == 302


def test_a_channel_is_taken_out_of_use_and_back(signed_in, email_channel):
    signed_in.post(f"/settings/channels/{email_channel.public_id}/activity/")
    email_channel.refresh_from_db()
    assert not email_channel.is_active
    assert signed_in.post(f"/settings/channels/{email_channel.public_id}/checks/").status_code == 404
    signed_in.post(f"/settings/channels/{email_channel.public_id}/activity/", {"undo": "1"})
    email_channel.refresh_from_db()
    assert email_channel.is_active


def test_the_list_says_in_words_what_is_wrong(signed_in, email_channel):
    Channel.objects.filter(pk=email_channel.pk).update(last_error="mail.example.com: refuses connections")

    assert "mail.example.com: refuses connections" in signed_in.get("/settings/channels/").content.decode()


def test_the_list_names_the_server_whose_test_failed(signed_in, connected):
    steps = [{"step": "connect", "ok": False, "words": "mail.example.com, port 993: refuses connections"}]
    ChannelCheck.objects.filter(direction="incoming").update(state="failed", steps=steps)

    page = signed_in.get("/settings/channels/").content.decode()
    assert "Mail does not come in. mail.example.com, port 993: refuses connections" in page
    ChannelCheck.objects.filter(direction="incoming").update(state="passed")
    assert "Mail does not come in." not in signed_in.get("/settings/channels/").content.decode()


UNTOUCHED = {"imap_port": "993", "imap_folder": "INBOX", "imap_password": "", "smtp_password": ""}


@pytest.mark.parametrize(
    ("change", "tested", "said"),
    [
        ({}, [], "Saved"),
        ({"name": "Help", "signature": "Yours"}, [], "Saved"),
        ({"imap_folder": "Support"}, ["incoming"], "Saved. The servers are being tested."),
        ({"imap_password": "another"}, ["incoming"], "Saved. The servers are being tested."),
        ({"smtp_port": "25", "smtp_password": "x"}, ["outgoing"], "Saved. The servers are being tested."),
        ({"address": "help2@acme.example"}, ["outgoing"], "Saved. The servers are being tested."),
        (
            {"incoming": "listener", "outgoing": "system"},
            ["incoming", "outgoing"],
            "Saved. The servers are being tested.",
        ),
    ],
)
def test_what_has_changed_is_tested_when_it_is_saved(signed_in, connected, team, change, tested, said):
    path = f"/settings/channels/{connected.public_id}/"
    signed_in.get(path)  # takes the toast of connecting
    ChannelCheck.objects.all().delete()
    answer = signed_in.post(path, fields(team, **{**UNTOUCHED, **change}), follow=True)

    assert sorted(ChannelCheck.objects.values_list("direction", flat=True)) == tested
    page = answer.content.decode()
    assert f'<span class="toast__text">{said}</span>' in page
    for way in ("incoming", "outgoing"):
        assert (f"{way.capitalize()} mail is being tested." in page) is (way in tested)


def test_what_is_not_in_use_is_saved_untested_and_says_so(signed_in, connected, team):
    Channel.objects.filter(pk=connected.pk).update(is_active=False)
    ChannelCheck.objects.all().delete()
    path = f"/settings/channels/{connected.public_id}/"
    page = signed_in.post(path, fields(team, imap_folder="Support"), follow=True).content.decode()

    assert "Saved. Not tested while the channel is not in use." in page
    assert not ChannelCheck.objects.exists()


def test_too_many_tests_at_once_are_said(signed_in, connected, team):
    path = f"/settings/channels/{connected.public_id}/"
    for _ in range(20):
        signed_in.post(f"{path}checks/", {"direction": "incoming"}, headers={"hx-request": "true"})
    page = signed_in.post(path, fields(team, imap_folder="Support"), follow=True).content.decode()

    assert "Saved. Not tested yet: too many tests at once." in page


def test_the_head_of_the_page_says_how_the_test_went(signed_in, connected):
    path = f"/settings/channels/{connected.public_id}/"
    incoming = ChannelCheck.objects.get(direction="incoming")
    steps = [{"step": "sign_in", "ok": False, "words": "The server refused the user name or password: no"}]
    ChannelCheck.objects.filter(direction="incoming").update(state="failed", steps=steps)
    ChannelCheck.objects.filter(direction="outgoing").update(state="passed")

    row = signed_in.get(f"{path}checks/{incoming.pk}/").content.decode()
    assert 'hx-swap-oob="innerHTML"' in row
    assert "Mail does not come in. mail.example.com: The server refused the user name or password: no" in row
    assert "Outgoing mail works." in row
    page = signed_in.get(path).content.decode()
    assert "Mail does not come in. mail.example.com: The server refused" in page
    # A later poll knows better; and that the test passed is no news the next day.
    Channel.objects.filter(pk=connected.pk).update(last_checked_at=timezone.now())
    assert "Mail does not come in." not in signed_in.get(path).content.decode()
    with time_machine.travel(time.time() + 24 * 3600):
        assert "Outgoing mail works." not in signed_in.get(path).content.decode()


def test_a_running_test_asks_again_and_a_finished_one_does_not(signed_in, email_channel):
    path = f"/settings/channels/{email_channel.public_id}/checks/"
    row = signed_in.post(path, {"direction": "incoming"}, headers={"hx-request": "true"}).content.decode()
    check = ChannelCheck.objects.get()
    assert f'hx-get="{path}{check.pk}/"' in row

    steps = [{"step": "listener", "ok": True, "words": "The mail listener is running."}]
    ChannelCheck.objects.update(state="passed", steps=steps)
    row = signed_in.get(f"{path}{check.pk}/").content.decode()
    assert "hx-get" not in row
    assert "The mail listener is running." in row


def test_a_test_that_nobody_runs_ends_with_a_reason(signed_in, email_channel):
    path = f"/settings/channels/{email_channel.public_id}/checks/"
    signed_in.post(path, {"direction": "outgoing"})
    with time_machine.travel(time.time() + 200):
        row = signed_in.get(f"{path}{ChannelCheck.objects.get().pk}/").content.decode()
    assert "Is the worker running?" in row and "hx-get" not in row


def test_an_unknown_kind_of_test_and_a_foreign_check_are_missing(signed_in, email_channel, other_workspace):
    path = f"/settings/channels/{email_channel.public_id}/checks/"
    assert signed_in.post(path, {"direction": "sideways"}).status_code == 404
    with outside(), tenant(other_workspace):
        channel = Channel.objects.get(workspace=other_workspace, kind="email")
        now = channel.created_at
        foreign = ChannelCheck.objects.create(
            workspace=other_workspace, channel=channel, direction="incoming", started_at=now
        )
    answers = [signed_in.get(f"{path}{pk}/") for pk in (foreign.pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_test_message_comes_in_through_the_listener(acme, help_channel, listener, settings):
    from channels_inbox import test_message

    settings.SMTP_LISTEN_HOST, settings.SMTP_LISTEN_PORT = listener.host, listener.port
    with tenant(acme):
        alice = make_member(acme, "Alice Ash", "admin")
        check = test_message.start(help_channel, by=alice)

    test_message.run(acme.pk, check.pk, alice.pk)

    with tenant(acme):
        check.refresh_from_db()
        assert (check.state, check.steps[0]["ok"]) == ("passed", True)
        inbound = InboundMessage.objects.get()
        assert inbound.envelope["mail_from"] == "alice@acme.example"
        assert b"Auto-Submitted" not in bytes(inbound.raw)


def test_a_test_message_that_cannot_leave_says_why(acme, help_channel, settings):
    from channels_inbox import test_message

    settings.SMTP_LISTEN_HOST, settings.SMTP_LISTEN_PORT = "127.0.0.1", 1  # nobody listens there
    with tenant(acme):
        alice = make_member(acme, "Alice Ash", "admin")
        check = test_message.start(help_channel, by=alice)
    test_message.run(acme.pk, check.pk, alice.pk)

    with tenant(acme):
        check.refresh_from_db()
        assert (check.state, check.steps[0]["ok"]) == ("failed", False)
        assert "refuses connections" in check.steps[0]["words"]


def test_the_first_steps_show_what_is_done(as_alice, as_bob, workspace, email_channel):
    steps = as_alice.get("/settings/channels/first-run/", headers={"hx-request": "true"}).content.decode()
    assert "help@acme.example receives and sends" in steps
    assert "Send test" in steps
    page = as_bob.get("/first-run/", follow=True).content.decode()
    assert "An owner or admin connects the addresses." in page
    assert "Send test" not in page
