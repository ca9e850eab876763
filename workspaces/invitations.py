"""Inviting people by mail: a link for seven days, once, for one address."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from workspaces import mail
from workspaces.members import OwnersOnly, roles_to_give
from workspaces.models import Invitation, InvitationTeam, Member, TeamMember, User
from workspaces.signals import send_members_changed
from workspaces.tokens import hashed, new_token, well_formed

LIFETIME = timedelta(days=7)


class AlreadyMember(OperationRefused):
    code = "already_member"
    message = _("This person is a member already.")


@transaction.atomic
def invite(workspace, *, by, email, role, teams=()):
    """Mail a link to ``email``. An earlier open invitation to it is dead.

    ``teams`` are joined on accepting. Raises AlreadyMember, OwnersOnly. Returns the Invitation; its token is kept nowhere.
    """
    email = email.strip().lower()
    if role not in roles_to_give(by):
        raise OwnersOnly
    if Member.objects.filter(workspace=workspace, user__email=email).exists():
        raise AlreadyMember
    Invitation.objects.filter(workspace=workspace, email=email, accepted_at=None).delete()
    token = new_token()
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        invited_by=by,
        token_hash=hashed(token),
        expires_at=timezone.now() + LIFETIME,
    )
    InvitationTeam.objects.bulk_create(
        InvitationTeam(workspace=workspace, invitation=invitation, team=team) for team in teams
    )
    link = mail.absolute(workspace, reverse("accept_invitation", args=[token]))
    mail.send(workspace, email, "workspaces/email/invitation", {"inviter": by.name, "link": link})
    return invitation


@transaction.atomic
def resend(invitation, *, by):
    """A new link, for seven more days; the one mailed before is dead. Returns the new Invitation."""
    teams = [entry.team for entry in invitation.teams.select_related("team")]
    return invite(invitation.workspace, by=by, email=invitation.email, role=invitation.role, teams=teams)


@transaction.atomic
def change(invitation, *, by, role, teams):
    """Invite with another role or teams. The link that was mailed is dead, a new one goes out."""
    return invite(invitation.workspace, by=by, email=invitation.email, role=role, teams=teams)


def revoke(invitation, *, by):
    """The link no longer works. An accepted invitation is a member: deactivate them instead."""
    Invitation.objects.filter(workspace_id=invitation.workspace_id, pk=invitation.pk, accepted_at=None).delete()


def find(workspace, token):
    """The open Invitation whose ``token`` this is, or None: unknown, used, revoked, too old, or not written exactly so.

    Dead too when whoever invited may no longer give that role.
    """
    if not well_formed(token):
        return None
    invitation = (
        Invitation.objects.filter(
            workspace=workspace, token_hash=hashed(token), accepted_at=None, expires_at__gt=timezone.now()
        )
        .select_related("invited_by__user", "workspace")
        .first()
    )
    if invitation is None:
        return None
    inviter = invitation.invited_by
    allowed = inviter.can("members.invite") and invitation.role in roles_to_give(inviter)
    return invitation if allowed else None


@transaction.atomic
def accept(workspace, token, *, user=None, name="", password=""):
    """Make the invited person a Member, in the invitation's teams; the link is used up.

    ``user`` is who has that address already; without one, a User with ``name`` and ``password`` is made. Returns the
    Member, or None where ``find`` would.
    """
    invitation = find(workspace, token)
    if invitation is None:
        return None
    open_still = Invitation.objects.filter(workspace=workspace, pk=invitation.pk, accepted_at=None)
    if not open_still.update(accepted_at=timezone.now()):
        return None
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
    elif user.email != invitation.email:
        return None
    member, made = Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": invitation.role})
    if made:
        TeamMember.objects.bulk_create(
            TeamMember(workspace=workspace, team_id=entry.team_id, member=member) for entry in invitation.teams.all()
        )
        send_members_changed(workspace.pk)
    return member
