"""A member answers a notification by mail: a reply or a note where all is proven, else nothing that leaves the house."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from channels_inbox.models import SystemMail
from contacts.identities import contact_for
from contacts.models import Contact
from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tests.fixtures.post import report
from tickets.answer_addresses import Addresses, addresses_for
from tickets.answer_line import answer_line
from tickets.models import Attachment, Draft, Message, TicketEvent
from tickets.operations import conversation, merging, requesters, triage
from workspaces import members
from workspaces.tenancy import tenant

BOB, STRANGER, ROSA = "Bob Birch <bob@acme.example>", "M <m@evil.example>", "Rosa <rosa@example.com>"
PROVEN = {"Authentication-Results": "mx.acme.example; dmarc=pass header.from=acme.example"}
PROVEN_ELSEWHERE = {"Authentication-Results": "mx.evil.example; dmarc=pass header.from=acme.example"}
QUOTED = (
    f"\n\nOn Sun, 22 Nov 2026 at 10:00, Acme <help@acme.example> wrote:\n> {answer_line()}\n>\n> #1 Printer on fire\n"
)


@pytest.fixture
def trusted(email_channel):
    """A server in front of us checks DMARC, and the channel knows its name."""
    email_channel.settings["trusted_authserv"] = "mx.acme.example"
    email_channel.save()


@pytest.fixture
def asked(trusted, t1, bob):
    """Rosa's ticket, as read when Bob is told of it."""
    t1.refresh_from_db()
    return t1


@pytest.fixture
def addresses(asked, bob):
    return addresses_for(bob, asked, now=timezone.now())


def answer(post, to, *, sender=BOB, headers=PROVEN, body="Use the extinguisher." + QUOTED, **more):
    return post(sender=sender, to=to, headers=headers, subject="Re: Rosa wrote", body=body, **more)


def told(member):
    return [mail.text for mail in SystemMail.objects.all() if mail.to == [member.user.email]]


def nothing_left():
    return not Message.objects.exclude(delivery="none").exists()


def test_an_answer_reaches_the_requester_as_from_the_browser(post, asked, addresses, bob):
    bob.undo_seconds = 10
    bob.save()
    draft = {"kind": "reply", "body_html": "<p>Half</p>", "updated_at": timezone.now()}
    Draft.objects.create(workspace=bob.workspace, ticket=asked, member=bob, **draft)
    outcome = answer(post, addresses.reply)
    message = post.message(outcome)
    assert (message.kind, message.author_member, message.visibility) == ("reply", bob, "requester")
    assert (message.body_text, message.delivery) == ("Use the extinguisher.", "queued")
    assert message.undo_until == message.created_at + timedelta(seconds=10)
    assert [one.address for one in message.recipients.all()] == ["rosa@example.com"]
    assert (message.inbound_id, message.marks) == (post.inbound().pk, [])
    asked.refresh_from_db()
    assert (asked.category, asked.assignee, asked.waiting_since) == ("open", bob, None)
    assert TicketEvent.objects.get(type="message.replied").data == {"message": message.pk, "by_mail": True}
    assert Draft.objects.get().body_html == "<p>Half</p>"  # what is begun in the browser is another text
    assert told(bob) == []
    assert not Contact.objects.filter(identities__value="bob@acme.example").exists()


def test_at_the_note_address_it_is_a_note(post, asked, addresses, bob):
    message = post.message(answer(post, addresses.note))
    assert (message.kind, message.author_member, message.visibility) == ("note", bob, "internal")
    assert message.body_text == "Use the extinguisher."
    assert TicketEvent.objects.get(type="note.added").data["by_mail"] is True
    assert nothing_left()


def test_to_both_addresses_it_stays_in_the_house(post, addresses):
    assert post.message(answer(post, f"{addresses.reply}, {addresses.note}")).kind == "note"


def test_the_history_says_that_it_came_by_mail(post, asked, addresses, as_alice):
    answer(post, addresses.reply)
    answer(post, addresses.note, body="Keep an eye on it.")
    page = as_alice.get(f"/tickets/{asked.number}/history/").content.decode()
    assert "A reply was written by e-mail" in page
    assert "An internal note was written by e-mail" in page


def test_files_come_along(post, addresses):
    message = post.message(answer(post, addresses.reply, files=[("plan.txt", "text/plain", b"Keep calm")]))
    assert [(one.name, one.file.read()) for one in Attachment.objects.filter(message=message)] == [
        ("plan.txt", b"Keep calm")
    ]


