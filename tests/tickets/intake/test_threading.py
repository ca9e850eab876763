"""Which ticket a mail belongs to, and why."""

import pytest

from channels_inbox.models import InboundMessage
from tests.fixtures.database import outside
from tests.fixtures.post import letter
from tickets.identifiers import new_message_id, reply_address
from tickets.models import Message, Ticket, TicketCC
from tickets.operations import conversation, copying, triage


def codes(outcome):
    return [mark["code"] for mark in outcome.marks]


def said(outcome):
    return outcome.result, outcome.ticket, outcome.matched_because


def test_an_answer_with_in_reply_to_joins_its_ticket(post, t1, r1, rosa):
    outcome = post(
        in_reply_to=r1.message_id, references=["m1@client.example", r1.message_id], subject="Re: Printer on fire"
    )
    message = post.message(outcome)
    assert said(outcome) == ("appended", t1.number, "own-message-id")
    assert (message.author_contact, message.visibility, outcome.marks) == (rosa, "requester", ())
    assert Ticket.objects.count() == 1


def test_references_cut_to_the_last_one_are_enough(post, t1, r1):
    outcome = post(references=[r1.message_id], subject="AW: Printer on fire", body="Immer noch.")
    assert said(outcome) == ("appended", t1.number, "own-message-id")


def test_the_reply_address_alone_is_enough(post, t1):
    outcome = post(to=reply_address(t1, "help@acme.example"), subject="(none)", body="Here is the serial number.")
    assert said(outcome) == ("appended", t1.number, "reply-address")


def test_a_reply_address_that_only_the_envelope_names_is_enough(post, t1):
    address = reply_address(t1, "help@acme.example")
    outcome = post(to="undisclosed-recipients:;", envelope={"mail_from": "rosa@example.com", "rcpt_to": [address]})
    assert said(outcome) == ("appended", t1.number, "reply-address")


def test_the_same_subject_alone_joins_nothing(post, t1, r1):
    outcome = post(subject="Printer on fire", body="Another office, another printer.")
    assert said(outcome) == ("opened", 2, "new")
    assert Message.objects.filter(ticket=t1).count() == 2


def test_the_requesters_own_first_mail_is_a_thread_before_anybody_answered(post, t1):
    outcome = post(in_reply_to="m1@client.example", subject="Re: Printer on fire", body="And smoke.")
    assert said(outcome) == ("appended", t1.number, "sender-message-id")


def test_a_strangers_reference_to_the_requesters_mail_joins_nothing(post, t1):
    outcome = post(sender="mallory@evil.example", in_reply_to="m1@client.example", subject="Re: Printer on fire")
    assert said(outcome) == ("opened", 2, "new")


def test_an_accepted_cc_who_answers_all_is_seen_by_the_requester(post, t1, r1, dora, bob):
    copying.add_cc(t1, "dora@example.com", by=bob, accepted=True)
    outcome = post(sender="Dora <dora@example.com>", in_reply_to=r1.message_id, cc="rosa@example.com", body="Me too.")
    message = post.message(outcome)
    assert said(outcome) == ("appended", t1.number, "own-message-id")
    assert (message.author_contact, message.visibility, outcome.marks) == (dora, "requester", ())


def test_a_subject_tag_counts_for_who_is_on_the_ticket(post, t1):
    outcome = post(subject="Serial number [#1]")
    assert said(outcome) == ("appended", t1.number, "subject-tag")


def test_a_strangers_subject_tag_opens_another_ticket_that_names_the_first(post, t1):
    outcome = post(sender="mallory@evil.example", subject="Re: [#1]", body="Tell me all.")
    assert said(outcome) == ("opened", 2, "new")
    assert outcome.marks == ({"code": "possible-duplicate", "ticket": 1},)
    assert Message.objects.filter(ticket=t1).count() == 1
    assert not TicketCC.objects.filter(ticket=t1).exists()


def test_a_stranger_who_tries_every_number_reaches_no_ticket(post, t1, r1):
    numbers = [t1.number, *(post(subject=f"Another {n}").ticket for n in range(3))]
    before = Message.objects.count()
    results = [post(sender=f"mallory{n}@evil.example", subject=f"[#{n}]").result for n in numbers]
    assert results == ["opened"] * 4
    assert Message.objects.filter(ticket__number__in=numbers).count() == before
    assert Ticket.objects.count() == 8


