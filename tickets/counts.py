"""How many tickets each view of the rail holds, from the tallies kept on write."""

from dataclasses import dataclass, field
from datetime import date

from helpdesk.lib.written import ask
from tickets import reach
from tickets.absences import Away, Covered, today
from tickets.models import Draft, Mention, Ticket
from tickets.teams import visible_teams
from workspaces import rights

SHOWN_UP_TO = 1000
# One row a team and bucket, whoever works there: the total, of them the member's, and nobody's. Then how many tickets have
# an unread note that names the member, and how many a text that they began; then, for who does not see all teams, the
# tickets of the others that name them. Last, who is out of office today: those whom the member stands in for, and the member.
AWAY = """
SELECT NULL, 'away:' || absence.last_day || ':' || coalesce(person.name, ''), 0, 0, 0 FROM workspaces_absence absence
LEFT JOIN workspaces_member substitute
    ON substitute.workspace_id = absence.workspace_id AND substitute.id = absence.substitute_id
LEFT JOIN workspaces_user person ON person.id = substitute.user_id
WHERE absence.workspace_id = %(workspace)s AND absence.member_id = %(member)s
    AND absence.first_day <= %(today)s AND absence.last_day >= %(today)s"""
SUMS = f"""
SELECT team_id, bucket, sum(total)::bigint, sum(mine)::bigint, sum(nobodys)::bigint FROM (
    SELECT team_id, bucket, change AS total, 0 AS mine, 0 AS nobodys FROM tickets_tickettally
    WHERE workspace_id = %(workspace)s AND kind IN ('change', 'team')
    UNION ALL
    SELECT team_id, bucket, 0, change, 0 FROM tickets_tickettally
    WHERE workspace_id = %(workspace)s AND kind IN ('change', 'assignee') AND assignee_id = %(member)s
    UNION ALL
    SELECT team_id, bucket, 0, 0, change FROM tickets_tickettally
    WHERE workspace_id = %(workspace)s AND kind IN ('change', 'assignee') AND assignee_id IS NULL
) tally GROUP BY team_id, bucket
UNION ALL
SELECT NULL, 'mentions', count(DISTINCT mention.ticket_id), 0, 0 FROM tickets_mention mention
JOIN tickets_ticket ticket ON ticket.workspace_id = mention.workspace_id AND ticket.id = mention.ticket_id
WHERE mention.workspace_id = %(workspace)s AND mention.member_id = %(member)s AND mention.read_at IS NULL
    AND ticket.place = 'inbox'
UNION ALL
SELECT NULL, 'drafts', count(DISTINCT draft.ticket_id), 0, 0 FROM tickets_draft draft
JOIN tickets_ticket ticket ON ticket.workspace_id = draft.workspace_id AND ticket.id = draft.ticket_id
WHERE draft.workspace_id = %(workspace)s AND draft.member_id = %(member)s AND draft.body_html <> ''
    AND ticket.place = 'inbox' AND {reach.within("ticket")}
UNION ALL
SELECT NULL, CASE WHEN category IN ('new', 'open') THEN 'named' ELSE 'waits' END, count(*), 0,
    count(*) FILTER (WHERE assignee_id IS NULL)
FROM tickets_ticket WHERE %(scope)s = 'team' AND workspace_id = %(workspace)s AND place = 'inbox'
    AND category IN ('new', 'open', 'pending', 'hold') AND team_id <> ALL(%(teams)s)
    AND assignee_id IS DISTINCT FROM %(member)s AND id IN (
        SELECT ticket_id FROM tickets_mention WHERE workspace_id = %(workspace)s AND member_id = %(member)s)
GROUP BY 2
UNION ALL
SELECT absence.member_id, 'for:' || person.name, count(ticket.id), 0, 0 FROM workspaces_absence absence
JOIN workspaces_member absent ON absent.workspace_id = absence.workspace_id AND absent.id = absence.member_id
JOIN workspaces_user person ON person.id = absent.user_id
LEFT JOIN tickets_ticket ticket ON ticket.workspace_id = absence.workspace_id AND ticket.assignee_id = absence.member_id
    AND ticket.place = 'inbox' AND ticket.category IN ('new', 'open') AND {reach.within("ticket")}
WHERE absence.workspace_id = %(workspace)s AND absence.substitute_id = %(member)s AND absent.deactivated_at IS NULL
    AND absence.first_day <= %(today)s AND absence.last_day >= %(today)s GROUP BY absence.member_id, person.name
UNION ALL
{AWAY}"""


