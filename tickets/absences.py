"""Who is out of office, and who stands in: true by the clock, wherever it is read."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from tickets.models import Ticket
from tickets.reach import visible_team_ids
from tickets.teams import teams_of
from workspaces import rights
from workspaces.models import Absence, Member

MOST = 1_000  # tickets that are counted for the settings


@dataclass(frozen=True)
class Away:
    """A member's own absence that holds today; ``substitute`` a name, or an empty text."""

    last_day: date
    substitute: str


@dataclass(frozen=True)
class Covered:
    """A member whom the reader stands in for today; ``open`` tickets of theirs that the reader may read."""

    pk: int
    name: str
    open: int


@dataclass(frozen=True)
class OutOfSight:
    """What a substitute does not see: ``hidden`` of ``open`` tickets, and the names of the teams that are not theirs."""

    open: int
    hidden: int
    teams: list


def today(workspace):
    return timezone.now().astimezone(ZoneInfo(workspace.time_zone)).date()


def substitute_of(workspace, member_id):
    """The id of who stands in for this member today, or None."""
    held = Absence.objects.on(today(workspace)).filter(workspace_id=workspace.pk, member_id=member_id)
    return held.values_list("substitute_id", flat=True).first()


def covered_by(member, absent_id):
    """The absent Member, if ``member`` stands in for them today; else None."""
    held = Absence.objects.on(today(member.workspace)).filter(
        workspace_id=member.workspace_id, member_id=absent_id, substitute=member, member__deactivated_at=None
    )
    found = held.select_related("member__user").first()
    return found.member if found else None


def who_can_stand_in(member):
    """The active members who can be given tickets, without ``member``."""
    return (
        Member.objects.active()
        .filter(workspace_id=member.workspace_id, role__in=rights.roles_that_may("tickets.reply"))
        .exclude(pk=member.pk)
        .select_related("user")
    )


def out_of_sight(member, substitute):
    """The OutOfSight of ``substitute`` among the open tickets of ``member``: standing in widens no rights."""
    own = Ticket.objects.filter(workspace_id=member.workspace_id, assignee=member).in_inbox().open()
    ids = list(own.values_list("pk", flat=True)[:MOST])
    seen = member.workspace.tickets.visible_to(substitute).filter(pk__in=ids).count()
    teams = []
    if substitute.scope("tickets.read") != rights.ALL:
        theirs = set(visible_team_ids(substitute))
        teams = [one.name for one in teams_of(member.workspace_id, member) if one.is_mine and one.pk not in theirs]
    return OutOfSight(len(ids), len(ids) - seen, teams)
