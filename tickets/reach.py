"""Which tickets a member may read: the one rule, for querysets and for statements that are written out.

All of them; or those of the teams that the member sees, the member's own and those with a note that names the member; or
(light agents) the member's own, those that they follow and those with a note that names them; or none.
"""

from django.db.models import Exists, OuterRef, Q

from tickets.teams import visible_teams
from workspaces import rights


def within(table):
    """The rule as a condition on ``table``, a name of the ticket's table in a statement that runs with ``params``."""
    return f"""(
        %(scope)s = 'all' OR %(scope)s <> 'none' AND (
            {table}.team_id = ANY(%(teams)s) OR {table}.assignee_id = %(member)s OR EXISTS (
                SELECT 1 FROM tickets_mention mention WHERE mention.workspace_id = {table}.workspace_id
                AND mention.ticket_id = {table}.id AND mention.member_id = %(member)s)
            OR %(scope)s = 'own' AND EXISTS (
                SELECT 1 FROM tickets_ticketfollower following WHERE following.workspace_id = {table}.workspace_id
                AND following.ticket_id = {table}.id AND following.member_id = %(member)s)))"""


def params(member):
    """``{"scope", "teams", "member"}`` of ``within``."""
    scope = member.scope("tickets.read")
    return {"scope": scope, "teams": visible_team_ids(member) if scope == rights.TEAM else [], "member": member.pk}


def narrow(tickets, member):
    """The queryset, without what ``member`` may not read."""
    from tickets.models import Mention, TicketFollower

    scope = member.scope("tickets.read")
    if scope == rights.ALL:
        return tickets
    own_rows = {"workspace_id": member.workspace_id, "member": member, "ticket": OuterRef("pk")}
    mine = Q(assignee=member) | Exists(Mention.objects.filter(**own_rows))
    if scope == rights.TEAM:
        return tickets.filter(Q(team_id__in=visible_team_ids(member)) | mine)
    if scope == rights.OWN:
        return tickets.filter(mine | Exists(TicketFollower.objects.filter(**own_rows)))
    return tickets.none()


def visible_team_ids(member):
    """Ids of the teams whose tickets the member may read because of the team."""
    return [team.pk for team in visible_teams(member)]
