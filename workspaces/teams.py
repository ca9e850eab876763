"""Changing teams."""

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from workspaces.members import set_team_members
from workspaces.models import Team
from workspaces.signals import send_members_changed


class TeamInUse(OperationRefused):
    code = "team_in_use"
    message = _("This team has tickets or channels. Move them to another team first.")


class OnlyTeam(OperationRefused):
    code = "only_team"
    message = _("A workspace needs a team. Rename this one instead.")


@transaction.atomic
def save(team, *, members, by):
    """Save a new or changed ``team`` (its form has validated it) with exactly ``members``."""
    if team.pk is None:
        last = Team.objects.filter(workspace_id=team.workspace_id).aggregate(last=Max("position"))["last"]
        team.position = 0 if last is None else last + 1
    team.save()
    set_team_members(team, members, by=by)
    send_members_changed(team.workspace_id)  # private or not decides what others hear of
    return team


@transaction.atomic
def delete(team, *, by):
    """Delete a team that nothing belongs to. Raises TeamInUse or OnlyTeam."""
    if not Team.objects.filter(workspace_id=team.workspace_id).exclude(pk=team.pk).exists():
        raise OnlyTeam
    try:
        with transaction.atomic():
            Team.objects.get(workspace_id=team.workspace_id, pk=team.pk).delete()
    except (ProtectedError, IntegrityError):
        raise TeamInUse from None
    send_members_changed(team.workspace_id)
