"""What was held back, after an agent has looked."""

import pytest

from tickets.models import TicketCC, TicketEvent
from tickets.operations import conversation, review
from tickets.operations.refusals import NothingToAccept
from tickets.public_thread import public_thread


def test_an_accepted_stranger_is_read_by_the_requester_and_gets_what_follows(post, t1, r1, bob):
    message = post.message(post(sender="Mia <mia@elsewhere.example>", in_reply_to=r1.message_id, body="I am his boss."))
    review.accept(message, by=bob)
    t1.refresh_from_db()
    assert "I am his boss." in [one.text for one in public_thread(t1).entries]
    assert not t1.awaits_review
    assert TicketCC.objects.get(ticket=t1).accepted_at is not None
    answer = conversation.reply(t1, by=bob, body="Hello")
    assert [one.address for one in answer.recipients.all()] == ["rosa@example.com", "mia@elsewhere.example"]
    assert TicketEvent.objects.filter(ticket=t1, type="message.accepted").count() == 1


def test_the_requesters_own_doubted_mail_is_let_in_without_a_cc(post, t1, r1, bob):
    message = post.message(post(in_reply_to=r1.message_id, headers={"Authentication-Results": "mx; dmarc=fail"}))
    assert review.accept(message, by=bob).visibility == "requester"
    assert not TicketCC.objects.exists()


def test_notes_and_what_is_public_already_can_not_be_accepted(t1, bob):
    note = conversation.add_note(t1, by=bob, body="Secret")
    for message in (note, t1.messages.get(kind="incoming")):
        with pytest.raises(NothingToAccept):
            review.accept(message, by=bob)
    note.refresh_from_db()
    assert note.visibility == "internal"


def test_a_held_ticket_is_released_once(post, bob):
    ticket = post.ticket(post(sender="help@acme.example", headers={"Reply-To": "ann@example.net"}))
    for _ in range(2):
        review.reviewed(ticket, by=bob)
    ticket.refresh_from_db()
    assert (ticket.awaits_review, TicketEvent.objects.filter(type="ticket.reviewed").count()) == (False, 1)