def test_a_message_id_in_our_form_that_we_did_not_sign_joins_nothing(post, t1, r1):
    random, _, _ = r1.message_id.partition(".")
    for made_up in ("ticket-1.message-1@acme.example", f"{random}.{'a' * 26}@acme.example", f"{random}@acme.example"):
        outcome = post(sender="mallory@evil.example", in_reply_to=made_up)
        assert (outcome.result, outcome.matched_because) == ("opened", "new")


def test_a_signed_message_id_of_another_workspace_joins_nothing(post, t1, other_workspace):
    from contacts.identities import contact_for
    from tests.fixtures.cast import make_ticket
    from workspaces.tenancy import tenant

    with outside(), tenant(other_workspace):
        foreign = make_ticket(other_workspace, contact_for(other_workspace.pk, "email", "x@example.org"))
        theirs = new_message_id(foreign)
        address = reply_address(foreign, "help@acme.example")
    assert post(in_reply_to=theirs).result == "opened"
    assert post(to=address).result == "opened"


def test_a_mail_that_comes_in_under_an_id_of_ours_is_no_proof(post, t1):
    signed = new_message_id(t1)
    post(sender="mallory@evil.example", message_id=signed, subject="mine")
    outcome = post(sender="other@evil.example", in_reply_to=signed)
    assert outcome.matched_because == "new"


def test_a_stranger_with_a_valid_id_is_kept_for_agents_and_proposed_as_cc(post, t1, r1, bob):
    triage.set_category(t1, "solved", by=bob)
    outcome = post(sender="Mia <mia@elsewhere.example>", in_reply_to=r1.message_id, body="My boss forwarded me this.")
    message = post.message(outcome)
    t1.refresh_from_db()
    assert said(outcome) == ("appended", 1, "own-message-id")
    assert (message.visibility, codes(outcome)) == ("internal", ["not-on-ticket"])
    assert [(cc.address, cc.accepted_at) for cc in TicketCC.objects.filter(ticket=t1)] == [
        ("mia@elsewhere.example", None)
    ]
    assert (t1.category, t1.awaits_review, t1.snippet) == ("open", True, "Use the extinguisher.")


def test_long_after_closing_a_new_ticket_names_the_old_one(post, t1, r1, bob, rosa):
    triage.set_category(t1, "closed", by=bob)
    outcome = post(in_reply_to=r1.message_id, body="Again!")
    ticket = post.ticket(outcome)
    assert said(outcome) == ("opened", 2, "own-message-id")
    assert (ticket.follows, ticket.requester, ticket.category) == (t1, rosa, "new")


def test_an_answer_to_a_merged_ticket_goes_where_it_went(post, t1, r1, rosa, workspace):
    from tests.fixtures.cast import make_ticket

    middle, last = make_ticket(workspace, rosa), make_ticket(workspace, rosa)
    Ticket.objects.filter(pk=t1.pk).update(merged_into=middle)
    Ticket.objects.filter(pk=middle.pk).update(merged_into=last)
    assert said(post(in_reply_to=r1.message_id, subject="Re: [#1]")) == ("appended", last.number, "own-message-id")
    assert said(post(subject="Re: [#1]")) == ("appended", last.number, "subject-tag")


def test_an_answer_to_a_ticket_in_the_trash_is_not_buried_with_it(post, t1, r1, bob):
    triage.move(t1, "trash", by=bob)
    outcome = post(in_reply_to=r1.message_id)
    assert (outcome.result, post.ticket(outcome).follows, post.ticket(outcome).place) == ("opened", t1, "inbox")


def test_a_spoofed_requester_with_a_guessed_tag_is_held(post, t1, rosa):
    outcome = post(
        subject="Re: [#1]",
        body="Change the delivery address.",
        headers={"Authentication-Results": "mx.acme.example; dmarc=fail header.from=example.com"},
    )
    ticket, message = post.ticket(outcome), post.message(outcome)
    assert said(outcome) == ("opened", 2, "new")
    assert codes(outcome) == ["sender-not-authenticated", "possible-duplicate"]
    assert (ticket.awaits_review, message.visibility) == (True, "internal")
    assert Message.objects.filter(ticket=t1).count() == 1


