"""Whom a note names. In its HTML a name is ``<span data-mention="member-…">@Marius</span>``, or ``team-7``; nothing else
carries ``data-mention``, and only notes may.
"""

import re
from html import escape

from helpdesk.lib.numbers import whole
from tickets.models import Mention
from workspaces.models import Member, Team, TeamMember

MARK = re.compile(r'<span data-mention="([^"]*)">(.*?)</span>', re.DOTALL)  # as nh3 writes it
LOOSE = re.compile(r'<span(?: data-mention="[^"]*")?>|</span>')
MOST = 50  # names in one note


def without_mentions(html):
    """Clean HTML with its names as plain words: what leaves the house, or is no note."""
    return LOOSE.sub("", html) if "data-mention" in html else html


def resolve(workspace_id, html):
    """``(html, named)``: every name as it is today, and ``{member id: team id or None}`` of those whom it names.

    An id that is nobody's becomes plain words. A team names those who are in it now.
    """
    if "data-mention" not in html:
        return html, {}
    ids = [found[1] for found in MARK.finditer(html)][:MOST]
    members = _members(workspace_id, [one.removeprefix("member-") for one in ids if one.startswith("member-")])
    teams = _teams(workspace_id, [one.removeprefix("team-") for one in ids if one.startswith("team-")])

    def rewritten(found):
        who = members.get(found[1]) or teams.get(found[1])
        if who is None:
            return LOOSE.sub("", found[2])
        name = who.name if isinstance(who, Team) else who.name.split(" ")[0]
        return f'<span data-mention="{found[1]}">@{escape(name)}</span>'

    html = MARK.sub(rewritten, html)
    named = {}
    if teams:
        inside = TeamMember.objects.filter(
            workspace_id=workspace_id,
            team__in=teams.values(),
            member__deactivated_at=None,
            member__user__is_active=True,
        )
        named = dict(inside.order_by("-team_id").values_list("member_id", "team_id"))
    return html, named | {member.pk: None for member in members.values()}


def move(workspace_id, message_ids, ticket):
    """Who is named in these notes may read ``ticket``, where they stand now, and for that no longer the one that they left."""
    Mention.objects.filter(workspace_id=workspace_id, message__in=message_ids).update(ticket=ticket)


def _members(workspace_id, public_ids):
    if not public_ids:
        return {}
    found = Member.objects.active().filter(workspace_id=workspace_id, public_id__in=public_ids).select_related("user")
    return {f"member-{one.public_id}": one for one in found}


def _teams(workspace_id, ids):
    numbers = [number for one in ids if (number := whole(one)) is not None]
    return {f"team-{one.pk}": one for one in Team.objects.filter(workspace_id=workspace_id, pk__in=numbers)}
