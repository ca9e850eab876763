"""Snoozed tickets wake, scheduled replies leave, reminders ring: each once, whatever dies in between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.bell import bell  # noqa: F401
from tests.fixtures.database import outside
from tickets import sweeps
from tickets.content import Content, NewFile
from tickets.models import Attachment, Draft, Later, Message, Ticket
from tickets.operations import conversation, later, triage
from tickets.operations.attaching import keep_upload
from tickets.operations.refusals import (
    AlreadyScheduled,
    NoAddress,
    NothingScheduled,
    NothingToSend,
    NotInFuture,
    NotInInbox,
    NotOpen,
    TicketClosed,
)
from tickets.query import narrow
from workspaces import members

HOUR = timedelta(hours=1)


def soon():
    return timezone.now() + HOUR


def types(ticket):
    found = ticket.events.order_by("id").values_list("type", flat=True)
    return [one for one in found if one.startswith(("ticket.snoozed", "ticket.woke", "ticket.remind", "reply."))]


def pass_time(workspace):
    """Everything that waits is due, and a sweep rings for it."""
    Later.objects.filter(workspace=workspace, interrupted_at=None).update(at=timezone.now() - timedelta(seconds=1))
    ring(workspace)


def ring(workspace):
    for pk in list(Later.objects.filter(workspace=workspace).values_list("pk", flat=True)):
        later.come_due(workspace.pk, pk)


def write(ticket, rosa, **content):
    return conversation.receive(ticket, by=rosa, content=Content(text="And?", **content))


def replies(ticket):
    return list(Message.objects.filter(ticket=ticket, kind="reply").values_list("body_html", flat=True))


# -- Snooze


def test_a_snoozed_ticket_sleeps_on_hold_and_comes_back_open_where_it_stood(ticket, bob, workspace):
    conversation.reply(ticket, by=bob, body="Wait for the part")
    asleep = later.snooze(ticket, until=soon(), by=bob)
    ticket.refresh_from_db()
    assert ticket.category == "hold"
    ring(workspace)  # too early
    assert Later.objects.count() == 1

    pass_time(workspace)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.back_since, ticket.sort_due) == ("open", asleep.created_at, asleep.created_at)
    assert types(ticket) == ["ticket.snoozed", "ticket.woke"]
    assert not Later.objects.exists()
    conversation.reply(ticket, by=bob, body="Here it is")
    ticket.refresh_from_db()
    assert ticket.back_since is None and ticket.sort_due > timezone.now()


def test_the_customer_wakes_it_but_an_automatic_mail_does_not(ticket, bob, rosa, workspace):
    later.snooze(ticket, until=soon(), by=bob)
    write(ticket, rosa, is_automatic=True)
    ring(workspace)
    ticket.refresh_from_db()
    assert (ticket.category, Later.objects.count()) == ("hold", 1)

    write(ticket, rosa)
    ring(workspace)
    ticket.refresh_from_db()
    assert (ticket.category, Later.objects.count()) == ("open", 0)
    triage.set_category(ticket, "pending", by=bob)
    ring(workspace)
    ticket.refresh_from_db()
    assert ticket.category == "pending"  # the old timer wakes nothing any more


def test_snoozed_again_it_keeps_one_timer_and_it_can_be_woken(ticket, bob):
    later.snooze(ticket, until=soon(), by=bob)
    later.snooze(ticket, until=soon() + HOUR, by=bob)
    assert Later.objects.count() == 1
    later.wake(ticket, by=bob)
    ticket.refresh_from_db()
    assert ticket.category == "open"
    with pytest.raises(NothingScheduled):
        later.wake(ticket, by=bob)


def test_opened_by_hand_it_sleeps_no_more(ticket, bob, workspace):
    later.snooze(ticket, until=soon(), by=bob)
    triage.set_category(ticket, "pending", by=bob)
    assert Later.objects.exists()
    triage.set_category(ticket, "open", by=bob)
    assert not Later.objects.exists()


def test_what_was_dealt_with_meanwhile_stays_so(ticket, bob, workspace):
    later.snooze(ticket, until=soon(), by=bob)
    triage.set_category(ticket, "solved", by=bob)
    pass_time(workspace)
    ticket.refresh_from_db()
    assert (ticket.category, Later.objects.exists()) == ("solved", False)


@pytest.mark.parametrize("at", [timedelta(seconds=-1), timedelta(days=400)])
def test_a_moment_that_is_none(ticket, bob, at):
    for act in (
        lambda at: later.snooze(ticket, until=at, by=bob),
        lambda at: later.remind(ticket, at=at, by=bob),
        lambda at: later.schedule(ticket, at=at, by=bob, body="x"),
    ):
        with pytest.raises(NotInFuture):
            act(timezone.now() + at)


def test_what_can_not_be_planned(ticket, bob):
    triage.set_category(ticket, "solved", by=bob)
    for act in (later.snooze, later.remind):
        with pytest.raises(NotOpen):
            act(ticket, by=bob, **({"until": soon()} if act is later.snooze else {"at": soon()}))
    triage.set_category(ticket, "open", by=bob)
    triage.move(ticket, Ticket.Place.SPAM, by=bob)
    with pytest.raises(NotInInbox):
        later.snooze(ticket, until=soon(), by=bob)
    triage.move(ticket, Ticket.Place.INBOX, by=bob)
    triage.set_category(ticket, "closed", by=bob)
    with pytest.raises(TicketClosed):
        later.schedule(ticket, at=soon(), by=bob, body="x")


# -- Reminders


def test_a_reminder_rings_if_nobody_answered(ticket, bob, workspace):
    conversation.reply(ticket, by=bob, body="Which colour?")
    triage.set_category(ticket, "pending", by=bob)
    later.remind(ticket, at=soon(), by=bob)
    pass_time(workspace)
    ticket.refresh_from_db()
    assert ticket.category == "open"
    assert types(ticket) == ["ticket.reminder_set", "ticket.reminded"]


def test_a_reminder_rings_on_an_open_ticket_too_but_not_on_a_solved_one(ticket, bob, workspace):
    conversation.reply(ticket, by=bob, body="Which colour?")
    set_for = later.remind(ticket, at=soon(), by=bob)
    pass_time(workspace)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.back_since) == ("open", set_for.created_at)
    assert types(ticket) == ["ticket.reminder_set", "ticket.reminded"]
    later.remind(ticket, at=soon(), by=bob)
    triage.set_category(ticket, "solved", by=bob)
    pass_time(workspace)
    assert types(ticket)[-1] == "ticket.reminder_set"


def test_an_answer_ends_it_and_so_does_the_member(ticket, bob, rosa, workspace):
    triage.set_category(ticket, "pending", by=bob)
    later.remind(ticket, at=soon(), by=bob)
    write(ticket, rosa)
    pass_time(workspace)
    assert types(ticket) == ["ticket.reminder_set"]
    later.remind(ticket, at=soon(), by=bob)
    later.forget_reminder(ticket, by=bob)
    assert not Later.objects.exists()


# -- Scheduled replies


def test_a_scheduled_reply_leaves_at_its_time_with_files_and_status(ticket, bob, workspace):
    bob.undo_seconds = 10
    bob.save()
    upload = keep_upload(ticket, bob, "reply", NewFile("part.txt", b"part", "text/plain"))
    Draft.objects.create(workspace=workspace, ticket=ticket, member=bob, kind="reply", body_html="x", updated_at=soon())
    later.schedule(ticket, at=soon(), by=bob, body="<p>It is here</p>", uploads=[upload.public_id], then="pending")
    assert replies(ticket) == [] and not Draft.objects.exists()

    Draft.objects.create(
        workspace=workspace, ticket=ticket, member=bob, kind="reply", body_html="Another", updated_at=soon()
    )
    pass_time(workspace)
    ring(workspace)  # rung twice
    message = Message.objects.get(ticket=ticket, kind="reply")
    assert (message.body_html, message.undo_until, message.author_member) == ("<p>It is here</p>", None, bob)
    assert [one.name for one in message.attachments.all()] == ["part.txt"]
    ticket.refresh_from_db()
    assert (ticket.category, ticket.waiting_since) == ("pending", None)
    assert Draft.objects.get().body_html == "Another"  # what is written meanwhile is another text
    assert not Later.objects.exists()


def test_where_a_scheduled_reply_waits_can_be_searched_for(ticket, bob, alice, rosa, workspace):
    def found():
        return list(narrow(workspace.tickets.visible_to(alice), "has:scheduled", alice))

    assert found() == []
    later.schedule(ticket, at=soon(), by=bob, body="On Monday.")
    assert found() == [ticket]
    write(ticket, rosa)
    assert found() == []  # the customer wrote first: it will not leave


def test_the_customer_writes_first_and_the_text_is_a_draft_again(ticket, bob, rosa, workspace):
    upload = keep_upload(ticket, bob, "reply", NewFile("part.txt", b"part", "text/plain"))
    later.schedule(ticket, at=soon(), by=bob, body="<p>Any news?</p>", uploads=[upload.public_id])
    write(ticket, rosa)
    Later.objects.update(at=timezone.now() - HOUR)  # due as well, but they were first
    ring(workspace)
    assert replies(ticket) == []
    assert Draft.objects.get().body_html == "<p>Any news?</p>"
    assert Attachment.objects.get(pk=upload.pk).draft_kind == "reply"
    assert types(ticket) == ["reply.scheduled", "reply.interrupted"]


def test_one_that_is_to_leave_anyway_does(ticket, bob, rosa, workspace):
    later.schedule(ticket, at=soon(), by=bob, body="<p>We open at nine</p>", cancel_if_customer_writes=False)
    write(ticket, rosa)
    pass_time(workspace)
    assert replies(ticket) == ["<p>We open at nine</p>"]


@pytest.mark.parametrize("why", ["closed", "spam", "left", "role"])
def test_one_that_may_not_leave_is_a_draft_again(ticket, bob, alice, workspace, why):
    later.schedule(ticket, at=soon(), by=bob, body="<p>Late</p>")
    if why == "closed":
        triage.set_category(ticket, "closed", by=alice)
    elif why == "spam":
        triage.move(ticket, Ticket.Place.SPAM, by=alice)
    elif why == "left":
        members.deactivate(bob, by=alice)
    else:
        members.set_role(bob, "light_agent", by=alice)
    pass_time(workspace)
    assert replies(ticket) == []
    assert Draft.objects.get().body_html == "<p>Late</p>"
    assert types(ticket) == ["reply.scheduled", "reply.not_sent"]
    assert not Later.objects.exists()


def test_it_can_be_sent_now_or_called_off_by_its_writer_alone(ticket, bob, alice):
    later.schedule(ticket, at=soon(), by=bob, body="<p>One</p>")
    with pytest.raises(AlreadyScheduled):
        later.schedule(ticket, at=soon(), by=bob, body="<p>Two</p>")
    for act in (later.unschedule, later.send_now):
        with pytest.raises(NothingScheduled):
            act(ticket, by=alice)
    later.unschedule(ticket, by=bob)
    assert Draft.objects.get().body_html == "<p>One</p>"
    later.schedule(ticket, at=soon(), by=bob, body="<p>One</p>")
    assert later.send_now(ticket, by=bob).body_html == "<p>One</p>"
    assert not Later.objects.exists()


def test_nothing_and_nobody_to_send_to(ticket, bob, rosa):
    with pytest.raises(NothingToSend):
        later.schedule(ticket, at=soon(), by=bob, body=" ")
    rosa.identities.all().delete()
    with pytest.raises(NoAddress):
        later.schedule(ticket, at=soon(), by=bob, body="x")


def test_a_sweep_finds_what_is_due_and_what_was_interrupted_and_nothing_else(ticket, bob, rosa, workspace, bell):  # noqa: F811
    reply = later.schedule(ticket, at=soon(), by=bob, body="<p>Not yet</p>", cancel_if_customer_writes=False)
    snooze = later.snooze(ticket, until=soon(), by=bob)

    def rung():
        bell.clear()
        with outside():
            sweeps.ring_for_what_is_due()
        return [call for call in bell.rung("outbound") if call[0] == "tickets.come_due"]

    assert rung() == []
    write(ticket, rosa)
    assert rung() == [("tickets.come_due", workspace.pk, snooze.pk)]
    Later.objects.filter(pk=reply.pk).update(at=timezone.now())
    assert rung() == [("tickets.come_due", workspace.pk, reply.pk), ("tickets.come_due", workspace.pk, snooze.pk)]


def test_a_crash_in_the_middle_leaves_the_timer_for_the_next_sweep(ticket, bob, workspace):
    from django.db import connection

    later.schedule(ticket, at=soon(), by=bob, body="<p>Once</p>")
    Later.objects.update(at=timezone.now())

    def dies(execute, sql, params, many, context):
        if sql.startswith("DELETE") and "tickets_later" in sql:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dies), pytest.raises(KeyboardInterrupt):
        later.come_due(workspace.pk, Later.objects.get().pk)
    assert (replies(ticket), Later.objects.count()) == ([], 1)
    ring(workspace)
    assert replies(ticket) == ["<p>Once</p>"]
