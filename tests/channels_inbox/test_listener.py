"""Mail in by SMTP: who is refused, what is kept, and what 250 means."""

import smtplib
import socket
import ssl
import time

import pytest
from django.db import connection, connections

from channels_inbox.models import Channel, InboundMessage
from tests.fixtures.cast import make_workspace
from tests.fixtures.certificates import make_certificate
from workspaces.tenancy import across_tenants, tenant

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = (
    b"From: rosa@example.com\r\nTo: help@acme.example\r\nMessage-ID: <%s@example.com>\r\nSubject: Hi\r\n\r\nHelp!\r\n"
)


def mail(name="1"):
    return MAIL % name.encode()


def send(listener, raw, *, to="help@acme.example", sender="rosa@example.com"):
    with smtplib.SMTP(listener.host, listener.port, timeout=10) as client:
        return client.sendmail(sender, to, raw)


def stored():
    with across_tenants("the test looks at everything"):
        return list(InboundMessage.objects.order_by("pk"))


def test_a_mail_is_stored_with_its_envelope_before_250_is_said(listener, help_channel):
    send(listener, mail())

    (message,) = stored()
    assert message.channel_id == help_channel.pk
    assert bytes(message.raw) == mail()
    assert message.size == len(mail())
    assert message.state == InboundMessage.State.RECEIVED
    assert message.envelope == {
        "mail_from": "rosa@example.com",
        "rcpt_to": ["help@acme.example"],
        "authenticated": None,
    }
    with across_tenants("the test looks at everything"):
        assert Channel.objects.get(pk=help_channel.pk).last_received_at is not None


def test_it_rings_for_the_intake(listener, help_channel, bell):
    send(listener, mail())
    (message,) = stored()
    claim = str(message.lease_token)
    assert bell.rung("inbound") == [("tickets.receive_inbound", message.workspace_id, message.pk, claim)]


def test_the_same_mail_again_is_taken_and_not_stored_again(listener, help_channel):
    send(listener, mail())
    send(listener, b"Received: by another way\r\n" + mail())
    send(listener, mail("2"))
    assert [bytes(message.raw) for message in stored()] == [mail(), mail("2")]


def test_a_plus_address_of_a_channel_is_taken(listener, help_channel):
    send(listener, mail(), to="Help+4711-abc@Acme.example")
    assert stored()[0].envelope["rcpt_to"] == ["Help+4711-abc@Acme.example"]


@pytest.mark.parametrize(
    "address",
    ["nobody@acme.example", "help@acme.example.evil.example", "help", "+x@acme.example", "help@globex.example"],
)
def test_unknown_recipients_are_refused(listener, help_channel, address):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(listener, mail(), to=address)
    assert refused.value.recipients[address][0] == 550
    assert stored() == []


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"settings": {"incoming": "imap"}}, {"kind": "form"}],
    ids=["not in use", "fetched by IMAP", "no e-mail channel"],
)
def test_an_address_that_the_listener_does_not_serve_is_refused(listener, acme, help_channel, change):
    with tenant(acme):
        Channel.objects.filter(pk=help_channel.pk).update(**change)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(listener, mail())


def test_a_mail_to_two_channels_is_stored_once_for_each_with_its_own_recipients(listener, help_channel):
    globex = make_workspace("globex")
    send(listener, mail(), to=["help@acme.example", "help@globex.example", "help+1@acme.example"])

    assert [(message.workspace_id, message.envelope["rcpt_to"]) for message in stored()] == [
        (help_channel.workspace_id, ["help@acme.example", "help+1@acme.example"]),
        (globex.pk, ["help@globex.example"]),
    ]


def test_the_null_sender_of_bounces_is_taken(listener, help_channel):
    send(listener, mail(), sender="")
    assert stored()[0].envelope["mail_from"] == ""


def test_bytes_that_are_no_text_are_no_address(listener, help_channel):
    with smtplib.SMTP(listener.host, listener.port, timeout=10) as client:
        client.ehlo()
        client.send(b"MAIL FROM:<ros\xffa@example.com>\r\n")
        assert client.getreply()[0] == 553
        client.mail("rosa@example.com")
        client.send(b"RCPT TO:<hel\x01p@acme.example>\r\n")
        assert client.getreply()[0] == 553


