"""Times as they are written: ``<7d``, ``today``, ``2026-03-01..2026-03-31``. Pure: the clock and the zone are passed in."""

import re
from datetime import date, datetime, timedelta

DURATION = re.compile(r"(\d{1,6})(min|m|h|d|w)", re.IGNORECASE)
UNITS = {"m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
MOST_SECONDS = 100 * 366 * 86_400
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
YEARS = range(1970, 2201)
NAMED = (
    "today",
    "yesterday",
    "tomorrow",
    "this-week",
    "last-week",
    "this-month",
    "last-month",
    "this-year",
    "last-year",
)


def duration(text):
    """The timedelta that ``7d`` means, or None."""
    found = DURATION.fullmatch(text)
    if not found or not found[1].isascii():
        return None
    seconds = int(found[1]) * UNITS[found[2].lower()]
    return timedelta(seconds=seconds) if seconds <= MOST_SECONDS else None


def days(text, today):
    """``(first day, day behind the last)`` of a named or written period, or None. Weeks begin on Monday."""
    if ".." in text:
        return _range(text, today)
    if text.lower() in NAMED:
        return _named(text.lower(), today)
    found = DAY.fullmatch(text)
    if not found or not text.isascii() or int(found[1]) not in YEARS:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day:
            first = date(year, month, day)
            return first, first + timedelta(days=1)
        if month:
            first = date(year, month, 1)
            return first, _month_after(first)
    except ValueError:
        return None
    return date(year, 1, 1), date(year + 1, 1, 1)


def _range(text, today):
    begin, _dots, end = text.partition("..")
    first = days(begin, today) if begin and ".." not in begin else None
    last = days(end, today) if end and ".." not in end else None
    if (begin and not first) or (end and not last) or not (first or last):
        return None
    span = first[0] if first else None, last[1] if last else None
    return None if first and last and span[0] >= span[1] else span


def _named(name, today):
    day, week = timedelta(days=1), timedelta(days=7)
    monday = today - timedelta(days=today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    return {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "tomorrow": (today + day, today + 2 * day),
        "this-week": (monday, monday + week),
        "last-week": (monday - week, monday),
        "this-month": (month, _month_after(month)),
        "last-month": ((month - day).replace(day=1), month),
        "this-year": (year, date(today.year + 1, 1, 1)),
        "last-year": (date(today.year - 1, 1, 1), year),
    }[name]


def _month_after(first):
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def midnight(day, zone):
    """The instant when ``day`` begins in ``zone``; where clocks skip midnight, the first moment after."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)
