"""A list as a table: its columns, how it is sorted, a page of it."""

from dataclasses import dataclass, replace

from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _

from helpdesk.lib.numbers import whole
from helpdesk.lib.patience import COUNTED, counted, limited
from tickets.columns import BUILT_IN, columns_for, known_columns, sorted_by, with_columns
from tickets.inbox import LATEST, PAGE, URGENCY, Page, in_order, page_of
from tickets.query import QueryError

LIST_MILLISECONDS = 2_000
# By the view's own column, either way: those indexes hold the view's tickets in this order.
BY_INDEX = {
    ("due", False): URGENCY,
    ("due", True): "least_urgent",
    ("updated", True): LATEST,
    ("updated", False): "oldest",
}


@dataclass(frozen=True)
class Table:
    """``page`` has the tickets as ``for_list`` reads them. ``sort`` is what they are sorted by, ``trouble`` why not as asked."""

    columns: list
    page: Page
    sort: str
    trouble: str = ""


def table_of(view, member, *, sort="", cursor="", columns=(), tickets=None):
    """The Table of a view for ``member``. ``sort`` is a column's key, with "-" for downwards.

    What no index sorts is sorted where at most 1,000 tickets match; more come in the view's own order, and ``trouble`` says
    so. A list that takes longer than two seconds is empty, and says that.
    """
    shown = columns_for(columns, member.workspace)
    own = "-updated" if view.order == LATEST else "due"
    try:
        tickets = view.tickets(member) if tickets is None else tickets
        with limited(LIST_MILLISECONDS):
            return _table(tickets, member, shown, sort or own, own, cursor)
    except OperationalError:
        return Table(shown, Page([]), own, slow_words())
    except QueryError as error:
        return Table(shown, Page([]), own, str(error.message))


def slow_words():
    return _("This list took longer than two seconds, so it was stopped. Narrow it, for example by a team or a date.")


def _table(tickets, member, shown, sort, own, cursor):
    more = [one.field for one in shown]
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    column = BUILT_IN.get(key) or next((one for one in shown if one.key == key), None)
    if column is None:
        raise Http404
    order = BY_INDEX.get((key, downwards))
    if order and key == own.removeprefix("-"):
        ordered = with_columns(in_order(tickets, order), shown)
        return Table(shown, page_of(ordered, member, order, cursor, more=more), sort)
    matching = counted(tickets, LIST_MILLISECONDS)
    if matching is None or matching > COUNTED:
        table = _table(tickets, member, shown, own, own, cursor)
        words = _("More than %(most)s tickets match, too many to sort by %(column)s. Narrow the list to sort it so.")
        return replace(table, trouble=words % {"most": f"{COUNTED:,}", "column": column.title})
    start = _offset(cursor)
    ordered = with_columns(sorted_by(tickets, column, downwards=downwards), shown)
    rows = ordered[start : start + PAGE + 1].listed(member, more)
    return Table(shown, Page(rows[:PAGE], f"o{start + PAGE}" if len(rows) > PAGE else ""), sort)


def ordered_for_export(view, member, sort):
    """All tickets of a view in the order in which its table with ``sort`` shows them."""
    tickets = view.tickets(member)
    own = "-updated" if view.order == LATEST else "due"
    key, downwards = (sort or own).removeprefix("-"), (sort or own).startswith("-")
    order = BY_INDEX.get((key, downwards))
    if order:
        return in_order(tickets, order)
    known = known_columns(member.workspace)
    if key not in known or not (counted(tickets, LIST_MILLISECONDS) or COUNTED + 1) <= COUNTED:
        return tickets
    return sorted_by(tickets, known[key], downwards=downwards)


def _offset(cursor):
    if not cursor:
        return 0
    place = whole(cursor[1:], most=99_999) if cursor[0] == "o" else None
    if place is None:
        raise Http404
    return place
