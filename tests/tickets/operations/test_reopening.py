"""Who waits once a solved ticket is opened again by hand."""

import pytest

from tickets.content import Content
from tickets.operations import conversation, triage


@pytest.mark.parametrize("category", ["open", "pending", "hold"])
def test_whose_message_nobody_answered_waits_since_then(ticket, bob, category):
    since, due = ticket.waiting_since, ticket.sort_due
    solved = triage.set_category(ticket, "solved", by=bob)
    assert solved.waiting_since is None

    opened = triage.set_category(ticket, category, by=bob)
    assert (opened.waiting_since, opened.sort_due) == (since, due)
    opened.refresh_from_db()
    assert opened.waiting_since == since


def test_who_was_answered_does_not_wait(ticket, bob):
    conversation.reply(ticket, by=bob, body="Use the extinguisher.")
    triage.set_category(ticket, "solved", by=bob)
    assert triage.set_category(ticket, "open", by=bob).waiting_since is None


def test_who_wrote_again_after_the_answer_waits_since_then(ticket, rosa, bob):
    conversation.reply(ticket, by=bob, body="Use the extinguisher.")
    again = conversation.receive(ticket, by=rosa, content=Content(text="It burns."))
    triage.set_category(ticket, "solved", by=bob)
    assert triage.set_category(ticket, "open", by=bob).waiting_since == again.created_at
