"""A ticket with everything that its page shows but the thread, in one statement."""

import json
from datetime import date, datetime
from typing import NamedTuple

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Organization
from helpdesk.lib.written import Rows, Values, ask, fetch
from tickets import beside, inner_life, reach
from tickets.absences import today
from tickets.models import Status, Ticket
from tickets.models.status import WAITING
from tickets.teams import teams_of
from workspaces import rights
from workspaces.models import Member, User

TICKET, STATUS = Rows(Ticket, "tickets_ticket"), Rows(Status, "status")
REQUESTER, ORGANIZATION = Rows(Contact, "requester"), Rows(Organization, "organization", only=("id", "name"))
ASSIGNEE = Rows(Member, "assignee", only=("id", "workspace", "user", "public_id", "public_name"))
PERSON = Rows(User, "person", only=("id", "name"))
REST = Values("seen_version", "seen_at", "last_address", "beside")

DRAFTS = f"""
SELECT jsonb_build_object('kind', one.kind, 'body_html', one.body_html, 'updated_at', one.updated_at,
    'revision', one.revision, 'based_on_message', one.based_on_message, 'has_aside', one.aside_html <> '') AS row,
    one.id AS place
FROM tickets_draft one WHERE {beside.OF_TICKET} AND one.member_id = %(member)s"""
LATER = f"""
SELECT jsonb_build_object('kind', one.kind, 'at', one.at, 'member', one.member_id, 'name', person.name,
    'public_id', member.public_id, 'unless_answered', one.cancel_if_customer_writes, 'body_html', one.body_html) AS row,
    one.at AS place
FROM tickets_later one
JOIN workspaces_member member ON member.workspace_id = one.workspace_id AND member.id = one.member_id
JOIN workspaces_user person ON person.id = member.user_id
WHERE {beside.OF_TICKET} AND one.interrupted_at IS NULL"""
STATUSES = """
SELECT jsonb_build_object('pk', id, 'name', name, 'category', category) AS row,
    (array_position(ARRAY['new', 'open', 'pending', 'hold', 'solved', 'closed'], category::text), position, id) AS place
FROM tickets_status WHERE workspace_id = tickets_ticket.workspace_id
AND (replaced_by_id IS NULL OR id = tickets_ticket.status_id)"""
EARLIER = f"""
SELECT jsonb_build_object('number', one.number, 'subject', one.subject, 'category', one.category,
    'created_at', one.created_at) AS row, -one.id AS place
FROM (SELECT id, number, subject, category, created_at FROM tickets_ticket other
      WHERE other.workspace_id = tickets_ticket.workspace_id AND other.requester_id = tickets_ticket.requester_id
      AND other.id <> tickets_ticket.id AND {reach.within("other")}
      ORDER BY other.id DESC LIMIT 5) AS one"""
# Nobody of these asked before: the agent meets them for the first time.
IS_FIRST = """
NOT EXISTS (SELECT 1 FROM tickets_ticket before WHERE before.workspace_id = tickets_ticket.workspace_id
    AND before.requester_id = tickets_ticket.requester_id AND before.id < tickets_ticket.id)"""
# Two branches, an index each.
LINKS = f"""
SELECT jsonb_build_object('pk', one.pk, 'kind', one.kind, 'is_from', one.is_from, 'number', other.number,
    'subject', other.subject, 'category', other.category) AS row, (one.kind, one.pk) AS place
FROM (SELECT id AS pk, kind, true AS is_from, other_id AS other, workspace_id FROM tickets_ticketlink link
      WHERE link.workspace_id = tickets_ticket.workspace_id AND link.ticket_id = tickets_ticket.id
      UNION ALL
      SELECT id, kind, false, ticket_id, workspace_id FROM tickets_ticketlink link
      WHERE link.workspace_id = tickets_ticket.workspace_id AND link.other_id = tickets_ticket.id) AS one
JOIN tickets_ticket other ON other.workspace_id = one.workspace_id AND other.id = one.other
WHERE {reach.within("other")}"""
HAS_UPLOADS = """
EXISTS (SELECT 1 FROM tickets_attachment WHERE workspace_id = tickets_ticket.workspace_id
    AND draft_ticket_id = tickets_ticket.id AND uploaded_by_id = %(member)s AND message_id IS NULL)"""

