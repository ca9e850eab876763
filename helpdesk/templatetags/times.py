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
    return Moments(timezone.now()).of(instant)


@register.simple_tag
def age(instant):
    """How long ago: "42 min", "3 h", then the weekday, then the date."""
    words = Ages(timezone.now()).of(instant)
    return _element(instant, timezone.localtime(instant), "age", words, get_language())


class Moments:
    """``moment`` for many instants at one ``now``, in the active language and time zone, which are asked for once."""

    def __init__(self, now):
        self._zone, self.language = timezone.get_current_timezone(), get_language()
        self._today = now.astimezone(self._zone).date()

    def words(self, instant):
        """Without markup."""
        local = instant.astimezone(self._zone)
        day, clock = local.date(), f"{local.hour:02}:{local.minute:02}"
        days = (self._today - day).days
        if days == 0:
            return clock
        pattern = "D" if 0 < days < 7 else _pattern(day, self._today)
        return f"{_formatted(day, pattern, self.language)} {clock}"

    def of(self, instant, words=None):
        """The words, unless they are known already, with the exact instant in their tooltip."""
        words = words or self.words(instant)
        return _element(instant, instant.astimezone(self._zone), "moment", words, self.language)


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
            self._days[day] = formatted(day, "D" if this_week else _pattern(day, self._today))
        return self._days[day]

    @staticmethod
    def stamp(instant):
        """For the attribute ``datetime``: to the second, with its offset."""
        return instant.isoformat(timespec="seconds")


def _pattern(day, today):
    """ "12 May", with the year where it is another."""
    return "j M" if day.year == today.year else "j M Y"


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


def _element(instant, local, shape, words, language):
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
