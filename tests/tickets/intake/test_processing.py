"""One raw mail goes in once, whoever tries, and is never lost."""

import os
import signal
from datetime import timedelta

import pytest
from celery.app.trace import build_tracer
from django.db import connection
from django.utils import timezone

from channels_inbox.models import InboundMessage
from tests.fixtures.bell import bell  # noqa: F401
from tests.fixtures.cast import make_workspace
from tests.fixtures.database import outside
from tests.fixtures.post import letter
from tickets.intake import claiming, process, quarantine, retry
from tickets.models import Message, Ticket
from workspaces import doorbell
from workspaces.tenancy import tenant


def test_a_second_run_finds_nothing_to_do(post):
    assert post().result == "opened"
    assert post.processed(post.inbound()) is None
    assert Ticket.objects.count() == 1


def run_out(inbound):
    """The lease of its claim has ended."""
    InboundMessage.objects.filter(pk=inbound.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def grown_old(inbound):
    """Its bell waited in a queue: the claim lasts, but not for long."""
    InboundMessage.objects.filter(pk=inbound.pk).update(lease_until=timezone.now() + timedelta(seconds=8))


def test_a_mail_is_stored_as_claimed(post, workspace):
    inbound = post.stored(letter())
    assert claiming.claim(workspace.pk, inbound.pk) is None
    held = claiming.carried(workspace.pk, inbound.pk, str(inbound.lease_token))
    assert (held.pk, held.attempts, held.own_addresses) == (inbound.pk, 1, ["help@acme.example"])
    assert (bytes(held.raw), held.channel, held.workspace) == (inbound.raw, inbound.channel, workspace)


def test_a_claim_holds_others_off_until_its_lease_ends(post, workspace):
    inbound = post.stored(letter())
    run_out(inbound)
    assert claiming.carried(workspace.pk, inbound.pk, inbound.lease_token) is None
    claimed = claiming.claim(workspace.pk, inbound.pk)
    assert (claimed.attempts, claimed.own_addresses) == (2, ["help@acme.example"])
    assert claiming.claim(workspace.pk, inbound.pk) is None
    run_out(inbound)
    assert claiming.claim(workspace.pk, inbound.pk).attempts == 3


def test_a_bell_that_waited_claims_anew_and_once_only(post, workspace):
    """Its claim might end amid the work."""
    inbound = post.stored(letter())
    grown_old(inbound)
    assert claiming.carried(workspace.pk, inbound.pk, inbound.lease_token) is None
    assert claiming.claim(workspace.pk, inbound.pk) is None
    claimed = claiming.claim(workspace.pk, inbound.pk, instead_of=inbound.lease_token)
    assert (claimed.attempts, claimed.lease_token == inbound.lease_token) == (2, False)
    assert claimed.lease_until > timezone.now() + timedelta(seconds=10)
    assert claiming.claim(workspace.pk, inbound.pk, instead_of=inbound.lease_token) is None


def test_a_mail_whose_bell_waited_goes_in(post):
    inbound = post.stored(letter())
    grown_old(inbound)
    assert post.processed(inbound).result == "opened"
    assert post.inbound().attempts == 2


def answered(task, *args, redelivered):
    """``task`` as a worker runs it."""
    request = {"delivery_info": {"redelivered": redelivered}}
    with outside():
        build_tracer(task.name, task, app=task.app)("one", args, {}, request)


def test_a_bell_that_comes_again_counts_as_an_attempt(post, workspace):
    """Its worker died: the claim that it brings is used up, and only a lease that ended lets another try."""
    from tickets.tasks import receive_inbound

    inbound = post.stored(letter())
    rung = [workspace.pk, inbound.pk, str(inbound.lease_token)]
    answered(receive_inbound, *rung, redelivered=True)
    inbound.refresh_from_db()
    assert (inbound.state, inbound.attempts) == ("received", 1)
    run_out(inbound)
    answered(receive_inbound, *rung, redelivered=True)
    inbound.refresh_from_db()
    assert (inbound.state, inbound.attempts) == ("done", 2)
    inbound = post.stored(letter())
    answered(receive_inbound, workspace.pk, inbound.pk, str(inbound.lease_token), redelivered=False)
    inbound.refresh_from_db()
    assert (inbound.state, inbound.attempts) == ("done", 1)


def test_while_the_bell_is_out_of_order_a_mail_waits_for_the_sweep_only(post, workspace):
    doorbell.breaker.trip()
    try:
        inbound = post.stored(letter())
    finally:
        doorbell.breaker._until = 0.0
    assert (inbound.attempts, inbound.lease_token, inbound.lease_until) == (0, None, None)
    assert claiming.claim(workspace.pk, inbound.pk).attempts == 1


def test_one_who_lost_the_claim_changes_nothing(post, workspace):
    from tickets.intake.outcome import Outcome

    inbound = post.stored(letter())
    first = claiming.carried(workspace.pk, inbound.pk, inbound.lease_token)
    run_out(inbound)
    claiming.claim(workspace.pk, inbound.pk)
    with pytest.raises(claiming.LostClaim):
        claiming.close(first, Outcome("opened", ticket=1))
    inbound.refresh_from_db()
    assert inbound.state == "received"


def test_a_run_that_was_overtaken_leaves_no_half(post, workspace, monkeypatch):
    """Its claim runs out while it reads; by the time it writes, the mail is another's."""
    from tickets.intake import reading

    inbound = post.stored(letter())
    read = reading.parse_in_child

    def slowly(raw):
        with tenant(workspace):
            run_out(inbound)
        claiming.claim(workspace.pk, inbound.pk)
        return read(raw)

    monkeypatch.setattr(reading, "parse_in_child", slowly)
    assert post.processed(inbound) is None
    inbound.refresh_from_db()
    assert (inbound.state, inbound.attempts, Ticket.objects.count()) == ("received", 2, 0)


def test_a_failure_of_ours_puts_the_mail_off_and_leaves_no_half(post):
    """The database refuses the last statement: all that was written with it goes."""
    inbound = post.stored(letter(subject="x"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_ticketsearch RENAME TO tickets_away")
    with pytest.raises(Exception, match="tickets_ticketsearch"):
        post.processed(inbound)
    inbound.refresh_from_db()
    assert (inbound.state, inbound.attempts, inbound.lease_token) == ("received", 1, None)
    assert inbound.lease_until > timezone.now()
    assert (Ticket.objects.count(), Message.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_away RENAME TO tickets_ticketsearch")
    InboundMessage.objects.update(lease_until=None)
    assert (post.processed(inbound).result, post.inbound().ticket_number) == ("opened", 1)


def test_what_fails_each_time_ends_in_quarantine_and_can_be_tried_again(post):
    inbound = post.stored(letter())
    run_out(inbound)
    InboundMessage.objects.update(attempts=claiming.MAX_ATTEMPTS)
    outcome = post.processed(inbound)
    inbound.refresh_from_db()
    assert (outcome.result, inbound.state, inbound.reason) == ("quarantined", "quarantined", "failed")
    retry(inbound)
    assert (post.processed(inbound).result, post.inbound().state) == ("opened", "done")


def test_a_mail_without_anything_to_read_waits_in_quarantine_with_its_bytes(post):
    raw = b"X-Nothing: at all\r\n\r\n"
    outcome = post(raw=raw)
    assert (outcome.result, outcome.reason, bytes(post.inbound().raw)) == ("quarantined", "no_text", raw)
    assert post(subject="after it", body="hi").result == "opened"


def test_a_mail_that_kills_the_parser_is_kept_and_the_next_goes_through(post, monkeypatch):
    """A child that stands still, and a second instead of ten, stand for a mail that takes too long."""
    from channels_inbox.mail import pool

    post(subject="before it")
    for pid in pool._default.pids():
        os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr(pool._default, "seconds", 1)
    inbound = post.stored(letter())
    outcome = post.processed(inbound)
    inbound.refresh_from_db()
    assert (outcome.result, outcome.reason, inbound.state) == ("quarantined", "parser_killed", "quarantined")
    monkeypatch.undo()
    assert post(subject="after it", body="hi").result == "opened"
    retry(inbound)
    assert post.processed(inbound).result == "opened"


def test_only_what_is_in_quarantine_is_tried_again(post):
    post()
    with pytest.raises(quarantine.NotInQuarantine):
        retry(post.inbound())


def test_another_workspace_can_not_take_it(post, workspace, other_workspace):
    inbound = post.stored(letter())
    with outside():
        assert process(other_workspace.pk, inbound.pk) is None
    inbound.refresh_from_db()
    assert inbound.state == "received"


def statements(run):
    """The SQL of ``run()`` inside its transaction, without savepoints and settings."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run()
    silent = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
    return [one["sql"] for one in captured if not one["sql"].startswith(silent)]


def whole_cost(post, raw):
    """The statements of taking in a stored mail, from the claim to the end; each of both transactions enters by one more."""
    inbound = post.stored(raw)
    return [*statements(lambda: post.processed(inbound)), "enter", "enter"]


@pytest.mark.parametrize(("sender", "most"), [("rosa@example.com", 9), ("Nils New <nils@new.example>", 12)])
def test_a_new_mail_takes_few_statements(post, rosa, sender, most):
    taken = whole_cost(post, letter(sender=sender, files=[("a.pdf", "application/pdf", b"%PDF-1.4 x")]))
    assert post.inbound().result == "opened"
    assert len(taken) <= most, "\n".join(taken)


def test_an_answer_by_mail_that_reopens_takes_few_statements(post, t1, r1, bob):
    from tickets.operations import triage

    triage.set_category(t1, "solved", by=bob)
    taken = whole_cost(post, letter(in_reply_to=r1.message_id, references=["m1@client.example", r1.message_id]))
    assert post.inbound().result == "appended"
    assert len(taken) <= 10, "\n".join(taken)


@pytest.mark.django_db(transaction=True)
def test_the_bell_brings_the_claim(bell):  # noqa: F811
    from channels_inbox import receiving
    from channels_inbox.models import Channel

    made = make_workspace("acme")
    with tenant(made):
        channel = Channel.objects.get(workspace=made, kind="email")
    inbound = receiving.store(channel, letter())
    assert bell.rung("inbound") == [("tickets.receive_inbound", made.pk, inbound.pk, str(inbound.lease_token))]
    assert process(*bell.rung("inbound")[0][1:]).result == "opened"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_the_same_claim", [True, False])
def test_five_workers_make_one_message_of_one_mail(by_the_same_claim):
    from concurrent.futures import ThreadPoolExecutor

    from channels_inbox import receiving
    from channels_inbox.models import Channel

    made = make_workspace("acme")
    with tenant(made):
        channel = Channel.objects.get(workspace=made, kind="email")
        inbound = receiving.unread(channel, letter(), now=timezone.now())
        inbound.save()
        if not by_the_same_claim:
            run_out(inbound)

    def work(_):
        try:
            return process(made.pk, inbound.pk, inbound.lease_token if by_the_same_claim else None)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        outcomes = [one for one in pool.map(work, range(5)) if one]
    with tenant(made):
        assert [one.result for one in outcomes] == ["opened"]
        assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_mail_to_two_mailboxes_at_the_same_moment_is_one_message():
    from concurrent.futures import ThreadPoolExecutor

    from channels_inbox import receiving
    from channels_inbox.models import Channel
    from workspaces.models import Team

    made = make_workspace("acme")
    with tenant(made):
        first = Channel.objects.get(workspace=made, kind="email")
        second = Channel.objects.create(
            workspace=made, kind="email", name="B", address="b@acme.example", team=Team.objects.get(workspace=made)
        )
    raw = letter()
    stored = [receiving.store(one, raw) for one in (first, second)]

    def work(inbound):
        try:
            return process(made.pk, inbound.pk, inbound.lease_token).result
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(work, stored))
    with tenant(made):
        assert results == ["duplicate", "opened"]
        assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
        assert [mark["code"] for mark in Message.objects.get().marks] == ["also-to"]
