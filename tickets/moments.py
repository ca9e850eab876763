"""When "later" is: the choices of a snooze, a scheduled reply and a reminder. Pure: ``now`` is passed in."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

MORNING = time(9)
SNOOZES = (
    ("today", _("In a few hours")),
    ("tomorrow", _("Tomorrow at 9:00")),
    ("monday", _("Monday at 9:00")),
    ("week", _("In a week at 9:00")),
)
REMINDERS = (("three-days", _("In three days at 9:00")), ("week", _("In a week at 9:00")))
DAYS = {"tomorrow": 1, "three-days": 3, "week": 7}


def moments(choices, now):
    """``[(key, label, instant)]`` of what is to choose from at ``now``, as of ``moment_of``: no instant twice."""
    found = {}
    for key, label in choices:
        found.setdefault(moment_of(key, "", now), (key, label))
    return [(key, label, at) for at, (key, label) in found.items()]


def moment_of(key, text, now):
    """The instant that a form means, for an aware ``now`` in the reader's time zone: a key of the choices above, or
    "moment" with ``text`` as a browser writes it ("2026-11-23T09:30"). None if it is none. A few hours are three, rounded
    up to the full hour; Monday is never today.
    """
    if key == "today":
        return (now + timedelta(hours=4) - timedelta(microseconds=1)).replace(minute=0, second=0, microsecond=0)
    if key in DAYS or key == "monday":
        days = DAYS.get(key) or 7 - now.weekday()
        return datetime.combine(now.date() + timedelta(days=days), MORNING, tzinfo=now.tzinfo)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
