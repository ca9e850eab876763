"""Who may read which room, and who reads along: the one rule for pages, counts and live news.

A team's room is for the members of the team; owners and admins read those of other teams, too, unless they are private.
A direct conversation is for who is in it, and for nobody else.
"""

from django.db.models import Exists, OuterRef, Q

from tickets.teams import teams_of
from workspaces import rights
from workspaces.models import Member, TeamMember

RIGHT = "talk.use"


def readable_teams(member):
    """KnownTeams whose rooms the member may read, in their order. Costs nothing on a page that has the rail."""
    scope = member.scope(RIGHT)
    if scope == rights.NONE:
        return []
    return [
        team
        for team in teams_of(member.workspace_id, member)
        if team.is_mine or (scope == rights.ALL and not team.is_private)
    ]


def narrow(rooms, member):
    """The queryset of rooms, without what ``member`` may not read."""
    from talk.models import RoomMember

    if member.scope(RIGHT) == rights.NONE:
        return rooms.none()
    among = RoomMember.objects.filter(workspace_id=member.workspace_id, room=OuterRef("pk"), member=member)
    return rooms.filter(Q(team_id__in=[team.pk for team in readable_teams(member)]) | Exists(among))


def audience(room):
    """The active Members who may read ``room``, with their users, by name."""
    from talk.models import RoomMember

    members = Member.objects.active().filter(workspace_id=room.workspace_id).select_related("user")
    if room.is_direct:
        among = RoomMember.objects.filter(workspace_id=room.workspace_id, room=room, member=OuterRef("pk"))
        return members.filter(Exists(among)).order_by("user__name", "pk")
    of_team = TeamMember.objects.filter(workspace_id=room.workspace_id, team_id=room.team_id, member=OuterRef("pk"))
    allowed = Q(Exists(of_team), role__in=rights.roles_that_may(RIGHT))
    if not room.team.is_private:
        allowed |= Q(role__in=[role for role in rights.ROLES if rights.scope(role, RIGHT) == rights.ALL])
    return members.filter(allowed).order_by("user__name", "pk")
