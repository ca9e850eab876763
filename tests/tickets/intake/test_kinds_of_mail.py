"""Mail that is not simply somebody's question: our own, bounces, programs, lists, agents, forms."""

import pytest

from contacts.models import Contact, Identity
from tests.fixtures.post import letter, report
from tickets import loops
from tickets.identifiers import new_message_id, reply_address
from tickets.models import Message, Ticket, TicketEvent
from tickets.operations import conversation, triage

PROVEN = {"Authentication-Results": "mx.acme.example; dmarc=pass header.from=acme.example"}


def codes(outcome):
    return [mark["code"] for mark in outcome.marks]


@pytest.fixture
def trusted(email_channel):
    """A server in front of us checks DMARC, and the channel knows its name."""
    email_channel.settings["trusted_authserv"] = "mx.acme.example"
    email_channel.save()


# Our own


def test_our_own_mail_that_comes_back_is_ignored_and_kept_raw(post, t1, r1, workspace):
    outcome = post(
        sender="help@acme.example", headers={"X-Tugi-Loop": loops.value(workspace)}, message_id=r1.message_id
    )
    assert (outcome.result, outcome.reason) == ("ignored", "own-mail")
    assert (post.inbound().state, post.inbound().reason) == ("ignored", "own-mail")
    assert Message.objects.count() == 2


@pytest.mark.parametrize("forged", ["a" * 26 + "." + "b" * 26, "x", "", "."])
def test_a_forged_loop_header_hides_no_customers_mail(post, forged):
    assert post(headers={"X-Tugi-Loop": forged}).result == "opened"


def test_mail_from_our_own_address_is_ignored(post, billing):
    assert post(sender="Billing <billing@acme.example>").reason == "own-address"
    assert post(sender="help+anything@acme.example").reason == "own-address"


def test_a_form_on_some_site_that_writes_in_our_name_is_the_customers(post):
    outcome = post(sender="help@acme.example", headers={"Reply-To": "Ann <ann@example.net>"})
    ticket = post.ticket(outcome)
    assert (ticket.requester.email, codes(outcome), ticket.awaits_review) == (
        "ann@example.net",
        ["sent-by-own-address"],
        True,
    )


# Bounces: RFC 3464


def test_a_bounce_of_our_answer_is_noted_on_the_message_and_the_ticket(post, t1, r1, rosa):
    outcome = post(raw=report(original=r1.message_id))
    message = post.message(outcome)
    r1.refresh_from_db()
    t1.refresh_from_db()
    assert (outcome.result, outcome.ticket, outcome.matched_because) == ("appended", t1.number, "bounce")
    assert outcome.marks == ({"code": "delivery-failed", "recipient": "rosa@example.com", "status": "5.1.1"},)
    assert (message.visibility, message.author_contact, message.is_automatic) == ("internal", None, True)
    assert (r1.delivery, r1.delivery_error) == ("failed", "5.1.1 rosa@example.com")
    assert Identity.objects.get(value="rosa@example.com").bounced_at is not None
    assert list(Contact.objects.all()) == [rosa]
    assert (Ticket.objects.count(), t1.category) == (1, "open")
    event = TicketEvent.objects.get(ticket=t1, type="message.bounced")
    assert (event.data["message"], event.data["status"]) == (r1.pk, "5.1.1")


def test_a_delay_is_told_and_fails_nothing(post, t1, r1):
    outcome = post(raw=report(original=r1.message_id, action="delayed", status="4.4.1"))
    r1.refresh_from_db()
    assert (codes(outcome), r1.delivery) == (["delivery-delayed"], "sent")
    assert Identity.objects.get(value="rosa@example.com").bounced_at is None


def test_a_bounce_for_somebody_we_did_not_write_to_marks_no_address_dead(post, t1, r1, dora):
    post(raw=report(original=r1.message_id, recipient="dora@example.com"))
    assert Identity.objects.get(value="dora@example.com").bounced_at is None


@pytest.mark.parametrize("original", ["nothing@acme.example", "m1@client.example", "x." + "a" * 26 + "@acme.example"])
def test_a_forged_bounce_changes_nothing_and_is_kept_raw(post, t1, r1, original):
    outcome = post(raw=report(original=original, sender="MAILER-DAEMON@evil.example"))
    r1.refresh_from_db()
    assert (outcome.result, outcome.reason, r1.delivery) == ("ignored", "bounce-of-unknown", "sent")
    assert Identity.objects.get(value="rosa@example.com").bounced_at is None
    assert (Message.objects.count(), Contact.objects.count(), post.inbound().state) == (2, 1, "ignored")


