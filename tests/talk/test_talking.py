"""What may be said, changed and taken back, and who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from talk.models import Room, RoomMention, RoomMessage, RoomSeen
from talk.operations import talking
from talk.refusals import NobodyChosen, NothingSaid, TooLate, TooLong, TooManyChosen
from talk.signals import message_written
from tests.fixtures.cast import make_member
from workspaces import teams
from workspaces.models import Team


@pytest.fixture
def told():
    """``[(direct members, mentioned members)]`` of each message."""
    heard = []

    def listen(sender, message, members, mentioned, **kwargs):
        heard.append(([one.name for one in members], [one.name for one in mentioned]))

    message_written.connect(listen)
    yield heard
    message_written.disconnect(listen)


def test_a_message_is_the_newest_of_its_room_and_its_author_has_read_it(room, bob):
    message = talking.write(room, by=bob, text="  Morning all.\r\nCoffee is on. ")

    assert (message.text, message.author) == ("Morning all.\nCoffee is on.", bob)
    room.refresh_from_db()
    assert (room.last_message_id, room.last_message_at) == (message.pk, message.created_at)
    assert RoomSeen.objects.get(member=bob).upto == message.pk


def test_the_first_message_makes_the_row_of_a_teams_room(workspace, team, bob):
    message = talking.write(Room(workspace=workspace, team=team), by=bob, text="Hello")
    assert message.room == talking.room_of(team)


@pytest.mark.parametrize(("text", "refusal"), [(" \n ", NothingSaid), ("\x00", NothingSaid), ("x" * 4001, TooLong)])
def test_nothing_and_too_much_are_refused(room, bob, text, refusal):
    with pytest.raises(refusal):
        talking.write(room, by=bob, text=text)
    assert not RoomMessage.objects.exists()


def test_who_is_named_in_a_teams_room_is_told_and_others_are_not(room, alice, bob, dana, told):
    talking.write(room, by=bob, text="@Alice Ash and @Dana Doe, and I, @Bob")

    assert told == [([], ["Alice Ash"])]  # Dana does not read this room; Bob knows
    assert list(RoomMention.objects.values_list("member__user__name", "words")) == [("Alice Ash", "@Alice Ash")]


def test_everybody_in_a_conversation_is_told(alice, bob, dana, told):
    talking.write(talking.open_direct([alice, dana], by=bob), by=bob, text="Lunch, @Dana?")
    assert told == [(["Alice Ash", "Dana Doe"], ["Dana Doe"])]


def test_the_same_people_have_one_conversation(alice, bob, dana):
    first = talking.open_direct([alice], by=bob)
    assert talking.open_direct([bob, alice], by=alice) == first
    assert talking.open_direct([alice, dana], by=bob) != first
    assert {one.member for one in first.members.all()} == {alice, bob}


def test_a_conversation_is_of_two_to_twelve(workspace, bob):
    with pytest.raises(NobodyChosen):
        talking.open_direct([bob], by=bob)
    with pytest.raises(TooManyChosen):
        talking.open_direct([make_member(workspace, f"N{number} X") for number in range(12)], by=bob)
    assert not Room.objects.exists()


def test_an_edited_message_says_so_and_only_who_is_named_anew_is_told(room, workspace, team, alice, bob, told):
    carol = make_member(workspace, "Carol Cole", "agent", [team])
    message = talking.write(room, by=bob, text="@Alice look")
    told.clear()

    talking.edit(message, by=bob, text="@Alice and @Carol, look")

    message.refresh_from_db()
    assert message.text == "@Alice and @Carol, look" and message.edited_at
    assert told == [([], [carol.name])]


def test_saving_the_same_words_is_no_edit(room, bob):
    message = talking.write(room, by=bob, text="Hello")
    assert talking.edit(message, by=bob, text=" Hello ").edited_at is None


def test_of_a_deleted_message_nothing_is_left_but_its_place(room, alice, bob):
    message = talking.write(room, by=bob, text="@Alice, the code is 1234")
    talking.remove(message, by=bob)
    message.refresh_from_db()
    assert (message.text, message.mentions.count()) == ("", 0) and message.deleted_at
    with pytest.raises(TooLate):
        talking.edit(message, by=bob, text="Back")


@pytest.mark.parametrize(
    "change", [lambda one, by: talking.edit(one, by=by, text="No"), lambda one, by: talking.remove(one, by=by)]
)
def test_only_its_author_changes_a_message_and_only_for_a_day(room, alice, bob, change):
    message = talking.write(room, by=bob, text="Yes")
    with pytest.raises(TooLate):
        change(message, alice)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False), pytest.raises(TooLate):
        change(message, bob)
    message.refresh_from_db()
    assert message.text == "Yes"


def test_what_was_read_never_goes_back(room, bob):
    for upto in (5, 3, 9, 9):
        talking.mark_seen(room, by=bob, upto=upto)
    assert list(RoomSeen.objects.values_list("upto", flat=True)) == [9]


def test_a_room_goes_with_its_team(workspace, alice, bob):
    team = Team.objects.create(workspace=workspace, name="Spare")
    talking.write(talking.room_of(team), by=alice, text="@Bob, is anybody here?")
    teams.delete(team, by=alice)
    assert not Room.objects.exists() and not RoomMessage.objects.exists()
