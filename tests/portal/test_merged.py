"""Merging moves messages among tickets, never among people: nobody outside reads what they could not read before."""

from urllib.parse import urlsplit

import pytest

from contacts.identities import contact_for
from contacts.models import Identity
from portal import ticket_links
from tests.fixtures.cast import make_ticket
from tests.fixtures.post import Post, letter
from tests.portal.conftest import visit
from tests.portal.test_tickets import page_of, text
from tickets.content import Content, NewFile
from tickets.identifiers import reply_address
from tickets.models import Attachment, Message
from tickets.operations import conversation, copying, merging
from tickets.outbound import render

ROSA, GRETE, NOTE = "zqrosazq", "zqgretezq", "zqnotezq"


@pytest.fixture
def grete(workspace):
    return contact_for(workspace.pk, "email", "grete@example.com", name="Grete Saar")


@pytest.fixture
def tickets(workspace, rosa, grete, bob):
    """Rosa's and Grete's, each with words, a file and a note; Grete's has a copy of her own."""
    made = []
    for who, word in ((rosa, ROSA), (grete, GRETE)):
        ticket = make_ticket(workspace, who, subject=f"{word} subject", text=f"{word} asked")
        content = Content(text=f"{word} more", files=(NewFile(f"{word}.txt", word.encode(), "text/plain"),))
        conversation.receive(ticket, by=who, content=content)
        answer = conversation.reply(ticket, by=bob, body=f"{word} answered", body_format="text")
        Message.objects.filter(pk=answer.pk).update(delivery="sent")
        conversation.add_note(ticket, by=bob, body=f"{NOTE} {word}", body_format="text")
        made.append(ticket)
    copying.add_cc(made[1], "hers@example.com", by=bob, accepted=True)
    return made


def everything(client, tickets):
    """All that a customer can open, as one text."""
    gathered = [client.get(path) for path in ("/help/tickets/", "/help/tickets/?state=solved")]
    gathered += [client.get(page_of(ticket), follow=True) for ticket in tickets]
    for file in Attachment.objects.all():
        gathered += [client.get(f"{page_of(ticket)}files/{file.public_id}/") for ticket in tickets]
    bodies = [b"".join(one.streaming_content) if one.streaming else one.content for one in gathered]
    return b" ".join(bodies).decode(errors="replace")


@pytest.mark.parametrize("copies", [(), ("grete@example.com", "hers@example.com")])
def test_two_customers_never_read_each_other(workspace, tickets, bob, as_rosa, copies):
    hers, theirs = tickets
    merging.merge([theirs], into=hers, by=bob, copies=copies)
    as_grete, as_copy = visit(workspace, "grete@example.com"), visit(workspace, "hers@example.com")
    for client, may in ((as_rosa, ROSA), (as_grete, GRETE)):
        shown = everything(client, tickets)
        assert [f"{may} asked" in shown, f"{may} answered" in shown] == [True, True]
        other = {ROSA: GRETE, GRETE: ROSA}[may]
        assert f"{other} asked" not in shown
        assert f"{other} more" not in shown
        assert f"{other} answered" not in shown
        assert f"{other}.txt" not in shown
    assert ROSA + " asked" not in everything(as_copy, tickets)
    assert all(NOTE not in everything(client, tickets) for client in (as_rosa, as_grete, as_copy))


@pytest.mark.parametrize("copies", [(), ("grete@example.com", "hers@example.com")])
def test_mails_quote_only_what_every_receiver_may_read(tickets, bob, copies):
    hers, theirs = tickets
    merging.merge([theirs], into=hers, by=bob, copies=copies)
    mail = render(conversation.reply(hers, by=bob, body="To you all", body_format="text"))
    assert {address for _name, address in (*mail.to, *mail.cc)} == {"rosa@example.com", *copies}
    everything = f"{mail.text}{mail.html}"
    assert GRETE not in everything
    assert NOTE not in everything
    assert (f"{ROSA} asked" in everything) == (not copies)  # new copies get no history
    named = {one.message_id for one in Message.objects.filter(home=theirs) if one.message_id}
    assert named
    assert not named & {mail.in_reply_to, *mail.references}


def test_an_answer_under_way_leaves_as_if_its_ticket_still_stood_alone(tickets, bob):
    hers, theirs = tickets
    under_way = conversation.reply(theirs, by=bob, body="For Grete", body_format="text")
    before = render(under_way)
    merging.merge([theirs], into=hers, by=bob)
    under_way.refresh_from_db()
    after = render(under_way)
    same = ("to", "cc", "subject", "text", "html", "reply_to", "references", "message_id")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert under_way.delivery == "queued"


def test_what_the_other_customer_writes_afterwards_is_theirs(workspace, tickets, bob, as_rosa):
    hers, theirs = tickets
    merges = merging.merge([theirs], into=hers, by=bob)
    mail = letter(
        sender="Grete <grete@example.com>", to=reply_address(theirs, "help@acme.example"), body="Grete late zqlatezq"
    )
    post = Post(workspace)
    outcome = post(raw=mail)
    message = post.message(outcome)
    assert (outcome.ticket, message.home_id, message.visibility) == (hers.number, theirs.pk, "requester")
    assert [mark["code"] for mark in message.marks] == ["to-merged-ticket"]
    assert "zqlatezq" not in everything(as_rosa, tickets)
    assert "zqlatezq" in everything(visit(workspace, "grete@example.com"), tickets)
    assert "zqlatezq" not in render(conversation.reply(hers, by=bob, body="x", body_format="text")).text
    merging.unmerge(merges, by=bob)
    message.refresh_from_db()
    assert (message.ticket_id, message.home_id) == (theirs.pk, None)


def test_the_same_customer_finds_one_ticket_under_both_numbers(workspace, rosa, bob, as_rosa, client, ticket):
    second = make_ticket(workspace, rosa, subject="Second", text="Smoke, too.")
    identity = Identity.objects.get(contact=rosa)
    mailed = urlsplit(ticket_links.url_of(second, identity))
    merging.merge([second], into=ticket, by=bob)
    assert as_rosa.get(page_of(second))["Location"] == page_of(ticket)
    shown = text(as_rosa.get(page_of(ticket)))
    assert "It burns." in shown
    assert "Smoke, too." in shown
    assert "Second" not in text(as_rosa.get("/help/tickets/?state=solved"))
    # the link that was mailed about the old one opens the survivor
    shown = text(client.get(f"{mailed.path}?{mailed.query}", follow=True))
    assert "It burns." in shown
    assert "Smoke, too." in shown
    client.post(f"{page_of(ticket)}answers/", {"message": "By the old link"})
    assert Message.objects.latest("id").ticket_id == ticket.pk


def test_a_copy_of_one_ticket_does_not_get_what_came_from_the_other(workspace, rosa, bob, ticket):
    second = make_ticket(workspace, rosa, subject="Second", text=f"{ROSA} to you alone")
    copying.add_cc(ticket, "carl@example.com", by=bob, accepted=True)
    conversation.receive(second, by=rosa, content=Content(text=f"{ROSA} later"))
    merging.merge([second], into=ticket, by=bob)
    assert ROSA not in everything(visit(workspace, "carl@example.com"), [ticket, second])
    assert ROSA not in render(conversation.reply(ticket, by=bob, body="x", body_format="text")).text
