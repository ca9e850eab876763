"""A mailbox on a real Dovecot: fetched once, whatever breaks on the way."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from channels_inbox import lookup, polling
from channels_inbox.adapters.base import Polled
from channels_inbox.adapters.email import imap
from channels_inbox.models import Channel, InboundMessage
from tests.fixtures.certificates import make_certificate
from tests.fixtures.dovecot import running
from tests.fixtures.proxy import CuttingProxy
from workspaces.tenancy import tenant

pytestmark = [pytest.mark.imap, pytest.mark.django_db(transaction=True)]


def mail(name, body="Help!"):
    return f"From: rosa@example.com\r\nMessage-ID: <{name}@example.com>\r\nSubject: {name}\r\n\r\n{body}\r\n".encode()


@pytest.fixture
def mailbox(help_channel, dovecot):
    """help@acme.example, fetched from Dovecot."""
    return change(help_channel, settings=dovecot.settings, secrets=dovecot.secrets)


def change(channel, *, settings=None, secrets=None):
    with tenant(channel.workspace_id):
        channel = Channel.objects.get(pk=channel.pk)
        if settings is not None:
            channel.settings = settings
        if secrets is not None:
            channel.secrets = secrets
        channel.save()
        return channel


def poll(channel):
    return polling.poll(channel.workspace_id, channel.pk)


def row(channel):
    with tenant(channel.workspace_id):
        return Channel.objects.get(pk=channel.pk)


def stored(channel):
    """Subjects of what is stored, in its order."""
    with tenant(channel.workspace_id):
        raws = InboundMessage.objects.order_by("pk").values_list("raw", flat=True)
        return [bytes(raw).partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for raw in raws]


def test_new_mail_is_fetched_once_and_marked_as_seen(mailbox, dovecot):
    dovecot.put(mail("one"))
    assert poll(mailbox) == Polled(1)
    dovecot.put(mail("two"))
    dovecot.put(mail("three"))
    assert poll(mailbox) == Polled(2)
    assert poll(mailbox) == Polled(0)

    assert stored(mailbox) == ["one", "two", "three"]
    assert dovecot.flags() == {"one": True, "two": True, "three": True}
    after = row(mailbox)
    assert after.cursor["uid"] == 3
    assert after.last_checked_at is not None
    assert after.last_error == ""
    with tenant(mailbox.workspace_id):
        message = InboundMessage.objects.first()
        assert (bytes(message.raw), message.envelope) == (mail("one"), {})


def test_of_a_mailbox_that_was_in_use_only_what_is_unread_is_fetched(mailbox, dovecot):
    dovecot.put(mail("read long ago"), seen=True)
    dovecot.put(mail("unread"))
    dovecot.put(mail("read"), seen=True)
    assert poll(mailbox) == Polled(1)
    dovecot.put(mail("read by a colleague first"), seen=True)
    assert poll(mailbox) == Polled(1)
    assert stored(mailbox) == ["unread", "read by a colleague first"]


def test_a_slice_that_ends_is_gone_on_with(mailbox, dovecot):
    dovecot.put(mail("read"), seen=True)
    for number in range(3):
        dovecot.put(mail(str(number)))
    dovecot.put(mail("read, too"), seen=True)
    assert imap.poll(row(mailbox), slice_seconds=0) == Polled(0, more=True)
    channel = row(mailbox)
    with imap.open_mailbox(channel) as box:
        cursor = imap._cursor(channel, box.client)
        imap._take(channel, box.client, 2, 10, cursor)  # one, then the slice is over
    assert row(mailbox).cursor["until"] == 5
    assert poll(mailbox) == Polled(2)
    assert stored(mailbox) == ["0", "1", "2"]
    assert set(row(mailbox).cursor) == {"uidvalidity", "uid"}


def test_a_crash_between_the_commit_and_the_cursor_doubles_nothing(mailbox, dovecot):
    dovecot.put(mail("one"))
    poll(mailbox)
    with tenant(mailbox.workspace_id):
        cursor = {**row(mailbox).cursor, "uid": 0}
        Channel.objects.filter(pk=mailbox.pk).update(cursor=cursor)
    assert poll(mailbox) == Polled(0)
    assert stored(mailbox) == ["one"]
    assert row(mailbox).cursor["uid"] == 1


def test_a_connection_cut_within_a_mail_leaves_no_half_of_it(mailbox, dovecot):
    dovecot.put(mail("small"))
    dovecot.put(mail("large", "x" * 70 + "\r\n" + "y" * 300_000))
    dovecot.put(mail("after"))
    with CuttingProxy(dovecot.port, cut_after=150_000) as proxy:
        change(mailbox, settings={**dovecot.settings, "imap_port": proxy.port})
        assert poll(mailbox) is None
        assert stored(mailbox) == ["small"]
        assert row(mailbox).last_error != ""

        proxy.cut_after = None
        assert poll(mailbox) == Polled(2)
    assert stored(mailbox) == ["small", "large", "after"]
    assert row(mailbox).last_error == ""


def test_a_rebuilt_mailbox_is_fetched_again_without_doubles(mailbox, dovecot):
    for number in range(30):
        dovecot.put(mail(str(number)))
    assert poll(mailbox) == Polled(30)
    before = row(mailbox).cursor
    dovecot.rebuild()
    dovecot.put(mail("new"))
    assert poll(mailbox) == Polled(1)
    assert row(mailbox).cursor["uidvalidity"] != before["uidvalidity"]
    assert sorted(stored(mailbox)) == sorted([*map(str, range(30)), "new"])


def test_two_pollers_at_once_store_each_mail_once(mailbox, dovecot):
    for number in range(20):
        dovecot.put(mail(str(number)))
    polled = []

    def work():
        polled.append(poll(mailbox))
        connections.close_all()

    pollers = [threading.Thread(target=work) for _ in range(3)]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join()
    assert sum(each.stored for each in polled if each) == 20
    assert stored(mailbox) == list(map(str, range(20)))


def test_even_when_their_lock_is_lost(mailbox, dovecot):
    for number in range(20):
        dovecot.put(mail(str(number)))
    channels = [row(mailbox) for _ in range(3)]

    def work(channel):
        imap.poll(channel)
        connections.close_all()

    pollers = [threading.Thread(target=work, args=(channel,)) for channel in channels]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join()
    poll(mailbox)
    assert sorted(stored(mailbox), key=int) == list(map(str, range(20)))


def test_a_mail_beyond_the_limit_is_kept_as_far_as_the_limit_goes(mailbox, dovecot, settings):
    settings.MAIL_MAX_BYTES = 1000
    dovecot.put(mail("large", "x" * 5000))
    assert poll(mailbox) == Polled(1)
    with tenant(mailbox.workspace_id):
        message = InboundMessage.objects.get()
    assert message.size == 1000
    assert message.envelope == {"cut_from_bytes": len(mail("large", "x" * 5000))}


@pytest.mark.parametrize(
    ("chosen", "secrets", "words"),
    [
        ({}, {"imap_password": "wrong"}, "user name or password"),
        ({"imap_folder": "Nowhere"}, {}, "Nowhere"),
        ({"imap_port": 1}, {}, "refuses connections"),
        ({"imap_host": "no-such-host.invalid"}, {}, "No server is called no-such-host.invalid"),
        ({"imap_host": "10.0.0.1"}, {}, "private network"),
        ({"imap_security": "starttls"}, {}, "TLS"),
        ({"imap_user": "a\r\nx LOGOUT"}, {}, "control character"),
    ],
)
def test_what_is_wrong_is_said_on_the_channel(mailbox, dovecot, chosen, secrets, words):
    change(mailbox, settings={**dovecot.settings, **chosen}, secrets={**dovecot.secrets, **secrets})
    assert poll(mailbox) is None
    after = row(mailbox)
    assert words in after.last_error
    assert after.last_error_at is not None


def test_the_certificate_is_checked(help_channel, dovecot, tmp_path, monkeypatch):
    certificate, key = make_certificate(tmp_path)
    with running(certificate=(certificate, key)) as server:
        server.put(mail("one"))
        wanted = {**server.settings, "imap_port": server.ssl_port, "imap_security": "ssl"}
        channel = change(help_channel, settings=wanted, secrets=server.secrets)
        assert poll(channel) is None
        assert "certificate" in row(channel).last_error
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        assert poll(channel) == Polled(1)
        change(channel, settings={**server.settings, "imap_security": "starttls"})
        server.put(mail("two"))
        assert poll(channel) == Polled(1)


def test_a_channel_that_is_not_fetched_is_not_polled(help_channel, mailbox, dovecot):
    change(help_channel, settings={"incoming": "listener"})
    assert poll(help_channel) is None
    assert lookup.mailboxes() == []


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def watch(monkeypatch):
    """Start watchers; they are stopped at the end."""
    from channels_inbox.listener import watching

    monkeypatch.setattr(watching, "TICK", 0.3)
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.5)
    monkeypatch.setattr(watching, "RENEW_EVERY", 1)
    started = []

    def start():
        started.append(watching.Watchers())
        started[-1].start()
        return started[-1]

    yield start
    for watchers in started:
        watchers.stop()
        watchers.join(5)


def test_idle_rings_when_a_mail_comes(mailbox, dovecot, bell, watch):
    watch()
    wait_for(lambda: bell.rung("inbound"))  # once for what was there before
    bell.clear()
    dovecot.put(mail("one"))
    began = time.monotonic()
    wait_for(lambda: bell.rung("inbound"))
    assert bell.rung("inbound")[0] == ("channels_inbox.poll_mailbox", mailbox.workspace_id, mailbox.pk)
    assert time.monotonic() - began < 5


def test_two_listeners_never_watch_one_mailbox_and_the_second_takes_over(mailbox, dovecot, bell, watch):
    first = watch()
    wait_for(lambda: bell.rung("inbound"))
    token = row(mailbox).lease_token
    second = watch()
    time.sleep(1.5)
    assert row(mailbox).lease_token == token
    assert row(mailbox).lease_until > timezone.now() + timedelta(seconds=55)  # renewed
    assert len(bell.rung("inbound")) == 1

    first.stop()
    wait_for(lambda: row(mailbox).lease_token not in (None, token), seconds=15)
    wait_for(lambda: len(bell.rung("inbound")) == 2)
    second.stop()
    assert row(mailbox).lease_token is None


def test_the_watch_goes_on_after_the_connection_was_cut(mailbox, dovecot, bell, watch):
    with CuttingProxy(dovecot.port) as proxy:
        change(mailbox, settings={**dovecot.settings, "imap_port": proxy.port})
        watch()
        wait_for(lambda: bell.rung("inbound"))
        bell.clear()
        proxy.cut()
        wait_for(lambda: bell.rung("inbound"), seconds=15)


def test_why_a_watch_broke_is_logged_once_until_it_changes(mailbox, dovecot, bell, watch, caplog, monkeypatch):
    from channels_inbox.listener import watching

    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(watching, "BROKEN_PAUSE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        port = server.getsockname()[1]
        change(mailbox, settings={**dovecot.settings, "imap_port": port})
        watch()
        for _ in range(4):  # it hangs up on whoever calls
            server.accept()[0].close()
    wait_for(lambda: caplog.text.count("watch.broke") == 2)
    time.sleep(0.5)  # some ten tries more

    said = [record.msg for record in caplog.records if record.name == watching.__name__]
    assert [(one["event"], one["host"], one["reason"]) for one in said] == [
        ("watch.broke", "127.0.0.1", "protocol"),
        ("watch.broke", "127.0.0.1", "ConnectionRefusedError"),
    ]


def test_that_a_watch_works_again_is_logged(mailbox, dovecot, bell, watch, caplog, monkeypatch):
    caplog.set_level("INFO")
    change(mailbox, secrets={"imap_password": "wrong"})
    watch()
    wait_for(lambda: "sign_in_refused" in caplog.text)
    change(mailbox, secrets=dovecot.secrets)
    wait_for(lambda: "watch.works" in caplog.text, seconds=20)  # the server makes whoever failed wait
    assert caplog.text.count("watch.broke") == 1
    assert dovecot.secrets["imap_password"] not in caplog.text


def test_a_channel_that_is_switched_off_is_no_longer_watched(mailbox, dovecot, bell, watch):
    watch()
    wait_for(lambda: bell.rung("inbound"))
    change(mailbox, settings={"incoming": "listener"})
    wait_for(lambda: row(mailbox).lease_token is None)
