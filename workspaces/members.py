"""Changing members: what they may do, their teams, whether they come in at all.

``by`` is the acting Member. Each change raises the member's epoch, so that open sockets and mailed links end.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from workspaces.models import Member, TeamMember, Workspace
from workspaces.signals import send_members_changed


class LastOwner(OperationRefused):
    code = "last_owner"
    message = _("A workspace needs an owner. Make somebody else an owner first.")


class OwnersOnly(OperationRefused):
    code = "owners_only"
    message = _("Only an owner can change an owner or make one.")


class NotYourself(OperationRefused):
    code = "not_yourself"
    message = _("You can't deactivate yourself. Another owner or admin can.")


def roles_to_give(by):
    """The roles that ``by`` may give: an admin gives all but owner."""
    return [role for role in Member.Role if role != Member.Role.OWNER or by.role == Member.Role.OWNER]


def reason_against_deactivating(member, *, by):
    """Why ``by`` can't deactivate ``member``, as the refusal that it would raise, or None."""
    if member.pk == by.pk:
        return NotYourself()
    if member.role == Member.Role.OWNER:
        if by.role != Member.Role.OWNER:
            return OwnersOnly()
        if _is_last_owner(member):
            return LastOwner()
    return None


@transaction.atomic
def set_role(member, role, *, by):
    """Give ``member`` another role. Raises OwnersOnly or LastOwner. The same role is no change."""
    member = _locked(member)
    if role == member.role:
        return member
    if Member.Role.OWNER in (role, member.role) and by.role != Member.Role.OWNER:
        raise OwnersOnly
    if member.role == Member.Role.OWNER and _is_last_owner(member):
        raise LastOwner
    member.role = role
    return _changed(member, "role")


@transaction.atomic
def set_teams(member, teams, *, by):
    """Put ``member`` into exactly ``teams`` (Team objects of the workspace)."""
    member = _locked(member)
    wanted = {team.pk for team in teams}
    current = set(member.memberships.filter(workspace_id=member.workspace_id).values_list("team_id", flat=True))
    if wanted == current:
        return member
    member.memberships.filter(workspace_id=member.workspace_id, team_id__in=current - wanted).delete()
    TeamMember.objects.bulk_create(
        TeamMember(workspace_id=member.workspace_id, team_id=team_id, member=member) for team_id in wanted - current
    )
    return _changed(member)


@transaction.atomic
def set_team_members(team, members, *, by):
    """Put exactly ``members`` into ``team``."""
    wanted = {member.pk for member in members}
    current = set(team.memberships.filter(workspace_id=team.workspace_id).values_list("member_id", flat=True))
    moved = Member.objects.filter(workspace_id=team.workspace_id, pk__in=wanted ^ current)
    moved = list(moved.select_for_update().order_by("pk"))
    team.memberships.filter(workspace_id=team.workspace_id, member_id__in=current - wanted).delete()
    TeamMember.objects.bulk_create(
        TeamMember(workspace_id=team.workspace_id, team=team, member_id=member_id) for member_id in wanted - current
    )
    for member in moved:
        _changed(member)


@transaction.atomic
def deactivate(member, *, by):
    """Shut ``member`` out: their sessions and links end; what they wrote stays. Raises why not. Repeating changes nothing."""
    member = _locked(member)
    if member.deactivated_at:
        return member
    if refusal := reason_against_deactivating(member, by=by):
        raise refusal
    member.deactivated_at = timezone.now()
    return _changed(member, "deactivated_at")


@transaction.atomic
def reactivate(member, *, by):
    """Let ``member`` in again, with the role and teams they had. Raises OwnersOnly."""
    member = _locked(member)
    if member.role == Member.Role.OWNER and by.role != Member.Role.OWNER:
        raise OwnersOnly
    member.deactivated_at = None
    return _changed(member, "deactivated_at")


def end_sockets(member):
    """Close what ``member`` has open here, after a change of password."""
    _changed(member)


def _locked(member):
    # The workspace's row first: two owners who deactivate one another at the same time must not both win.
    Workspace.objects.select_for_update().get(pk=member.workspace_id)
    return Member.objects.select_related("user").select_for_update(of=("self",)).get(pk=member.pk)


def _is_last_owner(member):
    owners = Member.objects.active().filter(workspace_id=member.workspace_id, role=Member.Role.OWNER)
    return not owners.exclude(pk=member.pk).exists()


def _changed(member, *fields):
    member.auth_epoch = F("auth_epoch") + 1
    member.save(update_fields=["auth_epoch", *fields])
    member.refresh_from_db(fields=["auth_epoch"])
    send_members_changed(member.workspace_id)
    return member
