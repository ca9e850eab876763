"""Invitations: who may send them, who may use them, and how often."""

import pytest
import time_machine
from django.utils import timezone

from tests.fixtures.cast import PASSWORD, ApartClient
from tests.fixtures.database import outside
from workspaces import invitations, members
from workspaces.members import OwnersOnly
from workspaces.models import Invitation, Member, TeamMember, User


@pytest.fixture
def invitation(workspace, alice, team):
    return invitations.invite(workspace, by=alice, email="Dora@Example.com", role="agent", teams=[team])


@pytest.fixture
def link(invitation, mailed, link_in):
    return link_in(mailed())


def test_an_admin_invites_and_the_mail_leads_here(workspace, as_alice, alice, team, mailed):
    answer = as_alice.post(
        "/settings/invitations/",
        {"email": "Dora@Example.com", "role": "agent", "teams": [team.pk]},
        headers={"host": "acme.localhost", "x-forwarded-host": "evil.example"},
    )

    assert answer["Location"] == "/settings/members/"
    mail = mailed()
    assert mail.to == ["dora@example.com"]
    assert f"{workspace.base_url}/invitations/" in mail.text
    assert Invitation.objects.get().token_hash not in mail.text
    assert "Alice Ash invites you to Acme" in mail.subject


def test_a_new_person_accepts_and_is_in(client, workspace, team, link):
    assert client.get(link).status_code == 200
    answer = client.post(link, {"name": "Dora Dogwood", "password": "four green bicycles"})

    assert answer["Location"] == "/inbox/"
    member = Member.objects.get(user__email="dora@example.com")
    assert (member.name, member.role) == ("Dora Dogwood", "agent")
    assert TeamMember.objects.filter(team=team, member=member).exists()
    assert client.get("/settings/profile/").status_code == 200


def test_who_has_just_accepted_is_not_asked_who_they_are(client, workspace, alice, mailed, link_in):
    invitations.invite(workspace, by=alice, email="dora@example.com", role="admin")
    client.post(link_in(mailed()), {"name": "Dora Dogwood", "password": "four green bicycles"})

    page = client.get("/settings/channels/new/")
    assert page.status_code == 200 and "sudo_password" not in page.content.decode()


def test_a_user_of_another_workspace_proves_who_they_are(client, workspace, alice, charlie, mailed, link_in):
    invitations.invite(workspace, by=alice, email=charlie.user.email, role="agent")
    link = link_in(mailed())

    assert client.post(link, {"password": "wrong horse battery"}).status_code == 422
    assert not Member.objects.filter(user=charlie.user).exists()
    assert client.post(link, {"password": PASSWORD})["Location"] == "/inbox/"
    assert Member.objects.get(user=charlie.user).workspace == workspace


def test_whoever_is_signed_in_as_somebody_else_does_not_become_the_invited(as_bob, bob, link):
    as_bob.post(link, {"name": "Dora Dogwood", "password": "four green bicycles"})

    assert User.objects.get(email="dora@example.com").name == "Dora Dogwood"
    assert "dora@example.com" in as_bob.get("/settings/profile/").content.decode()
    bob.refresh_from_db()
    assert bob.role == "agent"


def test_every_misuse_is_the_same_404(client, workspace, alice, team, invitation, link, mailed, link_in):
    token = link.rstrip("/").rsplit("/", 1)[1]
    answers = {_seen(client, f"/invitations/{wrong}/") for wrong in (token.swapcase(), token + "=", f"%20{token}", "x")}
    with time_machine.travel(timezone.now() + timezone.timedelta(days=7, minutes=1)):
        answers.add(_seen(client, link))
    invitations.resend(invitation, by=alice)
    answers.add(_seen(client, link))  # overtaken
    renewed = link_in(mailed())
    invitations.change(Invitation.objects.get(), by=alice, role="supervisor", teams=[])
    answers.add(_seen(client, renewed))  # the role changed
    last = link_in(mailed())
    client.post(last, {"name": "Dora Dogwood", "password": "four green bicycles"})
    answers.add(_seen(ApartClient(headers={"host": "acme.localhost"}), last))  # accepted
    invitations.invite(workspace, by=alice, email="erik@example.com", role="agent")
    revoked = link_in(mailed())
    invitations.revoke(Invitation.objects.get(accepted_at=None), by=alice)
    answers.add(_seen(client, revoked))

    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_an_invitation_of_somebody_who_may_no_longer_invite_is_dead(
    client, alice_is_owner, workspace, bob, mailed, link_in
):
    members.set_role(bob, "admin", by=alice_is_owner)
    bob.refresh_from_db()
    invitations.invite(workspace, by=bob, email="dora@example.com", role="admin")
    members.set_role(bob, "agent", by=alice_is_owner)

    assert client.get(link_in(mailed())).status_code == 404


def test_an_invitation_works_only_at_its_workspace(link, other_workspace):
    assert ApartClient(headers={"host": "globex.localhost"}).get(link).status_code == 404


def test_an_admin_makes_no_owners(workspace, as_alice, alice):
    with pytest.raises(OwnersOnly):
        invitations.invite(workspace, by=alice, email="dora@example.com", role="owner")
    answer = as_alice.post("/settings/invitations/", {"email": "dora@example.com", "role": "owner"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_member_is_not_invited_again(as_alice, bob):
    answer = as_alice.post("/settings/invitations/", {"email": bob.user.email, "role": "agent"})

    assert answer.status_code == 422
    assert "member already" in answer.content.decode()


def test_a_team_of_another_workspace_is_no_choice(as_alice, other_workspace):
    from workspaces.models import Team
    from workspaces.tenancy import tenant

    with outside(), tenant(other_workspace):
        foreign = Team.objects.get(workspace=other_workspace).pk
    foreign_answer = as_alice.post(
        "/settings/invitations/", {"email": "d@example.com", "role": "agent", "teams": foreign}
    )
    missing_answer = as_alice.post(
        "/settings/invitations/", {"email": "d@example.com", "role": "agent", "teams": 99999}
    )

    assert foreign_answer.status_code == missing_answer.status_code == 422
    assert not Invitation.objects.exists()


def test_withdrawing_and_sending_again_by_the_page(as_alice, invitation, link, client):
    assert as_alice.post(f"/settings/invitations/{invitation.pk}/resend/").status_code == 302
    assert client.get(link).status_code == 404
    renewed = Invitation.objects.get()
    assert as_alice.post(f"/settings/invitations/{renewed.pk}/revocation/").status_code == 302
    assert not Invitation.objects.exists()
    assert as_alice.post(f"/settings/invitations/{renewed.pk}/revocation/").status_code == 404


def _seen(client, path):
    answer = client.get(path)
    return answer.status_code, answer.content.decode().split("<main", 1)[1]
