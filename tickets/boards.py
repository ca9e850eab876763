"""A list as a board: a column a status category or a team, with the first tickets of each."""

from dataclasses import dataclass

from django.db import OperationalError

from helpdesk.lib.patience import limited
from tickets import query
from tickets.models import Status
from tickets.models.status import Category
from tickets.query import QueryError
from tickets.query.ruling_out import may_have_category, may_have_team
from tickets.rows import rows_of
from tickets.tables import LIST_MILLISECONDS, slow_words
from tickets.teams import visible_teams

STATUS, TEAM = "status", "team"
SHOWN = 20  # cards of a column
MOST_COLUMNS = 12
# What a card becomes in the column of a category; new and closed are nobody's to give.
SHOWN_CATEGORIES = (Category.NEW, Category.OPEN, Category.PENDING, Category.HOLD, Category.SOLVED)


@dataclass(frozen=True)
class Column:
    """``field`` and ``value`` are what a card that is put here is given; no value: none can be put here.

    ``is_elsewhere``: no ticket of the list can be here; a card that is put here leaves the list.
    """

    key: str
    title: str
    category: str
    field: str
    value: str
    rows: list
    has_more: bool
    is_elsewhere: bool = False


def board_of(view, member, by):
    """``(columns, trouble)``: the Columns of a view by ``status`` or ``team``; trouble says why there are none."""
    try:
        tickets = view.tickets(member)
        with limited(LIST_MILLISECONDS):
            make = _by_team if by == TEAM else _by_status
            columns = make(tickets, member, query.parse(view.query_text))
            return [one for one in columns if one.value or not one.is_elsewhere], ""
    except OperationalError:
        return [], slow_words()
    except QueryError as error:
        return [], str(error.message)


def _by_status(tickets, member, tree):
    first = {}
    statuses = list(Status.objects.filter(workspace_id=member.workspace_id).order_by("position", "id"))
    for status in statuses:
        first.setdefault(status.category, status)
    named = [(status.name, status.category) for status in statuses]
    return [
        _column(
            tickets.filter(category=category) if may_have_category(tree, category, named) else None,
            member,
            key=category,
            title=first[category].name if category in first else str(Category(category).label),
            category=category,
            field="status",
            value="" if category == Category.NEW or category not in first else str(first[category].pk),
        )
        for category in SHOWN_CATEGORIES
    ]


def _by_team(tickets, member, tree):
    return [
        _column(
            tickets.filter(team_id=team.pk) if may_have_team(tree, team.name) else None,
            member,
            key=f"team-{team.pk}",
            title=team.name,
            category="",
            field="team",
            value=str(team.pk),
        )
        for team in visible_teams(member)[:MOST_COLUMNS]
    ]


def _column(tickets, member, **about):
    if tickets is None:
        return Column(rows=[], has_more=False, is_elsewhere=True, **about)
    found = tickets[: SHOWN + 1].listed(member)
    rows = rows_of(found[:SHOWN], selectable=member.can("tickets.bulk"), opens_beside=False)
    return Column(rows=rows, has_more=len(found) > SHOWN, **about)
