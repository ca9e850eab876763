"""Tests of servers, as their settings page shows them, and the proof of plus-addresses."""

import pytest
from django.utils import timezone

from channels_inbox import connection_tests, plus_proof, receiving
from channels_inbox.models import Channel, ChannelCheck, InboundMessage
from tests.channels_inbox.test_imap import change
from workspaces import heartbeats
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)


def check(channel, direction):
    """Start a test, run it as the task would, return it as it is then."""
    with tenant(channel.workspace_id):
        started = connection_tests.start(channel, direction)
    connection_tests.run(channel.workspace_id, started.pk)
    with tenant(channel.workspace_id):
        return ChannelCheck.objects.get(pk=started.pk)


def outcome(check):
    return check.state, [(step["step"], step["ok"]) for step in check.steps]


def test_the_task_is_rung_after_commit(help_channel, bell):
    with tenant(help_channel.workspace_id):
        started = connection_tests.start(help_channel, "incoming")
        assert bell.rung("inbound") == []
    assert bell.rung("inbound") == [("channels_inbox.check_channel", help_channel.workspace_id, started.pk)]


def test_outgoing_works_and_its_mail_proves_plus_addresses(help_channel, provider):
    change(help_channel, settings={"incoming": "imap", "outgoing": "system"})
    with tenant(help_channel.workspace_id):
        Channel.objects.update(takes_plus_addresses=False)
    done = check(help_channel, "outgoing")
    assert outcome(done) == ("passed", [("sign_in", True), ("send", True)])
    (envelope,) = provider.mails
    assert envelope.rcpt_tos == [f"help+check-{done.token}@acme.example"]

    # The server puts it into the mailbox, where it is found; once more does not count, nor in another channel.
    message = receiving.store(help_channel, envelope.content)
    assert (message.state, message.reason) == (InboundMessage.State.IGNORED, "channel_check")
    with tenant(help_channel.workspace_id):
        assert Channel.objects.get(pk=help_channel.pk).takes_plus_addresses is True
        assert ChannelCheck.objects.get(pk=done.pk).returned_at is not None


def test_a_forged_proof_proves_nothing(help_channel, provider):
    with tenant(help_channel.workspace_id):
        Channel.objects.update(takes_plus_addresses=False)
        forged = f"{plus_proof.HEADER}: {'a' * 26}\r\nSubject: Hi\r\n\r\nx\r\n".encode()
    message = receiving.store(help_channel, forged)
    assert message.state == InboundMessage.State.RECEIVED
    with tenant(help_channel.workspace_id):
        assert Channel.objects.get(pk=help_channel.pk).takes_plus_addresses is False


def test_a_bounce_of_the_test_mail_proves_nothing(help_channel, provider):
    with tenant(help_channel.workspace_id):
        Channel.objects.update(takes_plus_addresses=False)
    check(help_channel, "outgoing")
    bounce = (
        b"From: mailer-daemon@acme.example\r\nSubject: No such user\r\n\r\nWas:\r\n\r\n" + provider.mails[0].content
    )
    message = receiving.store(help_channel, bounce)
    assert message.state == InboundMessage.State.RECEIVED
    with tenant(help_channel.workspace_id):
        assert Channel.objects.get(pk=help_channel.pk).takes_plus_addresses is False


def test_the_listeners_mail_is_no_ticket_either(help_channel, provider, bell):
    done = check(help_channel, "outgoing")
    bell.clear()
    receiving.store(help_channel, provider.mails[0].content)
    assert bell.rung("inbound") == []
    assert done.state == "passed"


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        ({"MAIL": "421 4.3.2 Down"}, [("sign_in", True), ("sign_in", False)]),
        ({"DATA": "550 5.7.1 You may not send as help@"}, [("sign_in", True), ("send", False)]),
    ],
)
def test_what_a_server_says_is_shown(help_channel, provider, answers, steps):
    provider.answers.update(answers)
    done = check(help_channel, "outgoing")
    assert outcome(done) == ("failed", steps)
    assert done.steps[-1]["words"] == list(answers.values())[0]
    assert done.finished_at is not None


@pytest.mark.parametrize(
    "broken", [{"outgoing": "smtp"}, {"outgoing": "smtp", "smtp_host": "127.0.0.1", "smtp_port": "x"}]
)
def test_settings_that_are_not_complete_are_said(help_channel, broken):
    done = check(change(help_channel, settings=broken), "outgoing")
    assert done.state == "failed"
    assert "not complete" in done.steps[-1]["words"]


@pytest.mark.imap
def test_incoming_imap(help_channel, dovecot):
    channel = change(help_channel, settings=dovecot.settings, secrets=dovecot.secrets)
    assert outcome(check(channel, "incoming")) == ("passed", [("connect", True), ("folder", True)])
    channel = change(channel, secrets={"imap_password": "wrong"})
    assert outcome(check(channel, "incoming")) == ("failed", [("connect", False)])


def test_incoming_by_the_listener_asks_whether_it_runs(help_channel):
    assert outcome(check(help_channel, "incoming")) == ("failed", [("listener", False)])
    heartbeats.beat("mail")
    assert outcome(check(help_channel, "incoming")) == ("passed", [("listener", True)])


def test_a_test_that_is_over_is_not_run_again(help_channel, provider):
    done = check(help_channel, "outgoing")
    connection_tests.run(help_channel.workspace_id, done.pk)
    assert len(provider.mails) == 1
    assert done.started_at <= timezone.now()
