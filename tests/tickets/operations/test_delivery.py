"""How an answer fares on its way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.database import outside
from tests.fixtures.smtp_servers import provider  # noqa: F401
from tickets import query
from tickets.content import Content
from tickets.models import Draft, Later, Message, Status, TicketEvent
from tickets.operations import conversation, delivery, later, triage
from tickets.operations.refusals import AlreadyGone, NotFailed


def deliver(message):
    with outside():
        state = delivery.deliver(message.workspace_id, message.pk)
    message.refresh_from_db()
    return state


def types(ticket):
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("id").values_list("type", flat=True))


@pytest.fixture
def reply(ticket, bob):
    return conversation.reply(ticket, by=bob, body="Use the extinguisher.")


def test_a_reply_reaches_the_requester_and_says_so(reply, ticket, provider):  # noqa: F811
    was = type(ticket).objects.get(pk=ticket.pk).version
    assert deliver(reply) == "sent"
    [envelope] = provider.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("help@acme.example", ["rosa@example.com"])
    assert reply.sent_at is not None
    assert types(ticket)[-1] == "message.sent"
    ticket.refresh_from_db()
    assert ticket.version == was + 1


def test_a_second_run_sends_nothing(reply, provider):  # noqa: F811
    assert (deliver(reply), deliver(reply), len(provider.mails)) == ("sent", None, 1)


def test_a_refusal_for_good_is_told_in_the_servers_words(reply, ticket, provider):  # noqa: F811
    provider.answers["rosa@example.com"] = "550 5.1.1 no such user"
    assert deliver(reply) == "failed"
    assert "no such user" in reply.delivery_error
    assert types(ticket)[-1] == "message.not_delivered"


def test_a_failed_one_can_be_tried_again_under_the_same_id(reply, ticket, bob, provider):  # noqa: F811
    provider.answers["rosa@example.com"] = "550 5.1.1 no such user"
    deliver(reply)
    provider.answers.clear()
    again = delivery.retry(reply, by=bob)
    assert (again.delivery, again.delivery_error, types(ticket)[-1]) == ("queued", "", "message.retried")
    assert deliver(reply) == "sent"
    assert reply.message_id.encode() in provider.mails[0].content


def test_what_is_sent_is_not_tried_again(reply, bob, provider):  # noqa: F811
    deliver(reply)
    with pytest.raises(NotFailed):
        delivery.retry(reply, by=bob)


def test_after_commit_a_reply_without_undo_time_leaves_at_once(ticket, bob, committed, provider):  # noqa: F811
    with committed():
        conversation.reply(ticket, by=bob, body="At once")
    assert [b"At once" in one.content for one in provider.mails if b"At once" in one.content] == [True]


@pytest.fixture
def patient(bob):
    """Bob, who wants ten seconds to take a reply back."""
    bob.undo_seconds = 10
    bob.save()
    return bob


def test_within_the_undo_time_nothing_leaves(ticket, patient, provider):  # noqa: F811
    reply = conversation.reply(ticket, by=patient, body="Oops")
    assert (deliver(reply), provider.mails) == (None, [])


def test_undo_takes_the_reply_back_and_keeps_text_and_files(ticket, patient, post):
    from tickets.content import NewFile

    before = ticket.waiting_since
    reply = conversation.reply(
        ticket, by=patient, body="<p>Oops <b>x</b></p>", attachments=[NewFile("a.txt", b"hello", "text/plain")]
    )
    draft = delivery.undo(reply, by=patient)
    ticket.refresh_from_db()
    assert not Message.objects.filter(pk=reply.pk).exists()
    assert (draft.kind, draft.body_html, draft.member) == ("reply", "<p>Oops <b>x</b></p>", patient)
    [file] = ticket.workspace.attachments.all()
    assert (file.message, file.draft_ticket, file.draft_kind, file.uploaded_by) == (None, ticket, "reply", patient)
    assert (ticket.waiting_since, ticket.first_responded_at, ticket.snippet) == (before, None, "It burns.")
    assert sorted(types(ticket)[-3:]) == ["message.undone", "ticket.assigned", "ticket.status_changed"]
    assert (ticket.assignee, ticket.category) == (None, "new")  # as if nothing was sent


def test_undo_leaves_alone_what_somebody_changed_since(ticket, patient, alice):
    pending = Status.objects.get(workspace=ticket.workspace, category="pending")
    reply = conversation.reply(ticket, by=patient, body="Oops", status=pending)
    triage.assign(ticket, alice, by=alice)
    triage.set_category(ticket, "hold", by=alice)
    delivery.undo(reply, by=patient)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.category) == (alice, "hold")


def test_undo_of_send_and_solve_opens_it_again(ticket, patient):
    solved = Status.objects.get(workspace=ticket.workspace, category="solved")
    before = ticket.waiting_since
    reply = conversation.reply(ticket, by=patient, body="Oops", status=solved)
    delivery.undo(reply, by=patient)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.solved_at, ticket.reopen_until, ticket.waiting_since) == ("new", None, None, before)


def test_undone_text_takes_the_place_of_the_draft(ticket, patient):
    reply = conversation.reply(ticket, by=patient, body="Oops")
    Draft.objects.create(
        workspace=ticket.workspace, ticket=ticket, member=patient, kind="reply", body_html="", updated_at=timezone.now()
    )
    delivery.undo(reply, by=patient)
    assert Draft.objects.get().body_html == "Oops"


@pytest.mark.parametrize("how", ["too late", "claimed", "another's", "no undo time"])
def test_what_has_left_or_is_anothers_can_not_be_undone(ticket, patient, alice, how):
    patient.undo_seconds = 0 if how == "no undo time" else 10
    reply = conversation.reply(ticket, by=patient, body="Oops")
    if how == "too late":
        Message.objects.filter(pk=reply.pk).update(undo_until=timezone.now() - timedelta(seconds=1))
    if how == "claimed":
        Message.objects.filter(pk=reply.pk).update(delivery="sending")
    with pytest.raises(AlreadyGone):
        delivery.undo(reply, by=alice if how == "another's" else patient)
    assert Message.objects.filter(pk=reply.pk).exists()


def test_an_incoming_message_is_no_reply_to_undo(ticket, patient):
    with pytest.raises(AlreadyGone):
        delivery.undo(ticket.first_message, by=patient)


def test_a_reply_takes_at_most_15_statements(ticket, bob, rosa):
    from tests.tickets.intake.test_processing import statements

    bob.refresh_from_db()
    bob.user  # noqa: B018 - the request has loaded who signed in
    taken = statements(lambda: conversation.reply(ticket, by=bob, body="Hello", uploads=["a" * 26]))
    assert len(taken) <= 15, "\n".join(taken)


def test_a_note_takes_at_most_15_statements(ticket, bob):
    from tests.tickets.intake.test_processing import statements

    taken = statements(lambda: conversation.add_note(ticket, by=bob, body="Hello"))
    assert len(taken) <= 15, "\n".join(taken)


# What did not arrive is no answer


NOBODY = "550 5.1.1 no such user"


def state(ticket):
    ticket.refresh_from_db()
    return ticket.category, ticket.waiting_since, ticket.first_responded_at


def found(ticket, member, text="is:undelivered"):
    return list(
        query.narrow(ticket.workspace.tickets.visible_to(member), text, member).values_list("number", flat=True)
    )


def failed_reply(ticket, bob, provider, category=None):  # noqa: F811
    status = category and Status.objects.get(workspace=ticket.workspace, category=category)
    reply = conversation.reply(ticket, by=bob, body="Use water.", status=status)
    provider.answers["rosa@example.com"] = NOBODY
    assert deliver(reply) == "failed"
    return reply


@pytest.mark.parametrize("category", [None, "pending", "hold", "solved"])
def test_a_ticket_whose_reply_did_not_arrive_waits_for_an_agent_again(ticket, bob, as_bob, provider, category):  # noqa: F811
    before = ticket.waiting_since
    failed_reply(ticket, bob, provider, category)
    assert state(ticket) == ("open", before, None)
    assert ticket.solved_at is None and ticket.sort_due == before
    assert types(ticket)[-2 if category else -1] == "message.not_delivered"
    assert found(ticket, bob) == [ticket.number]
    for part in ("", "?part=table", "?part=board"):
        assert ">Not delivered<" in as_bob.get(f"/inbox/all-open/{part}").text


def test_one_that_is_closed_stays_closed(ticket, bob, provider):  # noqa: F811
    reply = conversation.reply(ticket, by=bob, body="Use water.")
    triage.set_category(ticket, "closed", by=bob)
    provider.answers["rosa@example.com"] = NOBODY
    assert (deliver(reply), state(ticket)[0], found(ticket, bob)) == ("failed", "closed", [])


def test_where_somebody_has_spoken_since_that_counts(ticket, bob, rosa, provider):  # noqa: F811
    first = conversation.reply(ticket, by=bob, body="Use water.")
    conversation.receive(ticket, by=rosa, content=Content(text="It is out."))
    triage.set_category(ticket, "solved", by=bob)
    provider.answers["rosa@example.com"] = NOBODY
    assert (deliver(first), state(ticket)[:2]) == ("failed", ("solved", None))


def test_a_newer_reply_that_arrives_takes_the_sign_away(ticket, bob, provider):  # noqa: F811
    failed_reply(ticket, bob, provider)
    provider.answers.clear()
    deliver(conversation.reply(ticket, by=bob, body="Use sand."))
    assert (state(ticket)[:2], found(ticket, bob)) == (("open", None), [])
    assert found(ticket, bob, "has:failed") == [ticket.number]


def test_who_solves_it_knowing_is_not_asked_again(ticket, bob, as_bob, provider):  # noqa: F811
    failed_reply(ticket, bob, provider, "pending")
    triage.set_category(ticket, "solved", by=bob)
    assert (state(ticket)[:2], found(ticket, bob)) == (("solved", None), [])
    assert "Not delivered" not in as_bob.get("/inbox/solved/").text


def test_on_its_way_again_it_is_an_answer_until_it_fails_again(ticket, bob, provider):  # noqa: F811
    before = ticket.waiting_since
    reply = failed_reply(ticket, bob, provider)
    delivery.retry(reply, by=bob)
    assert (state(ticket), found(ticket, bob)) == (("open", None, reply.created_at), [])
    assert (deliver(reply), state(ticket)) == ("failed", ("open", before, None))
    delivery.retry(reply, by=bob)
    provider.answers.clear()
    assert (deliver(reply), state(ticket)[:2]) == ("sent", ("open", None))


def test_one_that_sleeps_is_woken(ticket, bob, provider):  # noqa: F811
    reply = conversation.reply(ticket, by=bob, body="Use water.")
    later.snooze(ticket, until=timezone.now() + timedelta(days=1), by=bob)
    provider.answers["rosa@example.com"] = NOBODY
    assert (deliver(reply), state(ticket)[0], Later.objects.count()) == ("failed", "open", 0)


def test_where_we_wrote_first_it_stands_where_we_wrote(ticket, bob, provider):  # noqa: F811
    Message.objects.filter(ticket=ticket).delete()
    reply = failed_reply(ticket, bob, provider, "pending")
    assert (state(ticket)[:2], ticket.sort_due) == (("open", None), reply.created_at)
    delivery.retry(reply, by=bob)
    ticket.refresh_from_db()
    assert ticket.back_since is None