# The team's, and that of the channel which an answer leaves by (``tickets.senders.channel_for_mail``).
SIGNATURES = """
SELECT jsonb_build_array(team.signature, coalesce((
    SELECT channel.signature FROM channels_inbox_channel channel
    WHERE channel.workspace_id = tickets_ticket.workspace_id AND channel.kind = 'email' AND channel.is_active
    ORDER BY channel.id <> tickets_ticket.channel_id OR channel.address = '', channel.team_id <> tickets_ticket.team_id,
        channel.id LIMIT 1), ''))
FROM workspaces_team team WHERE team.workspace_id = tickets_ticket.workspace_id AND team.id = tickets_ticket.team_id"""

STATEMENT = f"""
SELECT {TICKET.columns}, {STATUS.columns}, {REQUESTER.columns}, {ORGANIZATION.columns}, {ASSIGNEE.columns}, {PERSON.columns},
    seen.version, seen.at, {beside.LAST_ADDRESS}, jsonb_build_object(
        'tag_names', {beside.rows_as_json(beside.TAGS)},
        'cc_list', {beside.rows_as_json(beside.CCS)},
        'follower_list', {beside.rows_as_json(beside.FOLLOWERS)},
        'identity_list', {beside.rows_as_json(beside.IDENTITIES)},
        'drafts', {beside.rows_as_json(DRAFTS)},
        'later', {beside.rows_as_json(LATER)},
        'statuses', {beside.rows_as_json(STATUSES)},
        'earlier', {beside.rows_as_json(EARLIER)},
        'is_first', {IS_FIRST},
        'links', {beside.rows_as_json(LINKS)},
        'has_uploads', {HAS_UPLOADS},
        'signatures', ({SIGNATURES}),
        {inner_life.PAIRS})
FROM tickets_ticket
JOIN tickets_status status ON status.workspace_id = tickets_ticket.workspace_id AND status.id = tickets_ticket.status_id
JOIN contacts_contact requester
    ON requester.workspace_id = tickets_ticket.workspace_id AND requester.id = tickets_ticket.requester_id
LEFT JOIN contacts_organization organization
    ON organization.workspace_id = tickets_ticket.workspace_id AND organization.id = requester.organization_id
LEFT JOIN workspaces_member assignee
    ON assignee.workspace_id = tickets_ticket.workspace_id AND assignee.id = tickets_ticket.assignee_id
LEFT JOIN workspaces_user person ON person.id = assignee.user_id
LEFT JOIN tickets_ticketseen seen
    ON seen.workspace_id = tickets_ticket.workspace_id AND seen.ticket_id = tickets_ticket.id AND seen.member_id = %(member)s
WHERE tickets_ticket.workspace_id = %(workspace)s AND tickets_ticket.number = %(number)s AND {reach.within("tickets_ticket")}
"""

ANSWERING = """
SELECT member.id, member.public_id, person.name, absence.last_day, coalesce(stands.name, ''), coalesce(absence.note, '')
FROM workspaces_member member
JOIN workspaces_user person ON person.id = member.user_id
LEFT JOIN workspaces_absence absence ON absence.workspace_id = member.workspace_id AND absence.member_id = member.id
    AND %s BETWEEN absence.first_day AND absence.last_day
LEFT JOIN workspaces_member substitute
    ON substitute.workspace_id = absence.workspace_id AND substitute.id = absence.substitute_id
LEFT JOIN workspaces_user stands ON stands.id = substitute.user_id
WHERE member.workspace_id = %s AND member.deactivated_at IS NULL AND person.is_active AND member.role = ANY(%s)
ORDER BY person.name"""


class EarlierTicket(NamedTuple):
    """Another ticket of the same requester, as a line."""

    number: int
    title: str
    category: str
    created_at: datetime

    def get_absolute_url(self):
        return f"/tickets/{self.number}/"  # by hand, as in tickets.rows


class LinkedTicket(NamedTuple):
    """Another ticket that this one is linked with; ``is_from``: this one is what ``kind`` says of the other."""

    pk: int  # the link's
    kind: str
    is_from: bool
    number: int
    title: str
    category: str

    @property
    def words(self):
        return LINK_WORDS[self.kind, self.is_from]

    def get_absolute_url(self):
        return f"/tickets/{self.number}/"


LINK_WORDS = {
    ("incident", True): _("Problem"),
    ("incident", False): _("Incident"),
    ("child", True): _("Part of"),
    ("child", False): _("Part"),
    ("duplicate", True): _("Duplicate of"),
    ("duplicate", False): _("Duplicate"),
    ("related", True): _("Related"),
    ("related", False): _("Related"),
}


