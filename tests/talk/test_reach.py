"""Who reads which room, by SECURITY.md's teams: members; owners and admins where the team is not private."""

import pytest

from talk.models import Room
from talk.operations import talking
from talk.reach import audience, readable_teams
from tests.fixtures.cast import make_member
from tests.walker.twins import ROLES
from workspaces.models import Member, Team


@pytest.fixture
def private(workspace):
    return Team.objects.create(workspace=workspace, name="Personnel", is_private=True)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_in", [True, False])
@pytest.mark.parametrize("is_private", [True, False])
@pytest.mark.parametrize("all_teams", [True, False])
def test_a_teams_room(workspace, team, private, role, is_in, is_private, all_teams):
    workspace.agents_see_all_teams = all_teams  # that is about tickets
    of = private if is_private else team
    made = make_member(workspace, "Eve Elm", role, [of] if is_in else [])
    member = Member.objects.select_related("user", "workspace").get(pk=made.pk)
    room = talking.room_of(of)
    reads = is_in or (role in ("owner", "admin") and not is_private)

    assert (of.pk in [one.pk for one in readable_teams(member)]) == reads
    assert Room.objects.visible_to(member).filter(pk=room.pk).exists() == reads
    assert (member in audience(room)) == reads


def test_a_conversation_is_nobody_elses(workspace, alice, bob, dana):
    owner = make_member(workspace, "Olga Oak", "owner")
    room = talking.open_direct([bob], by=dana)
    readers = [
        one.name for one in (owner, alice, bob, dana) if Room.objects.visible_to(one).filter(pk=room.pk).exists()
    ]
    assert readers == [one.name for one in audience(room)] == ["Bob Birch", "Dana Doe"]