def test_the_same_mail_by_two_ways_is_one_reply(post, addresses, billing):
    words = {"message_id": "same@client.example", "headers": PROVEN}
    answer(post, addresses.reply, **words)
    billing.settings["trusted_authserv"] = "mx.acme.example"
    billing.save()
    assert answer(post, addresses.reply, into="billing@acme.example", **words).result == "duplicate"
    assert Message.objects.filter(kind="reply").count() == 1


# Whom it speaks for


@pytest.mark.parametrize("headers", [{}, PROVEN_ELSEWHERE, {"Authentication-Results": "mx.acme.example; dmarc=none"}])
@pytest.mark.parametrize("kind", ["reply", "note"])
def test_what_no_trusted_server_vouches_for_is_kept(post, asked, addresses, bob, headers, kind):
    before = (asked.category, asked.waiting_since, asked.awaits_review)
    outcome = answer(post, getattr(addresses, kind), headers=headers)
    message = post.message(outcome)
    assert (message.kind, message.author_member, message.visibility) == ("incoming", None, "internal")
    assert message.marks == [{"code": "answer-kept", "why": "unproven"}]
    asked.refresh_from_db()
    assert (asked.category, asked.waiting_since, asked.awaits_review) == before
    assert nothing_left()
    [mail] = told(bob)
    assert "Nothing proves who wrote it" in mail
    assert "extinguisher" not in mail  # whoever wrote it writes nobody by us


@pytest.mark.parametrize("sender", [BOB, STRANGER])
@pytest.mark.parametrize("headers", [PROVEN, {}])
@pytest.mark.parametrize(
    "token", ["wrong", "truncated", "other ticket", "other member", "other kind", "other workspace"]
)
def test_a_token_for_something_else_is_none(
    post, workspace, asked, addresses, bob, alice, rosa, other_workspace, sender, headers, token
):
    local, _, domain = addresses.reply.partition("@")
    numbers = local.split("+a")[1].split(".")
    other = make_ticket(workspace, rosa)
    with outside(), tenant(other_workspace):
        foreign = make_ticket(other_workspace, contact_for(other_workspace.pk, "email", "x@example.org"))
        charlie = make_member(other_workspace, "Charlie Cedar", "admin")
        foreign.channel.settings["trusted_authserv"] = "mx"
        elsewhere = addresses_for(charlie, foreign, now=timezone.now()).reply
    forged = {
        "wrong": f"{local[:-26]}{'a' * 26}@{domain}",
        "truncated": f"{local[:-3]}@{domain}",
        "other ticket": addresses.reply.replace(f"+a{numbers[0]}.", f"+a{other.pk}."),
        "other member": addresses.reply.replace(f".{numbers[1]}.", f".{alice.pk}.", 1),
        "other kind": addresses.note.replace("+n", "+a"),
        "other workspace": elsewhere.replace("globex", "acme"),
    }[token]
    assert forged != addresses.reply
    message = post.message(answer(post, forged, sender=sender, headers=headers))
    assert (message.kind, message.author_member) == ("incoming", None)
    assert nothing_left()
    assert told(bob) == []


def test_another_mailbox_does_not_speak_for_the_member(post, asked, addresses, bob):
    outcome = answer(post, addresses.reply, sender=STRANGER, headers={})
    message = post.message(outcome)
    assert (outcome.ticket, message.kind, message.visibility) == (asked.number, "incoming", "internal")
    assert [mark["code"] for mark in message.marks] == ["answer-of", "not-on-ticket"]
    assert nothing_left()
    assert "another address than the member’s own" in told(bob)[0]


def test_a_customer_who_was_passed_the_address_is_heard(post, asked, addresses, bob):
    message = post.message(answer(post, addresses.reply, sender=ROSA, headers={}))
    assert (message.kind, message.visibility, message.author_contact.email) == (
        "incoming", "requester", "rosa@example.com",
    )  # fmt: skip
    assert told(bob) == []


def test_after_two_weeks_the_address_is_no_longer_good(post, asked, bob):
    old = addresses_for(bob, asked, now=timezone.now() - timedelta(days=14, seconds=5))
    message = post.message(answer(post, old.reply))
    assert (message.kind, message.marks[0]["why"]) == ("incoming", "expired")
    assert nothing_left()
    assert "no longer good" in told(bob)[0]


def test_it_ends_with_the_member_s_sockets(post, asked, addresses, bob):
    members.end_sockets(bob)  # as a new password does
    assert post.message(answer(post, addresses.reply)).marks[0]["why"] == "expired"
    assert nothing_left()


def test_who_was_sent_away_answers_no_more_and_hears_nothing(post, asked, addresses, bob, alice):
    members.deactivate(bob, by=alice)
    message = post.message(answer(post, addresses.reply))
    assert (message.kind, message.visibility) == ("incoming", "internal")
    assert nothing_left()
    assert told(bob) == []