def test_a_mail_beyond_the_size_limit_is_refused(settings, help_channel, request):
    settings.MAIL_MAX_BYTES = 1000
    listener = request.getfixturevalue("listener")
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        send(listener, mail() + b"x" * 2000)
    assert refused.value.smtp_code == 552
    with smtplib.SMTP(listener.host, listener.port, timeout=10) as client:  # one that does not say its size beforehand
        client.helo()
        client.mail("rosa@example.com")
        client.rcpt("help@acme.example")
        assert client.data(mail() + b"x\r\n" * 700)[0] == 552
    assert stored() == []


def test_long_lines_and_bytes_beyond_ascii_arrive_as_they_are(listener, help_channel):
    raw = mail() + b"x" * 5000 + b"\r\n\xff\xe4\x00end\r\n.\r\n..\r\n"
    send(listener, raw)
    assert bytes(stored()[0].raw) == raw


def test_what_the_database_refuses_is_put_off_with_451(listener, help_channel):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_inbox_inboundmessage RENAME TO gone")
    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(listener, mail())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO channels_inbox_inboundmessage")
    assert refused.value.smtp_code == 451
    send(listener, mail())
    assert len(stored()) == 1


def test_it_goes_on_after_postgresql_closed_its_connections(help_channel, monkeypatch, request):
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 60)
    listener = request.getfixturevalue("listener")
    send(listener, mail())
    _end_other_connections()
    deadline = time.monotonic() + 10
    while True:  # a sender comes again after 451
        try:
            send(listener, mail("2"))
            break
        except smtplib.SMTPException:
            assert time.monotonic() < deadline
    assert len(stored()) == 2


def test_twenty_stalled_connections_do_not_stop_others(listener, help_channel):
    stalled = []
    for number in range(20):
        one = socket.create_connection((listener.host, listener.port), timeout=5)
        one.recv(200)
        one.sendall(
            b"EHLO slow\r\nMAIL FROM:<s@example.com>\r\nRCPT TO:<help@acme.example>\r\nDATA\r\n"[: 20 + 6 * number]
        )
        stalled.append(one)
    started = time.monotonic()
    send(listener, mail())
    assert time.monotonic() - started < 2
    assert len(stored()) == 1
    for one in stalled:
        one.close()


def test_one_peer_can_not_take_all_connections(settings, help_channel, request):
    settings.SMTP_MAX_CONNECTIONS = 4  # half of them for one peer
    listener = request.getfixturevalue("listener")
    two = [socket.create_connection((listener.host, listener.port), timeout=5) for _ in range(2)]
    assert [one.recv(3) for one in two] == [b"220", b"220"]
    third = socket.create_connection((listener.host, listener.port), timeout=5)
    assert third.recv(3) == b"421"
    for one in (*two, third):
        one.close()
    time.sleep(0.2)
    send(listener, mail())
    assert len(stored()) == 1


def test_a_sender_beyond_the_rate_is_put_off_and_others_are_not(settings, help_channel, request):
    settings.MAIL_PER_SENDER_PER_MINUTE = 2
    listener = request.getfixturevalue("listener")
    send(listener, mail("1"))
    send(listener, mail("2"))
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        send(listener, mail("3"))
    assert refused.value.smtp_code == 451
    send(listener, mail("4"), sender="other@example.com")
    assert len(stored()) == 3


def test_starttls_is_offered_with_a_certificate(settings, help_channel, tmp_path, request):
    certificate, key = make_certificate(tmp_path)
    settings.SMTP_LISTEN_CERTIFICATE, settings.SMTP_LISTEN_KEY = certificate, key
    listener = request.getfixturevalue("listener")
    context = ssl.create_default_context(cafile=certificate)
    with smtplib.SMTP("localhost", listener.port, timeout=10) as client:
        client.starttls(context=context)
        client.sendmail("rosa@example.com", "help@acme.example", mail())
    assert len(stored()) == 1


def _end_other_connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
