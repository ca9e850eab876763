"""``{% load times %}``: instants as words, kept true by relative-time.js."""

from functools import lru_cache
from html import escape

from django import template
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def moment(instant):
    """When it was: "09:38" today, "Wed 14:41" this week, "12 May 14:41" before. The exact instant in the tooltip."""
    return moment_element(instant, moment_words(instant, timezone.now()))


def moment_element(instant, words):
    """``moment`` where its words are known already."""
    return _element(instant, "moment", words)


@register.simple_tag
def age(instant):
    """How long ago: "42 min", "3 h", then the weekday, then the date."""
    return _element(instant, "age", age_words(instant, timezone.now()))


def moment_words(instant, now):
    """As ``moment``, without markup, in the active time zone."""
    return Moments(now).words(instant)


class Moments:
    """``moment`` for many instants at one ``now``, in the active language and time zone, which are asked for once."""

    def __init__(self, now):
        self._zone, self._language = timezone.get_current_timezone(), get_language()
        self._today = now.astimezone(self._zone).date()

    def words(self, instant):
        local = instant.astimezone(self._zone)
        day, clock = local.date(), f"{local.hour:02}:{local.minute:02}"
        days = (self._today - day).days
        if days == 0:
            return clock
        pattern = "D" if 0 < days < 7 else "j M" if day.year == self._today.year else "j M Y"
        return f"{_formatted(day, pattern, self._language)} {clock}"

    def element(self, instant, words):
        """``words`` with the instant in their tooltip."""
        return _written(instant, instant.astimezone(self._zone), "moment", words, self._language)


def age_words(instant, now):
    """As ``age``, without markup."""
    return Ages(now).of(instant)


class Ages:
    """``age`` for many instants at one ``now``, in the active language and time zone: a day is put into words once."""

    def __init__(self, now):
        self._now = now
        self._zone = timezone.get_current_timezone()
        self._today = now.astimezone(self._zone).date()
        self._minutes, self._hours, self._at_once = _("%(n)s min"), _("%(n)s h"), _("now")
        self._days = {}

    def of(self, instant):
        minutes = int((self._now - instant).total_seconds() // 60)
        if minutes < 1:
            return self._at_once
        if minutes < 60:
            return self._minutes % {"n": minutes}
        if minutes < 24 * 60:
            return self._hours % {"n": minutes // 60}
        day = instant.astimezone(self._zone).date()
        if day not in self._days:
            this_week = (self._today - day).days < 7
            self._days[day] = formatted(day, "D") if this_week else day_words(instant, self._now)
        return self._days[day]

    @staticmethod
    def stamp(instant):
        """For the attribute ``datetime``: to the second, with its offset."""
        return instant.isoformat(timespec="seconds")


def day_words(instant, now):
    """ "12 May", with the year where it is another."""
    local = timezone.localtime(instant)
    return formatted(local.date(), "j M" if local.year == timezone.localtime(now).year else "j M Y")


@register.filter
def month(instant):
    """ "Nov" """
    return formatted(timezone.localtime(instant).date(), "M")


def formatted(day, pattern):
    """A date in the active language. A page says the same few days many times over, and formatting is slow."""
    return _formatted(day, pattern, get_language())


@lru_cache(maxsize=4096)
def _formatted(day, pattern, language):
    return formats.date_format(day, pattern)


def _element(instant, shape, words):
    return _written(instant, timezone.localtime(instant), shape, words, get_language())


def _written(instant, local, shape, words, language):
    day = escape(_formatted(local.date(), "j F Y", language))
    return SafeString(  # numbers and dates of ours; the words are escaped
        f'<relative-time datetime="{instant.isoformat(timespec="seconds")}" format="{shape}"'
        f' title="{day}, {local.hour:02}:{local.minute:02}">{escape(words)}</relative-time>'
    )


@register.filter
def bytes_shown(size):
    """1200000 → "1.2 MB", in decimal units, as file managers show them."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            number = formats.number_format(size, 0 if unit in ("B", "kB") or size >= 10 else 1)
            return f"{number} {unit}"
        size = size / 1000