@pytest.mark.parametrize("change, why", [("role", "not_allowed"), ("team", "not_allowed")])
def test_who_may_no_longer_answer_does_not(post, asked, addresses, bob, change, why):
    if change == "role":
        bob.role = "light_agent"
        bob.save()
    else:
        workspace = bob.workspace
        workspace.agents_see_all_teams = False
        workspace.save()
        bob.memberships.all().delete()
    message = post.message(answer(post, addresses.reply))
    assert (message.kind, message.marks[0]["why"]) == ("incoming", why)
    assert nothing_left()


# What the ticket has come to


def test_a_closed_ticket_takes_notes_only(post, asked, addresses, bob):
    asked.status = asked.workspace.statuses.get(category="closed")
    asked.category = "closed"
    asked.save()
    assert post.message(answer(post, addresses.reply)).marks[0]["why"] == "ticket_closed"
    assert post.message(answer(post, addresses.note)).kind == "note"
    assert nothing_left()


def test_spam_is_not_answered(post, asked, addresses, bob):
    triage.move(asked, "spam", by=bob)
    assert post.message(answer(post, addresses.reply)).marks[0]["why"] == "not_in_inbox"


def test_an_answer_for_a_merged_ticket_reaches_nobody_else(post, asked, addresses, bob, workspace, dora):
    into = make_ticket(workspace, dora)
    merging.merge([asked], into=into, by=bob)
    outcome = answer(post, addresses.reply)
    assert (outcome.ticket, outcome.marks[0]["why"]) == (into.number, "merged")
    assert nothing_left()


def test_an_answer_for_another_requester_reaches_nobody(post, asked, addresses, bob, dora):
    requesters.change_requester(asked, dora, by=bob)
    assert post.message(answer(post, addresses.reply)).marks[0]["why"] == "other_requester"
    assert nothing_left()


def test_it_leaves_though_the_customer_wrote_meanwhile_and_says_so(post, asked, addresses, bob, as_alice):
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        post(sender=ROSA, headers={}, in_reply_to="m1@client.example", body="It went out by itself.")
    message = post.message(answer(post, addresses.reply))
    assert (message.kind, message.marks) == ("reply", [{"code": "crossed"}])
    assert "a mail can’t ask first" in as_alice.get(f"/tickets/{asked.number}/").content.decode()


# Machines


def test_who_is_away_answers_nobody(post, addresses, bob):
    outcome = answer(post, addresses.reply, headers={**PROVEN, "Auto-Submitted": "auto-replied"})
    assert (outcome.result, outcome.reason) == ("ignored", "automatic-answer")
    assert Message.objects.count() == 1
    assert told(bob) == []


def test_a_bounce_of_a_notification_is_no_answer(post, addresses, bob):
    raw = report(original="x@acme.example").replace(b"To: help@acme.example", f"To: {addresses.reply}".encode())
    assert post(raw=raw).result == "ignored"
    assert (Message.objects.count(), told(bob)) == (1, [])


def test_the_member_is_not_told_without_end(post, addresses, bob):
    for _ in range(12):
        answer(post, addresses.reply, headers={})
    assert len(told(bob)) == 10
    assert {mail.headers["Auto-Submitted"] for mail in SystemMail.objects.all()} == {"auto-generated"}
    assert not any("Reply-To" in mail.headers for mail in SystemMail.objects.all())


# What is offered


def test_nobody_is_given_an_address_that_can_t_be_believed(t1, bob, email_channel):
    def given(**changes):
        for name, value in changes.items():
            setattr(email_channel, name, value)
        email_channel.save()
        t1.channel = email_channel
        return bool(addresses_for(bob, t1, now=timezone.now()))

    trusted = {"incoming": "listener", "trusted_authserv": "mx.acme.example"}
    assert not given(settings={"incoming": "listener"})
    assert given(settings=trusted)
    assert not given(settings=trusted, takes_plus_addresses=False)
    assert not given(takes_plus_addresses=True, is_active=False)
    assert not given(is_active=True, address=f"{'l' * 40}@acme.example")


def test_a_light_agent_is_given_the_note_address_alone(asked, workspace):
    light = make_member(workspace, "Lea Lark", "light_agent")
    given = addresses_for(light, asked, now=timezone.now())
    assert (given.reply, bool(given.note)) == ("", True)


def test_a_requester_without_an_address_gets_no_mail(asked, bob, rosa):
    rosa.identities.all().delete()
    Message.objects.update(from_address="")
    given = addresses_for(bob, conversation.Ticket.objects.get(pk=asked.pk), now=timezone.now())
    assert given == Addresses(note=given.note)