@pytest.mark.parametrize("category", ["pending", "solved"])
def test_a_ticket_whose_last_reply_bounces_is_open_again(post, t1, r1, bob, category):
    """What reopens it is no automatic mail, but that the requester has no answer."""
    triage.set_category(t1, category, by=bob)
    post(raw=report(original=r1.message_id))
    t1.refresh_from_db()
    assert (t1.category, t1.waiting_since) == ("open", t1.created_at)


def test_a_bounce_reopens_nothing_that_is_closed_and_reaches_it_too(post, t1, r1, bob):
    triage.set_category(t1, "closed", by=bob)
    outcome = post(raw=report(original=r1.message_id))
    t1.refresh_from_db()
    assert (outcome.result, outcome.ticket, t1.category) == ("appended", t1.number, "closed")


# Programs and lists: RFC 3834, RFC 2919


@pytest.mark.parametrize("category", ["pending", "solved"])
def test_an_out_of_office_notice_is_added_and_reopens_nothing(post, t1, r1, bob, category):
    triage.set_category(t1, category, by=bob)
    outcome = post(
        in_reply_to=r1.message_id,
        headers={"Auto-Submitted": "auto-replied"},
        subject="Automatic reply: Printer on fire",
        body="Back on Monday.",
    )
    t1.refresh_from_db()
    assert (outcome.result, codes(outcome), post.message(outcome).is_automatic) == ("appended", ["automatic"], True)
    assert (t1.category, t1.waiting_since) == (category, None)


def test_a_program_that_writes_first_opens_a_ticket_where_nobody_waits(post):
    ticket = post.ticket(post(sender="backup@example.net", headers={"Auto-Submitted": "auto-generated"}))
    assert (ticket.category, ticket.waiting_since) == ("new", None)


def test_an_empty_envelope_sender_is_a_program(post):
    outcome = post(envelope={"mail_from": "", "rcpt_to": ["help@acme.example"]})
    assert codes(outcome) == ["automatic"]


def test_a_list_is_marked_and_its_author_waits(post):
    outcome = post(headers={"List-Id": "<users.lists.example>", "Precedence": "list"}, subject="[users] news")
    assert (outcome.result, codes(outcome)) == ("opened", ["bulk"])
    assert post.ticket(outcome).waiting_since is not None


def test_two_machines_that_answer_each_other_stop_to_reopen(post, t1, r1, bob):
    for n in range(9):  # Rosa's first mail was the first of ten
        assert codes(post(in_reply_to=r1.message_id, body=f"Ticket {n} received")) == []
    triage.set_category(t1, "solved", by=bob)
    outcome = post(in_reply_to=r1.message_id, body="Ticket 11 received")
    t1.refresh_from_db()
    assert (codes(outcome), t1.category) == (["too-many"], "solved")


# Agents


FORWARD = """Please look.

---------- Forwarded message ----------
From: Dora <dora@example.com>
Date: Mon, 2 Mar 2026 at 10:00
Subject: broken door
To: <bob@acme.example>

The door is stuck.
"""


def test_a_proven_agents_forward_is_the_customers_ticket(post, bob, dora, trusted):
    outcome = post(sender="Bob <bob@acme.example>", subject="Fwd: broken door", body=FORWARD, headers=PROVEN)
    ticket, message = post.ticket(outcome), post.message(outcome)
    assert (ticket.requester, ticket.subject, message.author_contact) == (dora, "broken door", dora)
    assert (message.body_text, message.from_address) == ("The door is stuck.", "dora@example.com")
    assert outcome.marks == ({"code": "forwarded-by", "address": "bob@acme.example", "comment": "Please look."},)
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_forward_that_only_claims_to_be_an_agents_stays_the_senders_own(post, bob, dora):
    outcome = post(sender="Bob <bob@acme.example>", subject="Fwd: broken door", body=FORWARD)
    assert (post.ticket(outcome).requester.email, codes(outcome)) == ("bob@acme.example", ["agent-unproven"])


def test_a_header_of_a_server_that_nobody_trusts_proves_nothing(post, bob, dora):
    outcome = post(sender="bob@acme.example", subject="Fwd: broken door", body=FORWARD, headers=PROVEN)
    assert codes(outcome) == ["agent-unproven"]


