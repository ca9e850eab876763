"""What is said on a ticket."""

import pytest

from contacts.models import Identity
from tests.fixtures.tallies import tallied
from tickets.content import Content
from tickets.models import Message, TicketEvent
from tickets.operations import conversation, triage
from tickets.operations.refusals import NoAddress, NothingToSend, NotInInbox, TicketClosed


def types(ticket):
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("id").values_list("type", flat=True))


def test_a_mail_opens_a_new_ticket_that_waits(ticket, rosa):
    assert (ticket.number, ticket.category, ticket.subject, ticket.requester) == (1, "new", "Printer on fire", rosa)
    assert ticket.waiting_since == ticket.created_at == ticket.sort_due
    assert types(ticket) == ["ticket.opened"]
    assert tallied(ticket.workspace) == {(ticket.team_id, None, "open"): 1}


def test_numbers_follow_one_another(workspace, rosa, ticket):
    from tests.fixtures.cast import make_ticket

    assert [make_ticket(workspace, rosa).number for _ in range(3)] == [2, 3, 4]


def test_reply_is_queued_for_the_requester_and_the_ticket_becomes_the_agents(ticket, bob):
    message = conversation.reply(ticket, by=bob, body="<p>Use the <b>extinguisher</b>.</p>")
    ticket.refresh_from_db()

    assert [(to.kind, to.address) for to in message.recipients.all()] == [("to", "rosa@example.com")]
    assert (message.delivery, message.visibility, message.body_text) == ("queued", "requester", "Use the extinguisher.")
    assert (ticket.category, ticket.assignee, ticket.waiting_since) == ("open", bob, None)
    assert ticket.first_responded_at == message.created_at
    assert types(ticket) == ["ticket.opened", "message.replied", "ticket.assigned", "ticket.status_changed"]


def test_plain_text_keeps_its_lines_and_shows_its_brackets(ticket, bob):
    message = conversation.reply(ticket, by=bob, body="One\nTwo <b>\n\nThree", body_format="text")
    assert message.body_html == "<p>One<br>Two &lt;b&gt;</p><p>Three</p>"


def test_composer_html_is_cleaned(ticket, bob):
    message = conversation.reply(
        ticket, by=bob, body='<p onclick="x()">Hi<script>y()</script><img src="https://spy.example/p.gif"></p>'
    )
    assert message.body_html == "<p>Hi<img></p>"


@pytest.mark.parametrize("body", ["", "  ", "<p> </p>", "<p><br></p>"])
def test_nothing_can_not_be_sent(ticket, bob, body):
    with pytest.raises(NothingToSend):
        conversation.reply(ticket, by=bob, body=body)
    with pytest.raises(NothingToSend):
        conversation.add_note(ticket, by=bob, body=body)


def test_a_requester_without_address_gets_no_reply(ticket, bob):
    Identity.objects.all().delete()
    with pytest.raises(NoAddress):
        conversation.reply(ticket, by=bob, body="Hello")


def test_a_note_stays_inside_and_changes_no_status(ticket, bob):
    ticket = triage.set_category(ticket, "solved", by=bob)
    note = conversation.add_note(ticket, by=bob, body="Watch this one")
    ticket.refresh_from_db()
    assert (note.visibility, note.delivery, note.recipients.count()) == ("internal", "none", 0)
    assert ticket.category == "solved"


@pytest.mark.parametrize("category", ["pending", "hold", "solved"])
def test_the_requesters_answer_reopens(ticket, rosa, bob, category):
    triage.set_category(ticket, category, by=bob)
    conversation.receive(ticket, by=rosa, content=Content(text="Still burning"))
    ticket.refresh_from_db()
    assert (ticket.category, ticket.solved_at, ticket.reopen_until) == ("open", None, None)
    assert ticket.waiting_since is not None
    assert ticket.snippet == "Still burning"


def test_an_automatic_mail_never_reopens(ticket, rosa, bob):
    triage.set_category(ticket, "solved", by=bob)
    conversation.receive(ticket, by=rosa, content=Content(text="Back on Monday", is_automatic=True))
    ticket.refresh_from_db()
    assert (ticket.category, ticket.waiting_since) == ("solved", None)


def test_closed_is_final(ticket, rosa, bob):
    triage.set_category(ticket, "closed", by=bob)
    with pytest.raises(TicketClosed):
        conversation.receive(ticket, by=rosa, content=Content(text="Again"))
    with pytest.raises(TicketClosed):
        conversation.reply(ticket, by=bob, body="Hello")
    with pytest.raises(TicketClosed):
        triage.set_category(ticket, "open", by=bob)


def test_a_ticket_in_spam_is_not_answered(ticket, bob):
    triage.move(ticket, "spam", by=bob)
    with pytest.raises(NotInInbox):
        conversation.reply(ticket, by=bob, body="Hello")


def test_the_counts_follow_every_change(ticket, bob, alice):
    def counts():
        return {(assignee, bucket): total for (_, assignee, bucket), total in tallied(ticket.workspace).items()}

    triage.assign(ticket, bob, by=alice)
    assert counts() == {(bob.pk, "open"): 1}
    triage.set_category(ticket, "pending", by=bob)
    assert counts() == {(bob.pk, "waiting"): 1}
    triage.move(ticket, "trash", by=alice)
    assert counts() == {}
    triage.move(ticket, "inbox", by=alice)
    assert counts() == {(bob.pk, "waiting"): 1}


def test_work_after_commit_runs_the_tasks(ticket, bob, committed):
    with committed():
        conversation.add_note(ticket, by=bob, body="Look")
    assert TicketEvent.objects.filter(ticket=ticket, published_at=None).count() == 0
    assert list(Message.objects.filter(ticket=ticket).values_list("kind", flat=True)) == ["incoming", "note", "system"]
