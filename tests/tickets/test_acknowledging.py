"""The automatic "we have it": once, to people, with nothing of theirs in it."""

import email
from email.policy import default

import pytest

from channels_inbox.adapters.email import build
from channels_inbox.models import LimitMark
from tests.fixtures.database import outside
from tests.fixtures.post import letter
from tickets import acknowledging, publication
from tickets.models import Message, Ticket
from tickets.outbound import render
from tickets.placeholders import fill

PAYLOAD = "buy-cheap-watches"


def publish(ticket):
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)


def acknowledged(post, **words):
    """The acknowledgements that a mail brings."""
    outcome = post(**words)
    for ticket in Ticket.objects.filter(number=outcome.ticket or 0):
        publish(ticket)
    return list(Message.objects.filter(kind="system", ticket__number=outcome.ticket or 0))


def test_a_new_ticket_is_acknowledged_once(post):
    [message] = acknowledged(post)
    publish(message.ticket)
    assert Message.objects.filter(kind="system").count() == 1
    assert [one.address for one in message.recipients.all()] == ["rosa@example.com"]
    assert (message.delivery, message.visibility, message.is_automatic) == ("queued", "requester", True)
    ticket = Ticket.objects.get()
    assert ticket.waiting_since is not None
    assert (ticket.category, ticket.first_responded_at) == ("new", None)


def test_it_holds_nothing_that_the_sender_chose(post):
    [message] = acknowledged(post, sender=f"{PAYLOAD} <rosa@example.com>", subject=PAYLOAD, body=PAYLOAD)
    raw = bytes(build.message(render(message))).decode()
    assert PAYLOAD not in raw
    mail = email.message_from_string(raw, policy=default)
    assert mail["Subject"] == "We have received your message [#1]"
    assert (mail["Auto-Submitted"], mail["From"]) == ("auto-replied", "Acme <help@acme.example>")
    assert "number 1." in mail.get_body(["plain"]).get_content()


def test_an_answer_is_not_acknowledged(post, t1, r1):
    outcome = post(in_reply_to=r1.message_id)
    publish(post.ticket(outcome))
    assert Message.objects.filter(kind="system").count() == 1  # of Rosa's first mail


def test_a_ticket_that_follows_a_closed_one_is_acknowledged(post, t1, r1, bob):
    from tickets.operations import triage

    triage.set_category(t1, "closed", by=bob)
    assert len(acknowledged(post, in_reply_to=r1.message_id, body="Again!")) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"headers": {"Auto-Submitted": "auto-generated"}},
        {"headers": {"List-Id": "<users.lists.example>"}},
        {"headers": {"Precedence": "bulk"}},
        {"headers": {"Return-Path": "<>"}},
        {"envelope": {"mail_from": "", "rcpt_to": []}},
        {"headers": {"Authentication-Results": "mx; dmarc=fail"}},
        {"sender": "bob@acme.example"},
        {"sender": "no-reply@shop.example"},
        {"sender": "MAILER-DAEMON@mx.example"},
        {"sender": "help@acme.example", "headers": {"Reply-To": "victim@example.net"}},
    ],
)
def test_programs_lists_and_the_unproven_get_none(post, bob, words):
    assert acknowledged(post, **words) == []


def test_one_address_gets_at_most_one_an_hour_and_three_a_day(post):
    assert [len(acknowledged(post, subject=f"No {n}")) for n in range(3)] == [1, 0, 0]
    for expected in (1, 1, 0):
        from datetime import timedelta

        from django.db.models import F

        LimitMark.objects.update(at=F("at") - timedelta(minutes=61))
        assert len(acknowledged(post, subject="later", body=f"{expected}{LimitMark.objects.count()}")) == expected


def test_the_limit_holds_across_workspaces(post, other_workspace):
    from channels_inbox import receiving
    from channels_inbox.models import Channel
    from tickets.intake import process
    from workspaces.tenancy import tenant

    assert len(acknowledged(post)) == 1
    with outside(), tenant(other_workspace):
        channel = Channel.objects.get(workspace=other_workspace, kind="email")
        inbound = receiving.store(channel, letter(to="help@globex.example"))
    with outside():
        process(other_workspace.pk, inbound.pk, inbound.lease_token)
        with tenant(other_workspace):
            ticket = Ticket.objects.get(workspace=other_workspace)
    with outside():
        publication.publish(other_workspace.pk, ticket.pk)
        with tenant(other_workspace):
            assert not Message.objects.filter(workspace=other_workspace, kind="system").exists()


def test_a_thousand_mails_to_ten_victims_bring_ten(post, settings):
    """In small: each victim at most one, whatever is written."""
    got = [len(acknowledged(post, sender=f"v{n % 10}@example.net", subject=f"{n}", body=f"{n}")) for n in range(30)]
    assert sum(got) == 10


def test_the_workspaces_own_words(post, workspace):
    workspace.ack_text = "Tere! #{{ticket.number}} {{ workspace.name }} {{contact.name}} {{workspace.secret}} {% x %}"
    workspace.save()
    [message] = acknowledged(post)
    assert message.body_text == "Tere! #1 Acme {{contact.name}} {{workspace.secret}} {% x %}"


def test_it_can_be_switched_off(post, workspace):
    workspace.ack_enabled = False
    workspace.save()
    assert acknowledged(post) == []


def test_two_installations_that_acknowledge_each_other_stop(post):
    """Our own acknowledgement, as another desk with our software would answer it, brings none."""
    [message] = acknowledged(post)
    theirs = bytes(build.message(render(message))).replace(b"X-Tugi-Loop", b"X-Other-Loop")
    theirs = theirs.replace(b"From: Acme <help@acme.example>", b"From: Other <help@other.example>")
    assert acknowledged(post, raw=theirs) == []


def test_a_ticket_logged_by_hand_is_not_acknowledged(workspace, rosa, bob):
    from tests.fixtures.cast import make_ticket

    ticket = make_ticket(workspace, rosa, origin="phone")
    publish(ticket)
    assert not Message.objects.filter(kind="system").exists()


def test_what_is_put_in_is_never_looked_at_again():
    assert fill("{{a.b}}", {"a.b": "{{a.c}}", "a.c": "secret"}) == "{{a.c}}"
    assert fill("{{a.b.__class__}} {{ a }} ${a.b}", {"a.b": 1}) == "{{a.b.__class__}} {{ a }} ${a.b}"


def test_the_requesters_language_is_used(post, rosa):
    rosa.language = "et"
    rosa.save()
    assert acknowledging.language_of(post.ticket(post())) == "et"