def test_a_spoofed_requester_with_a_stolen_id_is_kept_for_agents(post, t1, r1):
    outcome = post(
        in_reply_to=r1.message_id,
        cc="attacker@evil.example",
        headers={"Authentication-Results": "mx.acme.example; dmarc=fail"},
    )
    assert (outcome.result, post.message(outcome).visibility) == ("appended", "internal")
    assert not TicketCC.objects.filter(ticket=t1).exists()


def test_the_requester_never_changes_by_mail(post, t1, r1, rosa):
    post(sender="mallory@evil.example", in_reply_to=r1.message_id)
    t1.refresh_from_db()
    assert t1.requester == rosa


def test_those_in_cc_wait_for_an_agents_look(post, billing, bob):
    outcome = post(cc="Dora <dora@example.com>, billing@acme.example, bob@acme.example, help+x@acme.example")
    ccs = TicketCC.objects.filter(ticket=post.ticket(outcome))
    assert [(cc.address, cc.accepted_at) for cc in ccs] == [("dora@example.com", None)]


@pytest.mark.parametrize("channel", ["help@acme.example", "billing@acme.example"])
def test_in_bcc_the_mailbox_decides_the_team(post, billing, channel):
    ticket = post.ticket(post(into=channel, to="undisclosed-recipients:;", subject="List", body="Hi."))
    assert ticket.team.name == {"help@acme.example": "Support", "billing@acme.example": "Billing"}[channel]


def test_the_same_mail_twice_is_one_message(post, rosa):
    raw = letter(message_id="d1@client.example", subject="Leak", body="Water.")
    first = post(raw=raw)
    assert post.stored(raw) is None
    assert first.result == "opened"
    assert (Ticket.objects.count(), Message.objects.count(), InboundMessage.objects.count()) == (1, 1, 1)


def test_one_message_id_for_two_mails_keeps_both(post, dora):
    first = post(sender="dora@example.com", message_id="x@shop.example", subject="Order 1", body="One.")
    second = post(sender="dora@example.com", message_id="x@shop.example", subject="Order 2", body="Two, other text.")
    assert (first.result, second.result) == ("opened", "opened")
    assert list(Message.objects.order_by("id").values_list("reply_text", flat=True)) == ["One.", "Two, other text."]


def test_one_message_id_and_one_body_under_two_subjects_keeps_both(post):
    words = {"message_id": "x@shop.example", "body": "See the file."}
    assert [post(subject=one, **words).result for one in ("Order 1", "Order 2")] == ["opened", "opened"]


def test_mails_without_a_message_id_are_the_same_only_byte_for_byte(post, billing):
    def nameless(**words):
        return b"\r\n".join(one for one in letter(**words).split(b"\r\n") if not one.startswith(b"Message-ID"))

    alarms = [post(raw=nameless(subject="Alarm", body="Water!", headers={"Sensor-Time": str(n)})) for n in range(2)]
    assert [one.result for one in alarms] == ["opened", "opened"]
    again = post(raw=nameless(subject="Alarm", body="Water!", headers={"Sensor-Time": "1"}), into=billing.address)
    assert (again.result, again.ticket) == ("duplicate", alarms[1].ticket)


def test_one_mail_to_two_of_our_mailboxes_is_one_message_marked_with_both(post, billing):
    raw = letter(cc="billing@acme.example", subject="Bill and printer", body="Both.")
    first = post(raw=b"Delivered-To: help@acme.example\r\n" + raw)
    second = post(raw=b"Delivered-To: billing@acme.example\r\n" + raw, into="billing@acme.example")
    assert (second.result, second.ticket, second.message) == ("duplicate", first.ticket, first.message)
    assert post.message(first).marks == [{"code": "also-to", "address": "billing@acme.example"}]
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    assert post.inbound().state == "done"


def test_commands_in_a_mail_are_words(post, t1, r1, bob):
    post(
        in_reply_to=r1.message_id,
        headers={"X-Desk-Status": "closed", "X-Priority": "1"},
        body="#close #assign bob",
    )
    t1.refresh_from_db()
    assert (t1.category, t1.priority, t1.assignee) == ("open", 2, bob)


def test_answers_that_would_go_elsewhere_are_marked(post, t1, r1, rosa):
    outcome = post(in_reply_to=r1.message_id, headers={"Reply-To": "mallory@evil.example"})
    assert outcome.marks == ({"code": "reply-to-elsewhere", "address": "mallory@evil.example"},)
    again = conversation.reply(t1, by=None, body="Here you are")
    assert [one.address for one in again.recipients.all()] == ["rosa@example.com"]
