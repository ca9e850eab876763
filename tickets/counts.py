"""How many tickets each view of the rail holds, from the totals kept on write."""

from dataclasses import dataclass, field
from datetime import date

from helpdesk.lib.written import ask
from tickets import reach
from tickets.absences import Away, Covered, today
from tickets.models import Draft, Mention, Ticket
from tickets.teams import visible_teams
from workspaces import rights

SHOWN_UP_TO = 1000
# Who is out of office today: the member, and those whom the member stands in for, with the number of their open tickets.
ABSENCES = f"""
SELECT absence.member_id, CASE WHEN absence.member_id = %(member)s
    THEN 'away:' || absence.last_day || ':' || coalesce(person.name, '') ELSE 'for:' || person.name END, (
    SELECT count(*) FROM tickets_ticket ticket
    WHERE ticket.workspace_id = absence.workspace_id AND ticket.assignee_id = absence.member_id
        AND absence.member_id <> %(member)s
        AND ticket.place = 'inbox' AND ticket.category IN ('new', 'open') AND {reach.within("ticket")}), 0, 0
FROM workspaces_absence absence
LEFT JOIN workspaces_member other ON other.workspace_id = absence.workspace_id
    AND other.id = CASE WHEN absence.member_id = %(member)s THEN absence.substitute_id ELSE absence.member_id END
LEFT JOIN workspaces_user person ON person.id = other.user_id
WHERE absence.workspace_id = %(workspace)s AND absence.first_day <= %(today)s AND absence.last_day >= %(today)s
    AND (absence.member_id = %(member)s OR absence.substitute_id = %(member)s)
    AND (absence.member_id = %(member)s OR other.deactivated_at IS NULL)"""
# One row a team and bucket, whoever works there: the total, of them the member's, and nobody's. Then the tickets with a note
# that names the member, of them the unread, and nobody's: those of teams that the member does not see ("named", "waits") add
# to the counts. Then how many have a text that the member began, and the absences.
SUMS = f"""
SELECT team_id, bucket, coalesce(sum(total) FILTER (WHERE kind <> 'assignee'), 0)::bigint,
    coalesce(sum(total) FILTER (WHERE kind <> 'team' AND assignee_id = %(member)s), 0)::bigint,
    coalesce(sum(total) FILTER (WHERE kind <> 'team' AND assignee_id IS NULL), 0)::bigint
FROM (
    SELECT team_id, bucket, assignee_id, 'change' AS kind, change AS total FROM tickets_tickettally
    WHERE workspace_id = %(workspace)s
    UNION ALL SELECT team_id, bucket, assignee_id, kind, total FROM tickets_tickettotal
    WHERE workspace_id = %(workspace)s AND kind IN ('team', 'assignee') AND assignee_id IS NULL
    UNION ALL SELECT team_id, bucket, assignee_id, kind, total FROM tickets_tickettotal
    WHERE workspace_id = %(workspace)s AND kind = 'assignee' AND assignee_id = %(member)s
) tally GROUP BY team_id, bucket
UNION ALL
SELECT NULL, CASE
        WHEN (%(scope)s = 'team' AND team_id <> ALL(%(teams)s) AND assignee_id IS DISTINCT FROM %(member)s) IS NOT TRUE
            THEN 'seen'
        WHEN category IN ('new', 'open') THEN 'named'
        WHEN category IN ('pending', 'hold') THEN 'waits'
        ELSE 'seen' END,
    count(*), count(*) FILTER (WHERE mention.is_unread), count(*) FILTER (WHERE assignee_id IS NULL)
FROM (
    SELECT ticket_id, bool_or(read_at IS NULL) AS is_unread FROM tickets_mention
    WHERE workspace_id = %(workspace)s AND member_id = %(member)s AND (read_at IS NULL OR %(scope)s = 'team')
    GROUP BY ticket_id
) mention JOIN tickets_ticket ticket ON ticket.workspace_id = %(workspace)s AND ticket.id = mention.ticket_id
WHERE ticket.place = 'inbox' GROUP BY 2
UNION ALL
SELECT NULL, 'drafts', count(DISTINCT draft.ticket_id), 0, 0 FROM tickets_draft draft
JOIN tickets_ticket ticket ON ticket.workspace_id = draft.workspace_id AND ticket.id = draft.ticket_id
WHERE draft.workspace_id = %(workspace)s AND draft.member_id = %(member)s AND draft.body_html <> ''
    AND ticket.place = 'inbox' AND {reach.within("ticket")}
UNION ALL
{ABSENCES}"""


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
        if bucket in ("seen", "named", "waits"):
            counts.mentions += mine
            mine = 0
        if bucket == "seen":
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
    for _member, bucket, *_sums in ask(ABSENCES, {**_own(member), "scope": member.scope("tickets.read"), "teams": []}):
        if bucket.startswith("away:"):
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