def test_a_customers_forward_is_the_customers(post, dora):
    outcome = post(subject="Fwd: broken door", body=FORWARD)
    assert (post.ticket(outcome).requester.email, codes(outcome)) == ("rosa@example.com", [])


@pytest.mark.parametrize("how", ["reply address", "message id", "tag"])
def test_nobody_acts_as_an_agent_by_mail(post, t1, r1, bob, how):
    words = {
        "reply address": {"to": reply_address(t1, "help@acme.example")},
        "message id": {"in_reply_to": r1.message_id},
        "tag": {"subject": "[#1]"},
    }[how]
    outcome = post(sender="Bob Birch <bob@acme.example>", body="Send your password.", **words)
    message = post.message(outcome)
    assert (message.kind, message.author_member, message.delivery) == ("incoming", None, "none")
    assert "agent-unproven" in codes(outcome)
    if how == "tag":
        assert outcome.result == "opened"
    else:
        assert (outcome.ticket, message.visibility) == (t1.number, "internal")


# What can be wrong with a mail


def test_empty_body_and_empty_subject(post):
    ticket = post.ticket(post(subject="", body=""))
    assert (ticket.subject, str(ticket.title)) == ("", "(no subject)")


def test_a_file_over_the_limit_is_left_out_with_name_and_size(post, settings):
    settings.ATTACHMENT_MAX_BYTES = 50_000
    outcome = post(
        body="My photos", files=[("photos.zip", "application/zip", b"z" * 60_000), ("a.txt", "text/plain", b"hello")]
    )
    message = post.message(outcome)
    kept = [(one.name, one.size, bool(one.file)) for one in message.attachments.all()]
    assert kept == [("photos.zip", 60_000, False), ("a.txt", 5, True)]
    assert outcome.marks == ({"code": "attachment-too-large", "name": "photos.zip", "size": 60_000},)
    assert message.reply_text == "My photos"


def test_nested_parts_without_end_are_held_with_a_notice(post):
    depth = 10_000
    raw = [b"From: rosa@example.com\r\nTo: help@acme.example\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"]
    for n in range(depth):
        raw.append(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n))
    raw.append(b"Content-Type: text/plain\r\n\r\nHello\r\n")
    outcome = post(raw=b"".join(raw))
    assert (outcome.result, post.ticket(outcome).awaits_review) == ("opened", True)
    assert {"code": "notice", "notice": "too_deep"} in outcome.marks


def test_raw_latin_1_in_headers_is_read(post):
    raw = letter().replace(b"From: Rosa Mets <rosa@example.com>", b"From: J\xfcrgen <jurgen@example.com>")
    raw = raw.replace(b"Subject: Broken door", b"Subject: Gr\xfc\xdfe")
    ticket = post.ticket(post(raw=raw))
    assert (ticket.subject, ticket.requester.name) == ("Grüße", "Jürgen")


def test_a_name_that_pretends_to_be_another_address_is_left_out(post):
    outcome = post(sender='"\u202emoc.elpmaxe@ana" <mallory@evil.example>')
    contact = post.ticket(outcome).requester
    assert (str(contact), codes(outcome)) == ("mallory@evil.example", ["name-looks-like-address"])


def test_a_reply_below_the_quote_is_found(post, t1, r1):
    message = post.message(post(in_reply_to=r1.message_id, body="On Tue Ana wrote:\n> Is it plugged in?\n\nYes it is."))
    assert message.reply_text == "Yes it is."
    assert "plugged" in message.body_text


def test_a_mail_without_a_sender_is_kept_and_held(post):
    raw = b"\r\n".join(line for line in letter().split(b"\r\n") if not line.startswith(b"From:"))
    outcome = post(raw=raw)
    assert (outcome.result, codes(outcome), post.ticket(outcome).awaits_review) == ("opened", ["no-sender"], True)


def test_the_customers_own_name_never_becomes_an_agents(post, t1, bob):
    """An agent's public name in From is no more than a name."""
    outcome = post(sender="Bob Birch <mallory@evil.example>")
    assert post.message(outcome).author_member is None


def test_a_signed_id_made_for_no_message_ties_no_bounce(post, t1, r1):
    assert post(raw=report(original=new_message_id(t1))).reason == "bounce-of-unknown"


def test_a_reply_by_a_rule_bounces_like_any_other(post, t1):
    message = conversation.reply(t1, by=None, body="Hello")
    assert post(raw=report(original=message.message_id)).ticket == t1.number
