"""When something happened, or must: ``created:<7d``, ``due:<2h``, ``solved:2026-03-01..2026-03-31``."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tickets.query import periods
from tickets.query.keys.base import COMPARING, Choice, Key, error, unknown_value
from tickets.query.tree import text_of

LABELS = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this-week": _("since Monday"),
    "last-week": _("Monday to Sunday of last week"),
    "this-month": _("this month"),
    "last-month": _("last month"),
    "this-year": _("this year"),
    "last-year": _("last year"),
}


@dataclass(frozen=True)
class TimeKey(Key):
    """A time of the ticket. A span counts back from now (``<7d``: less than 7 days ago), or, of what is to come, ahead

    (``<2h``: less than two hours left, or over).
    """

    column: str = ""
    is_ahead: bool = False
    offered: tuple = ()

    def check_value(self, term, value):
        if periods.duration(value) is not None:
            if not term.operator:
                meant = replace(term, operator="<")
                message = _now("Say whether less or more: %(less)s or %(more)s.")
                raise error(
                    term,
                    message % {"less": text_of(meant), "more": text_of(replace(term, operator=">"))},
                    meant,
                )
            return
        span = periods.days(value, date(2026, 1, 1))
        if span is None:
            raise self._unreadable(term, value)
        if term.operator and None in span:
            raise error(
                term,
                _now("“%(word)s” is open at one end already; leave “%(sign)s” away.")
                % {"word": value[:60], "sign": term.operator},
                replace(term, operator=""),
            )

    def _unreadable(self, term, value):
        if any(letter.isdigit() for letter in value):
            return error(
                term,
                _now(
                    "“%(word)s” is no time. Write <7d or >30min, a day as 2026-03-01, or days as 2026-03-01..2026-03-31."
                )
                % {"word": value[:60]},
                word=value,
            )
        return unknown_value(term, value, periods.NAMED)

    def condition_of(self, term, value, context):
        length = periods.duration(value)
        if length is not None:
            return self._span(term.operator, length, context.now)
        today = context.now.astimezone(context.zone).date()
        first, behind = (day and periods.midnight(day, context.zone) for day in periods.days(value, today))
        column = self.column
        match term.operator:
            case "<":
                return Q(**{f"{column}__lt": first})
            case "<=":
                return Q(**{f"{column}__lt": behind})
            case ">":
                return Q(**{f"{column}__gte": behind})
            case ">=":
                return Q(**{f"{column}__gte": first})
        since = {f"{column}__gte": first} if first else {}
        return Q(**since, **({f"{column}__lt": behind} if behind else {}))

    def _span(self, operator, length, now):
        at = now + length if self.is_ahead else now - length
        ahead = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
        back = {"<": "gt", "<=": "gte", ">": "lt", ">=": "lte"}
        return Q(**{f"{self.column}__{(ahead if self.is_ahead else back)[operator]}": at})

    def choices(self, context):
        return [Choice(value, str(LABELS.get(value, label))) for value, label in self.offered]


PAST = (
    ("today", ""),
    ("yesterday", ""),
    ("<7d", _("less than 7 days ago")),
    ("this-week", ""),
    ("last-week", ""),
    ("this-month", ""),
    ("last-month", ""),
    (">30d", _("more than 30 days ago")),
)
SINCE = (
    (">2h", _("for more than 2 hours")),
    (">1d", _("for more than a day")),
    (">3d", _("for more than 3 days")),
    ("<2h", _("for less than 2 hours")),
)
AHEAD = (
    ("<2h", _("less than 2 hours left")),
    ("<1d", _("less than a day left")),
    ("today", ""),
    ("tomorrow", ""),
    ("this-week", _("this week")),
)

CREATED = TimeKey("created", _("Opened"), "created:<7d", COMPARING, column="created_at", offered=PAST)
UPDATED = TimeKey("updated", _("Last message"), "updated:<1d", COMPARING, column="last_message_at", offered=PAST)
SOLVED = TimeKey("solved", _("Solved"), "solved:this-week", COMPARING, column="solved_at", offered=PAST)
WAITING = TimeKey("waiting", _("Waits since"), "waiting:>2h", COMPARING, column="waiting_since", offered=SINCE)
DUE = TimeKey("due", _("Due"), "due:<2h", COMPARING, column="next_due_at", is_ahead=True, offered=AHEAD)
