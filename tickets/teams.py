"""The teams that a member can see, read once a request."""

from helpdesk.lib.written import Rows, Values, fetch
from workspaces.models import Team

TEAM = Rows(Team, "team")
TEAMS = f"""
    SELECT {TEAM.columns}, EXISTS (
        SELECT 1 FROM "workspaces_teammember" one
        WHERE one.workspace_id = team.workspace_id AND one.team_id = team.id AND one.member_id = %(member)s
    ) AS is_mine FROM "workspaces_team" team WHERE team.workspace_id = %(workspace)s ORDER BY team.position, team.name
"""


def teams_of(workspace_id, member):
    """All teams of the workspace, each with ``is_mine``. Kept on the member: a page asks for them several times."""
    if not hasattr(member, "_teams"):  # request.member is a lazy wrapper: its __dict__ is not the member's
        member._teams = []
        for team, its in fetch(TEAMS, {"workspace": workspace_id, "member": member.pk}, TEAM, Values("is_mine")):
            team.is_mine = its["is_mine"]
            member._teams.append(team)
    return member._teams


def visible_teams(member):
    """The teams whose tickets the member may read because of the team, in their order."""
    from workspaces import rights

    teams = teams_of(member.workspace_id, member)
    if member.scope("tickets.read") == rights.ALL:
        return teams
    if member.workspace.agents_see_all_teams:
        return [team for team in teams if team.is_mine or not team.is_private]
    return [team for team in teams if team.is_mine]