@dataclass
class Counts:
    """Open tickets: mine, unassigned, all, by team id; and waiting ones. Only of what the member may see."""

    mine: int = 0
    unassigned: int = 0
    open: int = 0
    waiting: int = 0
    mentions: int = 0  # tickets with a note that names the member, and that they have not looked at since
    drafts: int = 0  # tickets with a text that the member began and did not send
    by_team: dict = field(default_factory=dict)
    covered: list = field(default_factory=list)  # Covered, by name
    away: Away | None = None  # the member's own absence


def counts_for(member):
    """One statement, however many tickets there are. Kept on the member for the request."""
    if not hasattr(member, "_counts"):  # request.member is a lazy wrapper: its __dict__ is not the member's
        member._counts = _count(member)
    return member._counts


def _count(member):
    scope = member.scope("tickets.read")
    if scope == rights.OWN:
        return _count_own(member)
    counts = Counts()
    own = _own(member)
    visible = {team.pk for team in visible_teams(member)} if scope in (rights.ALL, rights.TEAM) else set()
    params = {**own, "scope": scope, "teams": list(visible)}
    for team_id, bucket, total, mine, nobodys in ask(SUMS, params):
        if bucket == "mentions":
            counts.mentions = total
            continue
        if bucket == "drafts":
            counts.drafts = total
            continue
        if bucket.startswith("for:"):
            counts.covered.append(Covered(team_id, bucket.removeprefix("for:"), total))
            continue
        if bucket.startswith("away:"):
            counts.away = _away(bucket)
            continue
        if bucket in ("named", "waits"):
            bucket = "waiting" if bucket == "waits" else "open"
        elif team_id not in visible:  # of a team that is not shown, the member's own are
            total, nobodys = mine, 0
        if bucket == "waiting":
            counts.waiting += total
            continue
        counts.open += total
        counts.mine += mine
        counts.unassigned += nobodys
        if total and team_id is not None:
            counts.by_team[team_id] = counts.by_team.get(team_id, 0) + total
    counts.covered.sort(key=lambda one: one.name)
    return counts


def _own(member):
    return {"member": member.pk, "workspace": member.workspace_id, "today": today(member.workspace)}


def _away(bucket):
    _away, last_day, name = bucket.split(":", 2)
    return Away(date.fromisoformat(last_day), name)


def _count_own(member):
    """Who sees only what was shared with them sees few: counted one by one, since tallies know no followers."""
    unread = Mention.objects.filter(
        workspace_id=member.workspace_id, member=member, read_at=None, ticket__place=Ticket.Place.INBOX
    )
    counts = Counts(mentions=unread.values("ticket_id").distinct().count())
    for _team, bucket, *_sums in ask(AWAY, _own(member)):
        counts.away = _away(bucket)
    visible = member.workspace.tickets.visible_to(member).in_inbox()
    begun = Draft.objects.begun().filter(workspace_id=member.workspace_id, member=member)
    counts.drafts = visible.filter(pk__in=begun.values("ticket_id")).count()
    counts.waiting = visible.waiting().count()
    for team_id, assignee_id in visible.open().values_list("team_id", "assignee_id"):
        counts.open += 1
        counts.by_team[team_id] = counts.by_team.get(team_id, 0) + 1
        counts.mine += assignee_id == member.pk
        counts.unassigned += assignee_id is None
    return counts


def shown(count):
    """The figure as the rail shows it: nothing for zero, "1,000+" above."""
    if not count:
        return ""
    return f"{SHOWN_UP_TO:,}+" if count > SHOWN_UP_TO else f"{count:,}"
