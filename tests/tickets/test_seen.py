"""What is news to whom: words of somebody else, and what brings a ticket before somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.cast import make_member
from tests.fixtures.database import outside
from tests.fixtures.smtp_servers import provider  # noqa: F401
from tickets.content import Content
from tickets.models import TicketSeen
from tickets.operations import conversation, copying, delivery, later, splitting, triage
from tickets.operations.preparing import status_in


@pytest.fixture
def carol(workspace, team):
    return make_member(workspace, "Carol", "agent", [team])


def is_unread(ticket, member):
    one = member.workspace.tickets.filter(pk=ticket.pk).for_list(member).get()
    return one.seen_version is None or one.seen_version < one.version


def look(ticket, *members):
    ticket.refresh_from_db()
    for member in members:
        TicketSeen.objects.update_or_create(
            workspace=ticket.workspace, member=member, ticket=ticket, defaults={"version": ticket.version}
        )


@pytest.mark.parametrize(
    "act",
    [
        lambda ticket, by: conversation.add_note(ticket, by=by, body="It was the cat."),
        lambda ticket, by: conversation.reply(ticket, by=by, body="Use water.", cc=["cc@example.com"]),
    ],
)
def test_own_words_are_news_to_the_others_only(ticket, bob, carol, act):
    look(ticket, bob, carol)
    act(ticket, bob)
    assert (is_unread(ticket, bob), is_unread(ticket, carol)) == (False, True)


@pytest.mark.parametrize(
    "act",
    [
        lambda ticket, by: triage.set_priority(ticket, 4, by=by),
        lambda ticket, by: triage.add_tag(ticket, "fire", by=by),
        lambda ticket, by: copying.change(ticket, ["cc@example.com"], by=by),
        lambda ticket, by: triage.set_status(ticket, status_in(ticket.workspace_id, "pending"), by=by),
        lambda ticket, by: triage.assign(ticket, by, by=by),
        lambda ticket, by: later.snooze(ticket, until=timezone.now() + timedelta(days=1), by=by),
        lambda ticket, by: triage.set_priority(ticket, 4, by=None),
    ],
)
def test_what_brings_no_words_is_nobodys_news(ticket, bob, carol, act):
    look(ticket, bob, carol)
    version = ticket.version
    act(ticket, bob)
    ticket.refresh_from_db()
    assert ticket.version > version
    assert (is_unread(ticket, bob), is_unread(ticket, carol)) == (False, False)


def test_a_ticket_that_somebody_gets_is_news_to_them_only(ticket, bob, carol, alice):
    look(ticket, alice, bob, carol)
    triage.assign(ticket, carol, by=bob)
    assert [is_unread(ticket, one) for one in (alice, bob, carol)] == [False, False, True]


def test_what_somebody_had_not_read_stays_unread_whatever_others_change(ticket, bob, carol, rosa):
    look(ticket, bob, carol)
    conversation.receive(ticket, by=rosa, content=Content(text="It burns still."))
    triage.add_tag(ticket, "fire", by=bob)
    assert (is_unread(ticket, bob), is_unread(ticket, carol)) == (True, True)


def test_a_ticket_that_comes_back_by_itself_is_news(ticket, bob):
    later.snooze(ticket, until=timezone.now() + timedelta(days=1), by=bob)
    look(ticket, bob)
    later.wake(ticket, by=None)
    assert is_unread(ticket, bob)


def test_what_was_unread_stays_so_after_own_doing(ticket, bob, rosa):
    look(ticket, bob)
    conversation.receive(ticket, by=rosa, content=Content(text="It burns still."))
    triage.add_tag(ticket, "fire", by=bob)
    assert is_unread(ticket, bob)


def test_that_a_reply_left_is_nobodys_news(ticket, bob, carol, provider):  # noqa: F811
    look(ticket, bob)
    sent = conversation.reply(ticket, by=bob, body="Use water.")
    look(ticket, carol)
    with outside():
        assert delivery.deliver(sent.workspace_id, sent.pk) == "sent"
    assert (is_unread(ticket, bob), is_unread(ticket, carol)) == (False, False)


def test_that_a_reply_did_not_leave_is(ticket, bob, provider):  # noqa: F811
    look(ticket, bob)
    sent = conversation.reply(ticket, by=bob, body="Use water.")
    provider.answers["rosa@example.com"] = "550 5.1.1 no such user"
    with outside():
        assert delivery.deliver(sent.workspace_id, sent.pk) == "failed"
    assert is_unread(ticket, bob)


def test_who_splits_a_ticket_knows_both(ticket, bob, carol, rosa):
    second = conversation.receive(ticket, by=rosa, content=Content(text="And my invoice is wrong."))
    look(ticket, bob, carol)
    new = splitting.split(ticket, [second], by=bob, subject="Invoice")
    assert [is_unread(one, bob) for one in (ticket, new)] == [False, False]
    assert [is_unread(one, carol) for one in (ticket, new)] == [False, True]
