"""Who is told of what is said in rooms, once, and no longer than it is news to them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from channels_inbox.models import SystemMail
from notifications import telling
from notifications.models import Notification, NotificationSettings
from talk.operations import talking
from tests.fixtures.cast import make_member
from tests.fixtures.database import outside
from tests.notifications.test_pages import words
from tests.tickets.test_budgets import cost
from workspaces import members
from workspaces.models import Team


@pytest.fixture
def room(team):
    return talking.room_of(team)


@pytest.fixture
def direct(alice, bob):
    return talking.open_direct([bob], by=alice)


def told():
    rows = Notification.objects.order_by("id").select_related("member__user", "talk_message")
    return [(row.member.name, row.kind, row.talk_message.text) for row in rows]


def unread(client):
    return client.get("/news/count/").json()["unread"]


def test_who_is_named_in_a_room_and_who_is_written_to_are_told(room, direct, alice, bob):
    talking.write(room, by=alice, text="Morning")
    talking.write(room, by=alice, text="@Bob, coffee")
    talking.write(direct, by=bob, text="With milk, @Alice?")
    assert told() == [
        ("Bob Birch", "talk_mention", "@Bob, coffee"),
        ("Alice Ash", "direct_message", "With milk, @Alice?"),
    ]


def test_the_list_says_it_and_leads_there(as_bob, room, alice, bob):
    message = talking.write(room, by=alice, text="@Bob, coffee is on")
    row = Notification.objects.get()
    assert "Alice Ash named you now Support: @Bob, coffee is on" in words(as_bob.get("/news/"))
    assert unread(as_bob) == 1
    assert as_bob.get(f"/news/{row.public_id}/").url == f"/talk/{room.slug}/#talk-{message.public_id}"
    assert unread(as_bob) == 0


def test_who_has_read_the_room_needs_to_be_told_no_more(as_bob, room, alice, bob):
    talking.write(room, by=alice, text="@Bob, coffee is on")
    as_bob.get(f"/talk/{room.slug}/")
    assert unread(as_bob) == 0


def test_a_conversation_is_one_line_until_it_is_read(as_bob, direct, alice, bob):
    for text in ("One", "Two", "Three"):
        talking.write(direct, by=alice, text=text)
    assert told() == [("Bob Birch", "direct_message", "Three")]
    as_bob.get(direct.get_absolute_url())
    talking.write(direct, by=alice, text="Four")
    assert [text for _name, _kind, text in told()] == ["Three", "Four"]
    assert unread(as_bob) == 1


def test_what_was_deleted_or_can_no_longer_be_read_is_no_news(as_bob, workspace, room, alice, bob):
    message = talking.write(room, by=alice, text="@Bob, the code is 1234")
    talking.remove(message, by=alice)
    assert unread(as_bob) == 0 and "1234" not in words(as_bob.get("/news/"))

    other = Team.objects.create(workspace=workspace, name="Workshop")
    members.set_teams(bob, [other], by=alice)
    talking.write(talking.room_of(other), by=alice, text="@Bob, welcome")
    row = Notification.objects.order_by("-id").first()
    members.set_teams(bob, [], by=alice)
    assert unread(as_bob) == 0 and "welcome" not in words(as_bob.get("/news/"))
    assert as_bob.get(f"/news/{row.public_id}/").status_code == 404


def test_who_wants_to_hear_nothing_of_it_is_not_told(workspace, room, alice, bob):
    NotificationSettings.objects.create(workspace=workspace, member=bob, ways={"talk_mention": []})
    talking.write(room, by=alice, text="@Bob")
    assert not Notification.objects.exists()


def test_who_asked_for_mail_gets_one_for_all_that_was_said(workspace, room, direct, alice, bob):
    ways = {"talk_mention": ["mail"], "direct_message": ["in_app", "mail"]}
    NotificationSettings.objects.create(workspace=workspace, member=bob, ways=ways)
    with time_machine.travel(timezone.now(), tick=False):
        talking.write(room, by=alice, text="@Bob, coffee")
        talking.write(direct, by=alice, text="One")
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        talking.write(direct, by=alice, text="Two")  # comes along with what was said before
    with time_machine.travel(timezone.now() + timedelta(minutes=4), tick=False), outside():
        telling.mail_what_is_due()
    [mail] = SystemMail.objects.all()
    assert (mail.to, mail.subject) == ([bob.user.email], "News of 2 tickets and conversations")
    assert "Support: @Bob, coffee\n- Alice Ash named you" in mail.text
    assert f"Two\n- Alice Ash wrote to you\nhttp://acme.localhost:8000{direct.get_absolute_url()}#talk-" in mail.text


def test_the_news_ask_as_often_for_many_conversations(as_bob, workspace, room, alice, bob):
    talking.write(room, by=alice, text="@Bob")
    few = cost(as_bob, "/news/")
    for number in range(20):
        colleague = make_member(workspace, f"N{number} X")
        talking.write(talking.open_direct([bob], by=colleague), by=colleague, text="Hello")
        talking.write(room, by=alice, text=f"@Bob {number}")
    assert cost(as_bob, "/news/") == few