class Choice(NamedTuple):
    """A member who can be given the ticket. ``away_until``: out of office today; ``substitute`` a name or
    empty, ``note`` their line for colleagues."""

    pk: int
    public_id: str
    called: str
    away_until: date | None
    substitute: str
    note: str


class Draft(NamedTuple):
    """What the member typed and did not send."""

    kind: str
    body_html: str
    updated_at: datetime
    revision: int
    based_on_message: int
    has_aside: bool


class Planned(NamedTuple):
    """What happens to the ticket later: fields of Later, with the name of who asked for it."""

    kind: str
    at: datetime
    member: int
    name: str
    public_id: str
    unless_answered: bool
    body_html: str


class StatusChoice(NamedTuple):
    """A status of the workspace."""

    pk: int
    name: str
    category: str


def ticket_for_page(member, number):
    """The Ticket of that number with its status, requester (and organization) and assignee (and user), or Http404.

    Beside its fields: ``team_name``, ``tag_names`` [text], ``cc_list`` [{"address", "name", "accepted_at"}],
    ``follower_list`` [{"pk", "name", "public_id"}], ``identity_list`` [{"kind", "value", "shown"}], ``last_address``,
    ``is_first`` (the requester's first ticket ever), ``signatures`` [the team's, the channel's],
    ``earlier`` [EarlierTicket], ``linked`` [LinkedTicket] (``incidents`` and ``open_incidents`` of them), ``statuses``
    [StatusChoice], what ``inner_life.read`` sets; and of ``member`` ``own_drafts`` [Draft], ``has_uploads``, ``seen_at`` and
    ``seen_version``, both None before the first look.
    """
    found = fetch(
        STATEMENT,
        {
            "workspace": member.workspace_id,
            "number": number,
            "tracks_time": member.workspace.tracks_time,
            **reach.params(member),
        },
        *(TICKET, STATUS, REQUESTER, ORGANIZATION, ASSIGNEE, PERSON, REST),
    )
    if not found:
        raise Http404
    ticket, ticket.status, requester, requester.organization, assignee, person, rest = found[0]
    if assignee is not None:
        assignee.user = person
    ticket.requester, ticket.assignee, ticket.workspace = requester, assignee, member.workspace
    ticket.team_name = next(one.name for one in teams_of(member.workspace_id, member) if one.pk == ticket.team_id)
    ticket.seen_version, ticket.seen_at, ticket.last_address = (
        rest["seen_version"],
        rest["seen_at"],
        rest["last_address"],
    )
    known = json.loads(rest["beside"])
    for name in ("tag_names", "cc_list", "follower_list", "identity_list", "is_first", "has_uploads", "signatures"):
        setattr(ticket, name, known[name])
    inner_life.read(ticket, known)
    ticket.linked = [
        LinkedTicket(
            one["pk"], one["kind"], one["is_from"], one["number"], Ticket.title_of(one["subject"]), one["category"]
        )
        for one in known["links"]
    ]
    ticket.incidents = [one for one in ticket.linked if one.kind == "incident" and not one.is_from]
    ticket.open_incidents = [one for one in ticket.incidents if one.category not in ("solved", "closed")]
    ticket.statuses = [StatusChoice(**one) for one in known["statuses"]]
    ticket.own_drafts = [Draft(**{**one, "updated_at": _instant(one["updated_at"])}) for one in known["drafts"]]
    planned = [Planned(**{**one, "at": _instant(one["at"])}) for one in known["later"]]
    ticket.scheduled_replies = [one for one in planned if one.kind == "reply"]
    sleeps = ticket.category in WAITING  # else the timer is about to be cleared away
    ticket.put_off = [one for one in planned if one.kind == "follow_up" or (one.kind == "snooze" and sleeps)]
    ticket.earlier = [
        EarlierTicket(one["number"], Ticket.title_of(one["subject"]), one["category"], _instant(one["created_at"]))
        for one in known["earlier"]
    ]
    return ticket


def who_can_have_it(workspace):
    """Choices of those who can be given a ticket (as ``operations.triage.assign`` has it), by name."""
    return [
        Choice(*row) for row in ask(ANSWERING, [today(workspace), workspace.pk, rights.roles_that_may("tickets.reply")])
    ]


def _instant(text):
    return datetime.fromisoformat(text)
