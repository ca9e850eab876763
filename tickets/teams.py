"""The teams that a member can see, read once a request."""

from typing import NamedTuple

from django.db import connection

from helpdesk.lib.written import ask
from workspaces.models import Team

TEAMS = """
    SELECT team.id, team.name, team.is_private, EXISTS (
        SELECT 1 FROM "workspaces_teammember" one
        WHERE one.workspace_id = team.workspace_id AND one.team_id = team.id AND one.member_id = %(member)s
    ) AS is_mine FROM "workspaces_team" team WHERE team.workspace_id = %(workspace)s ORDER BY team.position, team.name
"""


class KnownTeam(NamedTuple):
    """A team as lists and choices need it; ``is_mine``: the member belongs to it. There may be many, on every page."""

    pk: int
    name: str
    is_private: bool
    is_mine: bool

    def __str__(self):
        return self.name

    def model(self, workspace_id):
        """The Team, whose other fields are read when somebody asks for them."""
        known = {"id": self.pk, "workspace_id": workspace_id, "name": self.name, "is_private": self.is_private}
        return Team.from_db(connection.alias, known.keys(), known.values())


def teams_of(workspace_id, member):
    """All teams of the workspace, as KnownTeams. Kept on the member: a page asks for them several times."""
    if not hasattr(member, "_teams"):  # request.member is a lazy wrapper: its __dict__ is not the member's
        found = ask(TEAMS, {"workspace": workspace_id, "member": member.pk})
        member._teams = [KnownTeam(*row) for row in found]
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
