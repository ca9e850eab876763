"""Who is told of what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Notification, NotificationSettings, TicketMute
from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tickets import publication
from tickets.content import Content
from tickets.models import Later, Message, TicketSeen
from tickets.operations import conversation, later, triage
from workspaces.models import Team


@pytest.fixture
def carol(workspace, team):
    return make_member(workspace, "Carol Crane", "agent", [team])


def told(ticket):
    """``{(first name, kind)}`` of what is new since the last call."""
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    rows = Notification.objects.filter(workspace_id=ticket.workspace_id).select_related("member__user")
    found = {(row.member.first_name, row.kind) for row in rows}
    rows.delete()
    return found


def write(ticket, contact, **content):
    return conversation.receive(
        ticket, by=contact, content=Content(text="Well?", from_address=contact.email, **content)
    )


def test_who_has_it_is_told_of_its_customer_and_of_colleagues_but_not_of_oneself(ticket, rosa, bob, carol):
    told(ticket)
    triage.assign(ticket, bob, by=carol)
    assert told(ticket) == {("Bob", "assigned")}
    write(ticket, rosa)
    assert told(ticket) == {("Bob", "customer_wrote")}
    conversation.add_note(ticket, by=carol, body="Look at the fuse.", body_format="text")
    assert told(ticket) == {("Bob", "colleague_wrote")}
    conversation.reply(ticket, by=bob, body="It was the fuse.", body_format="text")
    assert told(ticket) == set()


def test_followers_are_told_once_though_they_have_the_ticket_too(ticket, rosa, bob, carol):
    triage.assign(ticket, bob, by=bob)
    triage.follow(ticket, bob, by=bob)
    triage.follow(ticket, carol, by=carol)
    told(ticket)
    write(ticket, rosa)
    assert told(ticket) == {("Bob", "customer_wrote"), ("Carol", "followed")}


def test_a_machine_s_mail_is_no_news(ticket, rosa, bob):
    triage.assign(ticket, bob, by=bob)
    told(ticket)
    write(ticket, rosa, is_automatic=True)
    assert told(ticket) == set()


def test_nobody_is_told_of_a_blocked_contact(ticket, rosa, bob):
    triage.assign(ticket, bob, by=bob)
    told(ticket)
    rosa.blocked_at = timezone.now()
    rosa.save()
    write(ticket, rosa)
    assert told(ticket) == set()


def test_the_team_is_told_of_a_vip_and_by_choice_of_every_new_ticket(workspace, rosa, bob, carol):
    NotificationSettings.objects.create(workspace=workspace, member=carol, ways={"new_in_team": ["in_app"]})
    assert told(make_ticket(workspace, rosa)) == {("Carol", "new_in_team")}
    rosa.is_vip = True
    rosa.save()
    assert told(make_ticket(workspace, rosa)) == {("Bob", "vip_wrote"), ("Carol", "vip_wrote")}


def test_who_may_not_read_the_ticket_hears_nothing(workspace, ticket, rosa, bob, carol):
    triage.follow(ticket, carol, by=carol)
    told(ticket)
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    triage.set_team(ticket, private, by=bob)
    write(ticket, rosa)
    assert told(ticket) == set()


def test_a_muted_ticket_is_silent_until_it_is_given_to_one(workspace, ticket, rosa, bob, carol):
    triage.follow(ticket, carol, by=carol)
    TicketMute.objects.create(workspace=workspace, member=carol, ticket=ticket)
    told(ticket)
    write(ticket, rosa)
    assert told(ticket) == set()
    triage.assign(ticket, carol, by=bob)
    assert told(ticket) == {("Carol", "assigned")}


def test_an_undelivered_reply_is_told_to_who_wrote_it(ticket, bob):
    from tickets import events

    message = conversation.reply(ticket, by=bob, body="It was the fuse.", body_format="text")
    told(ticket)
    events.record(ticket, "message.not_delivered", message=message.pk)
    assert told(ticket) == {("Bob", "not_delivered")}
    assert Message.objects.get(pk=message.pk).author_member_id == bob.pk


def test_a_bounce_is_told_too_and_of_a_rule_s_reply_who_has_the_ticket(ticket, bob, carol):
    from tickets import events

    triage.assign(ticket, carol, by=None)
    for author, who in ((bob, "Bob"), (None, "Carol")):
        message = conversation.reply(ticket, by=author, body="It was the fuse.", body_format="text")
        told(ticket)
        events.record(ticket, "message.bounced", message=message.pk)
        assert told(ticket) == {(who, "not_delivered")}


def test_what_was_chosen_off_is_not_told(workspace, ticket, rosa, bob, carol):
    NotificationSettings.objects.create(workspace=workspace, member=bob, ways={"customer_wrote": []})
    triage.assign(ticket, bob, by=carol)
    told(ticket)
    write(ticket, rosa)
    assert told(ticket) == set()


def test_a_repeated_listener_tells_once(ticket, bob, carol):
    from notifications.noticing import notice
    from tickets.models import TicketEvent

    triage.assign(ticket, bob, by=carol)
    event = TicketEvent.objects.get(ticket=ticket, type="ticket.assigned")
    notice(event)
    notice(event)
    assert Notification.objects.filter(member=bob).count() == 1


def test_who_has_seen_the_ticket_since_has_nothing_unread(workspace, ticket, rosa, bob, carol):
    triage.assign(ticket, bob, by=carol)
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    unread = Notification.objects.filter(workspace=workspace, member=bob).unread()
    assert unread.count() == 1
    ticket.refresh_from_db()
    seen = TicketSeen(workspace=workspace, member=bob, ticket=ticket, version=ticket.version, at=timezone.now())
    seen.save()
    assert unread.count() == 0
    write(ticket, rosa)
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    assert unread.count() == 1


def test_who_is_named_in_a_note_is_told_so_also_where_it_is_muted(workspace, ticket, team, bob, carol):
    dave = make_member(workspace, "Dave", "light_agent")
    triage.assign(ticket, bob, by=bob)
    triage.follow(ticket, carol, by=carol)
    TicketMute.objects.create(workspace=workspace, member=bob, ticket=ticket)
    told(ticket)
    names = "".join(f'<span data-mention="{one}">@x</span>' for one in (f"team-{team.pk}", f"member-{dave.public_id}"))
    conversation.add_note(ticket, by=carol, body=f"<p>{names} look</p>")
    assert told(ticket) == {("Bob", "mentioned"), ("Dave", "mentioned")}
    conversation.add_note(ticket, by=bob, body="Looked.", body_format="text")
    assert told(ticket) == {("Carol", "followed")}


def test_who_put_a_ticket_off_is_told_when_it_is_back_but_not_when_they_wake_it(workspace, ticket, bob, carol):
    later.snooze(ticket, until=timezone.now() + timedelta(hours=1), by=bob)
    later.wake(ticket, by=bob)
    assert told(ticket) == set()
    later.snooze(ticket, until=timezone.now() + timedelta(hours=1), by=bob)
    later.wake(ticket, by=carol)
    assert told(ticket) == {("Bob", "back")}


def test_a_reminder_is_for_who_asked_and_who_has_the_ticket_or_its_team(workspace, ticket, bob, carol, alice):
    later.remind(ticket, at=timezone.now() + timedelta(hours=1), by=carol)
    come_due(workspace)
    assert told(ticket) == {(name, "back") for name in ("Alice", "Bob", "Carol")}  # nobody has it
    triage.assign(ticket, bob, by=bob)
    later.remind(ticket, at=timezone.now() + timedelta(hours=1), by=carol)
    come_due(workspace)
    assert told(ticket) == {("Bob", "back"), ("Carol", "back")}


def test_the_writer_is_told_of_a_scheduled_reply_that_did_not_leave(workspace, ticket, rosa, bob):
    later.schedule(ticket, at=timezone.now() + timedelta(hours=1), by=bob, body="Soon")
    told(ticket)
    write(ticket, rosa)
    come_due(workspace)
    assert ("Bob", "not_sent") in told(ticket)


def come_due(workspace):
    """All that waits is due by now."""
    rows = Later.objects.filter(workspace=workspace)
    rows.update(at=timezone.now() - timedelta(seconds=1))
    for pk in list(rows.values_list("pk", flat=True)):
        later.come_due(workspace.pk, pk)
