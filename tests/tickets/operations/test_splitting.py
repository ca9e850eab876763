"""A part of a ticket becomes a ticket; tickets are linked; the requester turns out to be another."""

import pytest

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket
from tickets.content import Content
from tickets.models import Message, Ticket, TicketCC, TicketEvent, TicketLink
from tickets.operations import conversation, copying, linking, requesters, splitting, triage
from tickets.operations.refusals import (
    EverythingSplit,
    LinkedAlready,
    LinkToItself,
    NothingToSplit,
    SameRequester,
    TicketClosed,
)
from tickets.outbound import render
from tickets.public_thread import public_thread


def read_by(ticket, address=None):
    return [entry.text for entry in public_thread(ticket, for_address=address).entries]


@pytest.fixture
def second(ticket, rosa):
    return conversation.receive(ticket, by=rosa, content=Content(text="And my invoice is wrong."))


def test_split_messages_stand_on_a_linked_ticket(ticket, second, bob, rosa):
    copying.add_cc(ticket, "cc@example.com", by=bob, accepted=True)
    triage.add_tag(ticket, "fire", by=bob)
    new = splitting.split(ticket, [second], by=bob, subject="Invoice")
    ticket.refresh_from_db()
    assert (new.subject, new.requester, new.team_id, new.category) == ("Invoice", rosa, ticket.team_id, "new")
    assert (read_by(ticket), read_by(new)) == (["It burns."], ["And my invoice is wrong."])
    assert (new.waiting_since, new.snippet) == (second.created_at, "And my invoice is wrong.")
    assert ticket.snippet == "It burns."
    assert [cc.address for cc in new.ccs.all()] == ["cc@example.com"]
    assert [one.tag.name for one in new.ticket_tags.all()] == ["fire"]
    assert TicketLink.objects.get().kind == "related"
    assert TicketEvent.objects.get(ticket=ticket, type="ticket.split").data == {"number": new.number, "messages": 1}
    assert TicketEvent.objects.get(ticket=new, type="ticket.split_from").data["number"] == ticket.number


def test_with_another_requester_nobody_reads_more_than_before(ticket, second, bob, workspace):
    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete")
    new = splitting.split(ticket, [second], by=bob, requester=grete)
    assert read_by(new, "grete@example.com") == []
    assert read_by(ticket, "rosa@example.com") == ["It burns.", "And my invoice is wrong."]
    mail = render(conversation.reply(new, by=bob, body="Hello Grete", body_format="text"))
    assert "invoice" not in mail.text
    assert [address for _name, address in mail.to] == ["grete@example.com"]


def test_what_cannot_be_split(ticket, second, bob):
    first = ticket.messages.order_by("id").first()
    with pytest.raises(NothingToSplit):
        splitting.split(ticket, [], by=bob)
    with pytest.raises(EverythingSplit):
        splitting.split(ticket, [first, second], by=bob)
    assert Ticket.objects.count() == 1


def test_an_incident_makes_the_other_a_problem(ticket, bob, workspace, rosa):
    other = make_ticket(workspace, rosa)
    made = linking.link(ticket, other, kind="incident", by=bob)
    for one, type in ((ticket, "incident"), (other, "problem")):
        one.refresh_from_db()
        assert one.type == type
    said = TicketEvent.objects.filter(type="ticket.linked").order_by("ticket_id").values_list("ticket_id", "data")
    assert list(said) == [
        (ticket.pk, {"kind": "incident", "number": other.number, "is_from": True}),
        (other.pk, {"kind": "incident", "number": ticket.number, "is_from": False}),
    ]
    for pair in ((ticket, other), (other, ticket)):
        with pytest.raises(LinkedAlready):
            linking.link(*pair, kind="incident", by=bob)
    with pytest.raises(LinkToItself):
        linking.link(ticket, ticket, kind="related", by=bob)
    linking.unlink(made, by=bob)
    linking.unlink(made, by=bob)
    assert TicketEvent.objects.filter(type="ticket.unlinked").count() == 2


def test_a_new_requester_reads_from_now_on(ticket, second, bob, rosa, workspace):
    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete")
    changed = requesters.change_requester(ticket, grete, by=bob)
    assert (changed.requester, changed.requester_since is None) == (grete, False)
    assert read_by(changed, "grete@example.com") == []
    mail = render(conversation.reply(changed, by=bob, body="Hello Grete", body_format="text"))
    assert [address for _name, address in (*mail.to, *mail.cc)] == ["grete@example.com"]
    assert "It burns" not in mail.text
    assert read_by(changed, "rosa@example.com") == []  # asks no more, and is no copy


def test_who_asked_may_stay_as_a_copy_and_reads_what_they_could(ticket, second, bob, rosa, workspace):
    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete")
    copying.add_cc(ticket, "grete@example.com", by=bob, accepted=True)
    Message.objects.filter(pk=second.pk).update(created_at=TicketCC.objects.get().accepted_at)
    changed = requesters.change_requester(ticket, grete, by=bob, keep_as_copy=True)
    assert [cc.address for cc in changed.ccs.all()] == ["rosa@example.com"]
    assert read_by(changed, "rosa@example.com") == ["It burns.", "And my invoice is wrong."]
    assert read_by(changed, "grete@example.com") == ["And my invoice is wrong."]  # as a copy before
    with pytest.raises(SameRequester):
        requesters.change_requester(changed, grete, by=bob)


def test_the_history_is_shown_only_if_said(ticket, bob, workspace):
    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete")
    changed = requesters.change_requester(ticket, grete, by=bob, shows_history=True)
    assert read_by(changed, "grete@example.com") == ["It burns."]
    data = TicketEvent.objects.get(type="ticket.requester_changed").data
    assert (data["old_name"], data["new_name"], data["kept"], data["history"]) == ("Rosa Mets", "Grete", False, True)
    triage.set_category(changed, "closed", by=bob)
    with pytest.raises(TicketClosed):
        requesters.change_requester(changed, changed.requester, by=bob)
