"""Changing members: who may, what is refused, and that rights end at once."""

import pytest

from tests.fixtures.cast import make_member
from workspaces import members
from workspaces.members import LastOwner, NotYourself, OwnersOnly
from workspaces.models import Member, Team, TeamMember
from workspaces.signals import members_changed


@pytest.fixture
def olga(workspace):
    return make_member(workspace, "Olga Oak", "owner")


def test_an_admin_changes_role_and_teams(as_alice, bob, workspace, team):
    workshop = Team.objects.create(workspace=workspace, name="Workshop")
    answer = as_alice.post(f"/settings/members/{bob.public_id}/", {"role": "supervisor", "teams": [workshop.pk]})

    assert answer.status_code == 302
    bob.refresh_from_db()
    assert (bob.role, bob.auth_epoch) == ("supervisor", 3)
    assert [entry.team for entry in TeamMember.objects.filter(member=bob)] == [workshop]


def test_the_same_again_is_no_change(alice, bob, team):
    members.set_role(bob, "agent", by=alice)
    members.set_teams(bob, [team], by=alice)
    bob.refresh_from_db()
    assert bob.auth_epoch == 1


def test_an_admin_touches_no_owner(alice, bob, olga):
    for refused in (
        lambda: members.set_role(olga, "agent", by=alice),
        lambda: members.set_role(bob, "owner", by=alice),
        lambda: members.deactivate(olga, by=alice),
    ):
        with pytest.raises(OwnersOnly):
            refused()


def test_the_last_owner_stays(olga, bob):
    with pytest.raises(LastOwner):
        members.set_role(olga, "admin", by=olga)
    members.set_role(bob, "owner", by=olga)
    members.set_role(olga, "admin", by=olga)
    olga.refresh_from_db()
    assert olga.role == "admin"


def test_a_deactivated_owner_does_not_count(olga, bob):
    members.set_role(bob, "owner", by=olga)
    bob.refresh_from_db()
    members.deactivate(bob, by=olga)
    with pytest.raises(LastOwner):
        members.set_role(olga, "admin", by=olga)


def test_nobody_deactivates_themselves(alice):
    with pytest.raises(NotYourself):
        members.deactivate(alice, by=alice)


def test_a_deactivated_member_is_out_at_once_and_can_come_back(as_alice, as_bob, bob):
    assert as_bob.get("/settings/profile/").status_code == 200
    as_alice.post(f"/settings/members/{bob.public_id}/deactivation/")
    assert as_bob.get("/settings/profile/").status_code == 302
    as_alice.post(f"/settings/members/{bob.public_id}/deactivation/", {"undo": "1"})
    assert as_bob.get("/settings/profile/").status_code == 200
    bob.refresh_from_db()
    assert (bob.deactivated_at, bob.auth_epoch) == (None, 3)


def test_a_refusal_is_a_409_with_the_reason(as_alice, alice):
    answer = as_alice.post(f"/settings/members/{alice.public_id}/deactivation/")

    assert answer.status_code == 409
    assert "Another owner or admin can." in answer.content.decode()
    assert Member.objects.get(pk=alice.pk).deactivated_at is None


def test_the_page_says_why_not(as_alice, olga):
    page = as_alice.get(f"/settings/members/{olga.public_id}/").content.decode()

    assert 'aria-disabled="true"' in page
    assert "Only an owner can change an owner" in page


def test_open_pages_are_told_after_the_commit(committed, alice, bob):
    told = []

    def listen(sender, workspace_id, **kwargs):
        told.append(workspace_id)

    members_changed.connect(listen)
    try:
        with committed():
            members.set_role(bob, "supervisor", by=alice)
            assert told == []
    finally:
        members_changed.disconnect(listen)
    assert told == [bob.workspace_id]


def test_a_team_is_made_changed_and_deleted(as_alice, workspace, bob):
    as_alice.post("/settings/teams/new/", {"name": " Work  shop ", "members": [bob.pk], "is_private": "on"})
    team = Team.objects.get(name="Work shop")
    assert (team.is_private, team.position) == (True, 1)
    assert TeamMember.objects.filter(team=team, member=bob).exists()

    as_alice.post(f"/settings/teams/{team.pk}/", {"name": "Workshop", "signature": "The workshop"})
    team.refresh_from_db()
    assert (team.name, team.is_private, team.signature) == ("Workshop", False, "The workshop")
    assert not TeamMember.objects.filter(team=team).exists()

    assert as_alice.post(f"/settings/teams/{team.pk}/deletion/").status_code == 302
    assert not Team.objects.filter(pk=team.pk).exists()


def test_a_team_in_use_and_the_only_team_stay(as_alice, workspace, team, ticket):
    assert as_alice.post(f"/settings/teams/{team.pk}/deletion/").status_code == 409  # the only one
    Team.objects.create(workspace=workspace, name="Workshop")
    answer = as_alice.post(f"/settings/teams/{team.pk}/deletion/")
    assert answer.status_code == 409
    assert "Move them to another team first." in answer.content.decode()
    assert Team.objects.filter(pk=team.pk).exists()


def test_two_teams_have_no_common_name(as_alice, team):
    answer = as_alice.post("/settings/teams/new/", {"name": team.name.upper()})

    assert answer.status_code == 422
    assert "There is a team with this name already." in answer.content.decode()
