"""When "later" is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tickets.moments import SNOOZES, moment_of, moments
from tickets.templatetags.later import snooze_choices

TALLINN = ZoneInfo("Europe/Tallinn")


@pytest.mark.parametrize(
    ("key", "now", "wanted"),
    [
        ("today", "2026-11-22T13:20", "2026-11-22T17:00"),
        ("today", "2026-11-22T13:00", "2026-11-22T16:00"),
        ("tomorrow", "2026-11-22T23:50", "2026-11-23T09:00"),
        ("monday", "2026-11-22T13:20", "2026-11-23T09:00"),  # on a Sunday
        ("monday", "2026-11-23T08:00", "2026-11-30T09:00"),  # on a Monday
        ("week", "2026-11-22T13:20", "2026-11-29T09:00"),
        ("three-days", "2026-10-23T13:20", "2026-10-26T09:00"),  # over the end of summer time
    ],
)
def test_choices_are_of_the_readers_clock(key, now, wanted):
    at = moment_of(key, "", datetime.fromisoformat(now).replace(tzinfo=TALLINN))
    assert at == datetime.fromisoformat(wanted).replace(tzinfo=TALLINN)


def test_a_moment_as_a_browser_writes_it():
    now = datetime(2026, 11, 22, 13, 20, tzinfo=TALLINN)
    assert moment_of("moment", "2026-11-24T07:45", now) == datetime(2026, 11, 24, 5, 45, tzinfo=UTC)
    for odd in ("", "tomorrow", "2026-13-01T00:00", "99999-01-01"):
        assert moment_of("moment", odd, now) is None


@pytest.mark.parametrize(
    ("hour", "wanted"),
    [
        ("2026-11-21T13:01", [("today", "17:00"), ("tomorrow", "Sun 22 Nov"), ("monday", "Mon 23 Nov"), ("week", "Sat 28 Nov")]),
        ("2026-11-22T22:01", [("today", "Mon 02:00"), ("tomorrow", "Mon 23 Nov"), ("week", "Sun 29 Nov")]),
        ("2026-11-23T08:01", [("today", "12:00"), ("tomorrow", "Tue 24 Nov"), ("monday", "Mon 30 Nov")]),
    ],
)  # fmt: skip
def test_choices_say_when_they_are_and_none_is_there_twice(hour, wanted):
    assert [(key, when) for key, _label, when in snooze_choices(hour)] == wanted
    at = [at for *_words, at in moments(SNOOZES, datetime.fromisoformat(hour))]
    assert at == sorted(set(at))
