"""The list of rooms beside a conversation, and how much in them is unread."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from helpdesk.lib.written import ask
from talk.models import Room
from talk.reach import readable_teams
from tickets.teams import KnownTeam

SHOWN = 100  # direct conversations in the list; older ones open again by their names
MOST = 100  # unread messages of one room are counted no further

# What the member has not read in their own rooms. A room without news costs no count; a newcomer has read what was before them.
OWN = """
    SELECT room.id FROM talk_room room WHERE room.workspace_id = %(workspace)s AND room.team_id = ANY(%(own)s)
    UNION ALL
    SELECT among.room_id FROM talk_roommember among
    WHERE among.workspace_id = %(workspace)s AND among.member_id = %(member)s
"""
UNREAD = """
    LEFT JOIN talk_roomseen seen ON seen.workspace_id = room.workspace_id AND seen.room_id = room.id
        AND seen.member_id = %(member)s
    LEFT JOIN LATERAL (
        SELECT count(*) AS count FROM (
            SELECT 1 FROM talk_roommessage message
            WHERE message.workspace_id = room.workspace_id AND message.room_id = room.id
                AND message.id > COALESCE(seen.upto, 0) AND message.deleted_at IS NULL
                AND message.author_id <> %(member)s AND (seen.id IS NOT NULL OR message.created_at >= %(since)s)
            LIMIT 100
        ) few
    ) unread ON room.last_message_id > COALESCE(seen.upto, 0)
"""
COUNT = f"""
    SELECT COALESCE(sum(unread.count), 0) FROM ({OWN}) own
    JOIN talk_room room ON room.workspace_id = %(workspace)s AND room.id = own.id {UNREAD}
"""
LISTED = f"""
    SELECT room.id, room.public_id, room.team_id, room.last_message_at, COALESCE(unread.count, 0), names.names
    FROM ({OWN}) own JOIN talk_room room ON room.workspace_id = %(workspace)s AND room.id = own.id {UNREAD}
    LEFT JOIN LATERAL (
        SELECT json_agg(json_build_array(person.name, other.public_id) ORDER BY person.name) AS names
        FROM talk_roommember among
        JOIN workspaces_member other ON other.workspace_id = among.workspace_id AND other.id = among.member_id
        JOIN workspaces_user person ON person.id = other.user_id
        WHERE among.workspace_id = room.workspace_id AND among.room_id = room.id AND among.member_id <> %(member)s
    ) names ON room.team_id IS NULL
    ORDER BY room.last_message_at DESC NULLS LAST, room.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class ListedRoom:
    """A room as the list shows it. ``people``: pairs of name and public id, of the others in a conversation."""

    slug: str
    title: str
    unread: int = 0
    last_at: datetime | None = None
    is_private: bool = False
    people: tuple = field(default=())

    @property
    def unread_words(self):
        return "99+" if self.unread >= MOST else str(self.unread)


@dataclass(frozen=True)
class Rooms:
    """``own`` teams', direct ones newest first, and those of ``other`` teams that owners and admins may read."""

    own: list
    direct: list
    other: list


def rooms_for(member):
    """All that the list shows, in one statement."""
    teams = readable_teams(member)
    rows = ask(LISTED, {**_params(member), "most": SHOWN + len(teams)})
    of_team = {row[2]: row for row in rows if row[2]}
    own = [_team_room(team, of_team.get(team.pk)) for team in teams if team.is_mine]
    other = [_team_room(team, None) for team in teams if not team.is_mine]
    direct = [
        ListedRoom(
            public_id,
            title_of([name for name, _ in names or ()]),
            unread,
            last_at,
            people=tuple(map(tuple, names or ())),
        )
        for _pk, public_id, team_id, last_at, unread, names in rows
        if team_id is None and last_at is not None
    ]
    return Rooms(own, direct, other)


def unread_for(member):
    """How many messages wait unread in the member's own rooms."""
    return ask(COUNT, _params(member))[0][0]


def find_room(request, slug):
    """The Room that addresses call ``slug``, or Http404. A team's may have no row yet: then it is not stored."""
    member = request.member
    if slug.startswith("team-"):
        number = slug.removeprefix("team-")
        known = next((team for team in readable_teams(member) if str(team.pk) == number), None)
        if known is None:
            raise Http404
        team = known.model(request.workspace.pk)
        room = Room.objects.filter(workspace=request.workspace, team=team).first()
        room = room or Room(workspace=request.workspace, team=team)
        room.team, room.is_own = team, known.is_mine
        return room
    room = Room.objects.filter(workspace=request.workspace, public_id=slug, team=None).visible_to(member).first()
    if room is None:
        raise Http404
    room.is_own = True
    return room


def title_of(names):
    """ "Marius Haugen"; several by their first names: "Kadri, Liis and Priit"."""
    if len(names) < 2:
        return names[0] if names else _("Nobody else")
    firsts = [name.split(" ")[0] for name in names]
    return _("%(names)s and %(last)s") % {"names": ", ".join(firsts[:-1]), "last": firsts[-1]}


def _team_room(team: KnownTeam, row):
    return ListedRoom(
        f"team-{team.pk}", team.name, row[4] if row else 0, row[3] if row else None, is_private=team.is_private
    )


def _params(member):
    own = [team.pk for team in readable_teams(member) if team.is_mine]
    return {"workspace": member.workspace_id, "member": member.pk, "own": own, "since": member.created_at}
