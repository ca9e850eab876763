"""Mails to third parties, and their answers: in the ticket, and apart from the requester's conversation."""

from datetime import timedelta

import pytest

from contacts.identities import contact_for
from tests.fixtures.database import outside
from tickets.content import Content, NewFile
from tickets.models import Message, SideThread, TicketCC, TicketEvent
from tickets.operations import conversation, copying, delivery, forwarding, review, triage
from tickets.operations.copying import BadAddress
from tickets.operations.preparing import status_in
from tickets.operations.refusals import (
    AlreadyGone,
    ForwardToRequester,
    NotesNotNamed,
    NothingToAccept,
    NothingToSend,
    NotInInbox,
    TicketClosed,
)
from tickets.outbound import render
from tickets.public_thread import public_thread

SUPPLIER, NOTE, SIDE = "parts@supplier.example", "zqnotezq", "zqsidezq"


@pytest.fixture
def forwarded(t1, bob):
    first = t1.messages.get()
    return forwarding.forward(
        t1, by=bob, to=[SUPPLIER], body=f"{SIDE} Is there a spare?", body_format="text", quoted=[first]
    )


def texts_for_customer(ticket):
    return [entry.text for entry in public_thread(ticket).entries]


def test_the_mail_has_a_talk_of_its_own(t1, bob, forwarded, post):
    mail = render(forwarded)
    assert mail.to == (("", SUPPLIER),)
    assert (mail.cc, mail.bcc, mail.references) == ((), (), ())
    assert mail.subject == "Fwd: Printer on fire"  # no number: nothing of the ticket can be guessed from it
    assert mail.reply_to.startswith("help+s")
    assert f"{SIDE} Is there a spare?" in mail.text
    assert "> " + t1.messages.order_by("id").first().reply_text.splitlines()[0] in mail.text
    said = TicketEvent.objects.get(ticket=t1, type="ticket.forwarded")
    assert (said.data["message"], said.data["addresses"], said.data["quoted"]) == (forwarded.pk, [SUPPLIER], 1)


@pytest.mark.parametrize("by", ["address", "id"])
def test_the_answer_comes_back_for_agents_only(t1, bob, forwarded, post, by):
    triage.set_category(t1, "hold", by=bob)
    how = {"to": render(forwarded).reply_to} if by == "address" else {"in_reply_to": forwarded.message_id}
    outcome = post(
        sender=f"Parts <{SUPPLIER}>", subject="Re: whatever [#1]", body=f"{SIDE} Yes.", cc="x@y.example", **how
    )
    message = post.message(outcome)
    t1.refresh_from_db()
    assert (outcome.ticket, message.side, message.visibility) == (t1.number, forwarded.side, "internal")
    assert (t1.category, message.marks) == ("open", [])
    assert not TicketCC.objects.filter(ticket=t1).exists()
    assert not any(SIDE in one for one in texts_for_customer(t1))
    with pytest.raises(NothingToAccept):
        review.accept(message, by=bob)


def test_nothing_of_it_reaches_the_customer_nor_theirs_the_supplier(t1, bob, rosa, forwarded, post):
    post(
        sender=f"Parts <{SUPPLIER}>",
        in_reply_to=forwarded.message_id,
        body=f"{SIDE} secret price",
        message_id="p@s.example",
    )
    answer = render(conversation.reply(t1, by=bob, body="We have one.", body_format="text"))
    assert SIDE not in f"{answer.text}{answer.html}"
    assert not {"p@s.example", forwarded.message_id} & {answer.in_reply_to, *answer.references}
    assert [address for _name, address in (*answer.to, *answer.cc)] == ["rosa@example.com"]
    post(in_reply_to=answer.message_id, body="zqthankszq")
    queued = Message.objects.filter(delivery="queued", recipients__address=SUPPLIER)
    assert list(queued) == [forwarded]
    again = forwarding.forward(t1, by=bob, side=forwarded.side, body="Send it.", body_format="text")
    mail = render(again)
    assert "zqthankszq" not in mail.text
    assert "We have one." not in mail.text
    assert (mail.subject, mail.in_reply_to) == ("Re: Printer on fire", "p@s.example")


def test_notes_leave_only_if_named(t1, bob):
    note = conversation.add_note(t1, by=bob, body=NOTE, body_format="text")
    with pytest.raises(NotesNotNamed):
        forwarding.forward(t1, by=bob, to=[SUPPLIER], body="Look", body_format="text", quoted=[note])
    assert not SideThread.objects.exists()
    mail = render(
        forwarding.forward(t1, by=bob, to=[SUPPLIER], body="Look", body_format="text", quoted=[note], with_notes=True)
    )
    assert NOTE in mail.text


