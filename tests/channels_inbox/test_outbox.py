"""The queue out: claims, retries, outages, take-over. On committed rows, against a real SMTP server."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.utils import timezone

from channels_inbox import channel_health, configuring, outages, outbox, system_mail
from channels_inbox.adapters.base import PermanentFailure
from channels_inbox.models import Channel, Outage, SystemMail
from workspaces.models import Workspace
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)

State = SystemMail.State


@pytest.fixture
def acme(acme, provider):
    return acme


def queue(workspace, subject="Hello", *, channel=None, to="rosa@example.com", **changes):
    """A queued mail, committed."""
    (mail,) = system_mail.send_system_mail(workspace, to, subject, "Words", channel=channel)
    if changes:
        with tenant(workspace):
            SystemMail.objects.filter(pk=mail.pk).update(**changes)
    return mail


def deliver(mail, **options):
    return outbox.deliver(
        SystemMail, mail.pk, workspace_id=mail.workspace_id, build=options.pop("build", system_mail._build), **options
    )


def now_of(mail):
    """The row as it is now."""
    with tenant(mail.workspace_id):
        return SystemMail.objects.get(pk=mail.pk)


def make_due(mail):
    with tenant(mail.workspace_id):
        SystemMail.objects.filter(pk=mail.pk).update(next_attempt_at=timezone.now())


def subjects(provider):
    return [message_from_bytes(envelope.content)["Subject"] for envelope in provider.mails]


def with_own_server(workspace, port, address="own@acme.example"):
    with tenant(workspace):
        other = Channel.objects.filter(workspace=workspace).first()
        return Channel.objects.create(
            workspace=workspace,
            kind="email",
            name="Own",
            address=address,
            team=other.team,
            settings={"outgoing": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"},
        )


def test_a_row_is_sent_once_and_tells_who_asked(acme, provider):
    mail = queue(acme)
    ends = []
    assert deliver(mail, on_end=lambda row, result: ends.append((row.pk, row.delivery, result))) == State.SENT

    sent = now_of(mail)
    assert (sent.delivery, sent.delivery_error, sent.delivery_attempts, sent.next_attempt_at) == (
        State.SENT,
        "",
        1,
        None,
    )
    assert (sent.lease_token, sent.lease_until) == (None, None)
    assert sent.sent_at is not None
    assert ends == [(mail.pk, State.SENT, outbox.Result(State.SENT))]
    assert deliver(mail) is None
    assert subjects(provider) == ["Hello"]


def test_ten_workers_at_once_send_it_once(acme, provider):
    provider.seconds = 0.2
    mail = queue(acme)
    results = []

    def work():
        results.append(deliver(mail))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(results, key=str) == [None] * 9 + [State.SENT]
    assert subjects(provider) == ["Hello"]


def test_what_is_put_off_waits_by_the_schedule_with_the_servers_words(acme, provider):
    provider.answers["DATA"] = "451 4.3.0 Disk trouble"
    mail = queue(acme)
    waits = []
    for _ in range(6):
        make_due(mail)
        assert deliver(mail) == State.QUEUED
        waits.append((now_of(mail).next_attempt_at - timezone.now()).total_seconds())

    for wait, pause in zip(waits, [5, 30, 120, 600, 3600, 3600], strict=True):
        assert 0.75 * pause <= wait <= 1.25 * pause
    row = now_of(mail)
    assert (row.delivery_error, row.delivery_attempts) == ("451 4.3.0 Disk trouble", 6)
    assert deliver(mail) is None  # not due


def test_after_72_hours_it_fails(acme, provider):
    provider.answers["DATA"] = "451 4.3.0 Disk trouble"
    mail = queue(acme, queued_at=timezone.now() - timedelta(hours=72))
    ends = []
    assert deliver(mail, on_end=lambda row, result: ends.append(result)) == State.FAILED
    assert ends == [outbox.Result(State.FAILED, "451 4.3.0 Disk trouble")]
    assert now_of(mail).delivery_error == "451 4.3.0 Disk trouble"
    assert outbox.due(SystemMail, now=timezone.now() + timedelta(days=9)) == []


def test_what_is_refused_fails_at_once_and_can_be_tried_again(acme, provider):
    provider.answers["rosa@example.com"] = "550 5.1.1 No such user"
    mail = queue(acme)
    assert deliver(mail) == State.FAILED
    assert now_of(mail).delivery_error == "rosa@example.com: 550 5.1.1 No such user"

    provider.answers.clear()
    with tenant(acme):
        assert outbox.retry_now(now_of(mail)) is True
    assert deliver(mail) == State.SENT
    assert now_of(mail).delivery_error == ""
    with tenant(acme):
        assert outbox.retry_now(now_of(mail)) is False


def test_a_recipient_that_is_refused_is_named_though_the_rest_is_sent(acme, provider):
    provider.answers["sam@example.com"] = "550 5.1.1 No such user"
    mail = queue(
        acme,
        to=["rosa@example.com"],
    )
    with tenant(acme):
        SystemMail.objects.filter(pk=mail.pk).update(to=["rosa@example.com", "sam@example.com"])
    assert deliver(mail) == State.SENT
    assert now_of(mail).delivery_error == "sam@example.com: 550 5.1.1 No such user"


def test_what_can_not_be_built_fails_or_waits_and_never_hangs(acme, provider):
    def refuses(row):
        raise PermanentFailure("Nobody to send it to.")

    def breaks(row):
        raise KeyError("rosa@example.com")

    refused, broken = queue(acme), queue(acme)
    assert deliver(refused, build=refuses) == State.FAILED
    assert now_of(refused).delivery_error == "Nobody to send it to."
    assert deliver(broken, build=breaks) == State.QUEUED
    assert now_of(broken).delivery_error == "Something went wrong here (KeyError)."


def test_every_try_carries_the_same_message_id(acme, provider):
    mail = queue(acme)
    assert deliver(mail) == State.SENT
    with tenant(acme):  # as if the worker had died before it could close the row
        SystemMail.objects.filter(pk=mail.pk).update(
            delivery=State.SENDING, lease_until=timezone.now() - timedelta(seconds=1), text="Words"
        )
    assert deliver(mail) == State.SENT
    ids = [message_from_bytes(envelope.content)["Message-ID"] for envelope in provider.mails]
    assert ids == [f"<{mail.message_id}>"] * 2


def test_a_claim_holds_until_its_lease_ends(acme, provider):
    mail = queue(acme)
    token = outbox.claim(SystemMail, mail.pk, workspace_id=acme.pk)
    assert token is not None
    assert outbox.claim(SystemMail, mail.pk, workspace_id=acme.pk) is None
    later = timezone.now() + timedelta(seconds=16)
    taken = outbox.claim(SystemMail, mail.pk, workspace_id=acme.pk, now=later)
    assert taken not in (None, token)


def test_a_worker_that_wakes_up_too_late_changes_nothing(acme, provider):
    mail = queue(acme)
    other = uuid.uuid4()

    def build(row):  # while we build, another worker takes over
        SystemMail.objects.filter(pk=row.pk).update(lease_token=other)
        return system_mail._build(row)

    def note(row, result):
        Workspace.objects.filter(pk=row.workspace_id).update(name="Sent")

    assert deliver(mail, build=build, on_end=note) is None
    row = now_of(mail)
    assert (row.delivery, row.lease_token) == (State.SENDING, other)
    assert Workspace.objects.get(pk=acme.pk).name == "Acme"


def test_the_claim_is_renewed_while_the_sending_lasts(acme, provider, monkeypatch):
    monkeypatch.setattr("workspaces.lease.RENEW_SECONDS", 0.2)
    provider.seconds = 2  # the watch looks once a second, if an earlier test left it asleep
    mail = queue(acme)
    seen = []

    def watch():
        deadline = time.monotonic() + 5
        while now_of(mail).delivery != State.SENT and time.monotonic() < deadline:
            seen.append(now_of(mail).lease_until)
            time.sleep(0.1)
        connections.close_all()

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert deliver(mail) == State.SENT
    watcher.join()
    assert len({until for until in seen if until}) >= 3


def test_a_paused_workspace_sends_nothing(acme, provider):
    mail = queue(acme)
    Workspace.objects.filter(pk=acme.pk).update(sending_paused=True)
    assert deliver(mail) is None
    assert outbox.due(SystemMail) == []
    assert now_of(mail).delivery == State.QUEUED


def test_the_sweep_sees_what_is_due_and_what_the_dead_left(acme, provider):
    past = timezone.now() - timedelta(seconds=1)
    due = queue(acme)
    queue(acme, next_attempt_at=timezone.now() + timedelta(minutes=1))
    dead = queue(acme, delivery=State.SENDING, lease_until=past, lease_token=uuid.uuid4())
    queue(acme, delivery=State.SENDING, lease_until=timezone.now() + timedelta(seconds=9), lease_token=uuid.uuid4())
    queue(acme, delivery=State.SENT)
    assert outbox.due(SystemMail) == [(acme.pk, due.pk), (acme.pk, dead.pk)]


def test_while_a_server_is_down_one_probe_stands_for_all(acme, provider):
    mails = [queue(acme, f"Mail {number}") for number in range(5)]
    provider.answers["MAIL"] = "421 4.3.2 Down for a while"
    assert deliver(mails[0]) == State.QUEUED
    outage = Outage.objects.get()
    assert (outage.destination, outage.words) == ("system", "421 4.3.2 Down for a while")

    assert [deliver(mail) for mail in mails] == [None] * 5
    assert outbox.due(SystemMail) == []
    soon = timezone.now() + outages.PROBE_EVERY
    assert outbox.due(SystemMail, now=soon) == [(acme.pk, mails[1].pk)]  # not the one that has just been tried
    assert [now_of(mail).delivery_attempts for mail in mails] == [0] * 5

    provider.answers.clear()
    Outage.objects.update(probe_at=timezone.now())
    assert deliver(mails[1]) == State.SENT
    assert not Outage.objects.exists()
    assert len(outbox.due(SystemMail)) == 4
    assert [deliver(mails[number]) for number in (0, 2, 3, 4)] == [State.SENT] * 4


def test_two_workers_never_probe_at_once(acme, provider):
    outages.begin("system", "down", now=timezone.now() - timedelta(minutes=1))
    now = timezone.now()
    assert [outages.may_try("system", now=now) for _ in range(3)] == [True, False, False]
    assert outages.may_try("channel:1", now=now) is True


def test_a_server_that_is_down_does_not_hold_what_goes_elsewhere(acme, provider, settings):
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8"]
    own = with_own_server(acme, 1)  # nobody listens there
    held, free = queue(acme, "held", channel=own), queue(acme, "free")
    assert deliver(held) == State.QUEUED
    assert Outage.objects.get().destination == f"channel:{own.pk}"
    assert outbox.due(SystemMail) == [(acme.pk, free.pk)]
    assert deliver(free) == State.SENT
    assert Outage.objects.exists()


def test_a_mail_that_a_server_puts_off_is_no_outage(acme, provider):
    provider.answers["rosa@example.com"] = "450 4.2.1 Mailbox busy"
    assert deliver(queue(acme)) == State.QUEUED
    assert not Outage.objects.exists()


def test_what_is_held_for_72_hours_fails_without_a_try(acme, provider):
    mail = queue(acme, queued_at=timezone.now() - timedelta(hours=73))
    outages.begin("system", "no answer in time")
    assert outbox.due(SystemMail) == [(acme.pk, mail.pk)]
    assert deliver(mail) == State.FAILED
    assert now_of(mail).delivery_error == "no answer in time"
    assert provider.mails == []


def test_retry_asks_a_server_that_is_down_at_once(acme, provider):
    mail = queue(acme)
    outages.begin("system", "no answer in time")
    assert deliver(mail) is None
    with tenant(acme):
        assert outbox.retry_now(now_of(mail))
    assert deliver(mail) == State.SENT


def test_new_settings_of_a_server_are_tried_at_once_and_its_outage_shows_until_then(acme, provider, settings):
    settings.PRIVATE_MAIL_HOSTS = ["127.0.0.0/8"]
    own = with_own_server(acme, 1)
    mail = queue(acme, channel=own)
    deliver(mail)
    with tenant(acme):
        assert channel_health.of(own).state == "trouble"
        assert "refuses connections" in channel_health.of(own).words
        chosen = {**own.settings, "incoming": "listener", "smtp_port": provider.port}
        configuring.save(own, settings=chosen, secrets={}, by=None)
        assert channel_health.of(own).state == "quiet"
    assert outbox.due(SystemMail) == [(acme.pk, mail.pk)]
    assert deliver(mail) == State.SENT


def test_rows_of_one_thread_leave_in_their_order(acme, provider, monkeypatch):
    monkeypatch.setattr(SystemMail, "delivery_thread", "channel_id")
    own = with_own_server(acme, 1)
    with tenant(acme):
        Channel.objects.filter(pk=own.pk).update(settings={"outgoing": "system"})
    first, second, elsewhere = queue(acme, "1", channel=own), queue(acme, "2", channel=own), queue(acme, "3")

    assert deliver(second) is None
    assert deliver(elsewhere) == State.SENT
    assert deliver(first) == State.SENT
    assert deliver(second) == State.SENT
    assert subjects(provider) == ["3", "1", "2"]

    stuck = queue(acme, "4", channel=own, next_attempt_at=timezone.now() + timedelta(minutes=10))
    assert deliver(queue(acme, "5", channel=own)) == State.SENT
    assert now_of(stuck).delivery == State.QUEUED


def test_another_workspaces_row_can_not_be_sent(acme, provider):
    mail = queue(acme)
    assert outbox.deliver(SystemMail, mail.pk, workspace_id=acme.pk + 1, build=system_mail._build) is None
    assert provider.mails == []


def test_a_worker_killed_while_sending_is_taken_over(acme, provider):
    provider.seconds = 60
    mail = queue(acme)
    code = (
        "import django; django.setup()\n"
        "from channels_inbox import system_mail\n"
        f"system_mail.deliver({acme.pk}, {mail.pk})\n"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{connection.settings_dict['NAME']}")
        .geturl(),
        "SMTP_URL": provider.url,
    }
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment)
    try:
        deadline = time.monotonic() + 20
        while now_of(mail).delivery != State.SENDING:
            assert time.monotonic() < deadline and worker.poll() is None
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    assert outbox.due(SystemMail) == []
    died = timezone.now()
    assert outbox.due(SystemMail, now=died + timedelta(seconds=20)) == [(acme.pk, mail.pk)]
    with tenant(acme):  # the twenty seconds pass
        SystemMail.objects.filter(pk=mail.pk).update(lease_until=died - timedelta(seconds=1))
    provider.seconds = 0
    assert deliver(mail) == State.SENT
    assert message_from_bytes(provider.mails[-1].content)["Message-ID"] == f"<{mail.message_id}>"