def test_nothing_is_quoted_that_was_not_chosen(t1, bob):
    conversation.add_note(t1, by=bob, body=NOTE, body_format="text")
    mail = render(forwarding.forward(t1, by=bob, to=[SUPPLIER], body="Look", body_format="text"))
    assert mail.text.strip() == "Look"


def test_files_go_along_and_the_status_is_set(t1, bob, rosa):
    message = conversation.receive(
        t1, by=rosa, content=Content(text="x", files=(NewFile("photo.txt", b"photo", "text/plain"),))
    )
    hold = status_in(t1.workspace_id, "hold")
    sent = forwarding.forward(
        t1, by=bob, to=[SUPPLIER], body="Look", body_format="text", files=message.attachments.all(), status=hold
    )
    assert [(file.name, file.content) for file in render(sent).files] == [("photo.txt", b"photo")]
    t1.refresh_from_db()
    assert (t1.category, t1.waiting_since is None) == ("hold", False)


def test_refusals(t1, bob, workspace):
    copying.add_cc(t1, "copy@example.com", by=bob, accepted=True)
    for to, why in (
        ([], BadAddress),
        (["nonsense"], BadAddress),
        (["help@acme.example"], BadAddress),
        (["rosa@example.com"], ForwardToRequester),
        (["Copy@example.com"], ForwardToRequester),
    ):
        with pytest.raises(why):
            forwarding.forward(t1, by=bob, to=to, body="x", body_format="text")
    with pytest.raises(NothingToSend):
        forwarding.forward(t1, by=bob, to=[SUPPLIER], body=" ", body_format="text")
    triage.move(t1, "spam", by=bob)
    with pytest.raises(NotInInbox):
        forwarding.forward(t1, by=bob, to=[SUPPLIER], body="x", body_format="text")
    triage.move(t1, "inbox", by=bob)
    triage.set_category(t1, "closed", by=bob)
    with pytest.raises(TicketClosed):
        forwarding.forward(t1, by=bob, to=[SUPPLIER], body="x", body_format="text")
    assert not SideThread.objects.exists()


def test_a_forged_address_of_a_talk_leads_nowhere(t1, bob, forwarded, post):
    forged = render(forwarded).reply_to.replace("@", "a@")[1:]
    outcome = post(sender=f"Parts <{SUPPLIER}>", to=f"h{forged}", body="x")
    assert outcome.ticket != t1.number


def test_who_knows_the_talk_is_no_copy(t1, bob, workspace, forwarded):
    """A contact who is the supplier finds nothing of the ticket by their address."""
    contact_for(workspace.pk, "email", SUPPLIER, name="Parts")
    assert public_thread(t1, for_address=SUPPLIER).entries == ()


def test_it_waits_as_a_reply_does_and_can_be_taken_back(t1, bob):
    bob.undo_seconds = 10
    bob.save()
    first = t1.messages.get()
    old, new = NewFile("plan.txt", b"plan", "text/plain"), NewFile("new.txt", b"new", "text/plain")
    note = conversation.add_note(t1, by=bob, body=NOTE, attachments=[old])
    mail = forwarding.forward(
        t1,
        by=bob,
        to=[SUPPLIER],
        subject="A spare",
        body="Is there\none?",
        body_format="text",
        quoted=[first],
        files=note.attachments.all(),
        attachments=[new],
        status=status_in(t1.workspace_id, "hold"),
    )
    assert mail.undo_until == mail.next_attempt_at == mail.created_at + timedelta(seconds=10)
    with outside():
        assert delivery.deliver(mail.workspace_id, mail.pk) is None
    unsent = forwarding.undo(mail, by=bob)
    t1.refresh_from_db()
    assert (unsent.text, unsent.to, unsent.subject, unsent.side) == ("Is there\none?", [SUPPLIER], "A spare", None)
    assert (unsent.quoted, [one.name for one in unsent.files]) == ([first], ["plan.txt"])
    assert ([one.name for one in unsent.uploads], unsent.held, t1.category) == (["new.txt"], True, "new")
    assert not SideThread.objects.exists()
    assert not Message.objects.filter(kind="forward").exists()
    with pytest.raises(AlreadyGone):
        forwarding.undo(mail, by=bob)
    uploads = [one.public_id for one in unsent.uploads]
    again = forwarding.forward(t1, by=bob, to=unsent.to, body=unsent.text, body_format="text", uploads=uploads)
    assert [one.name for one in again.attachments.all()] == ["new.txt"]


def test_a_talk_that_goes_on_stays_when_its_last_mail_is_taken_back(t1, bob, alice, forwarded):
    bob.undo_seconds = 10
    bob.save()
    mail = forwarding.forward(t1, by=bob, side=forwarded.side, body="And two?", body_format="text")
    with pytest.raises(AlreadyGone):
        forwarding.undo(mail, by=alice)
    assert forwarding.undo(mail, by=bob).side == forwarded.side
    assert list(SideThread.objects.all()) == [forwarded.side]
