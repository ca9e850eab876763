"""The side panel's menus, written by hand: a workspace may have many members and teams."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.templatetags.times import formatted
from helpdesk.templatetags.ui import portrait

register = template.Library()
CURRENT = SafeString(' aria-current="true"')


@register.simple_tag
def member_choices(members, assignee_id, own_id):
    """A button for each who can be given the ticket: ``members`` are rows with pk, public_id and called."""
    me = _("me")
    return _joined(
        _colleague(one.public_id, one.called, one.pk == assignee_id, me if one.pk == own_id else "", away(one))
        for one in members
    )


@lru_cache(maxsize=8192)
def _colleague(public_id, name, is_current, me, away_words):
    after = format_html(
        "{}{}", format_html('<span class="quiet">{}</span>', me) if me else "", away_words or availability_of(public_id)
    )
    return _choice("assignee", public_id, portrait(name, public_id, 20), name, is_current, after)


def away(one):
    """ "Away until 4 December, Marius Haugen stands in"; an empty text for who is not."""
    if one.away_until is None:
        return ""
    words = _("Away until %(day)s") % {"day": formatted(one.away_until, "j F")}
    if one.substitute:
        words = _("%(away)s, %(name)s stands in") % {"away": words, "name": one.substitute}
    return format_html('<span class="quiet away">{}</span>', words)


@register.simple_tag
def assignee_away(members, assignee_id):
    """The same of the assignee, with what they wrote for colleagues."""
    one = next((one for one in members if one.pk == assignee_id and one.away_until), None)
    if one is None:
        return ""
    return format_html('{} <span class="quiet away">{}</span>', away(one), f"“{one.note}”") if one.note else away(one)


def availability_of(public_id):
    """Where availability.js writes a dot and a word."""
    return format_html('<span class="availability" data-availability="{}"></span>', public_id)


@register.simple_tag
def status_choices(statuses, current_id):
    """A button for each status that can be chosen: new and closed are not, but for the one that is."""
    return _joined(
        _choice("status", one.pk, icons.status_icon(one.category), one.name, one.pk == current_id)
        for one in statuses
        if one.category not in ("new", "closed") or one.pk == current_id
    )


@register.simple_tag
def priority_choices(priorities, current):
    """A button for each priority: ``priorities`` are (value, label, key)."""
    return _joined(
        _choice("priority", value, icons.priority_icon(key), str(label), value == current)
        for value, label, key in priorities
    )


@register.simple_tag
def team_choices(teams, current_id):
    """A button for each team."""
    return _joined(_choice("team", one.pk, icons.icon("users"), one.name, one.pk == current_id) for one in teams)


@register.simple_tag
def type_choices(types, current):
    """A button for each type: ``types`` are (value, label)."""
    return _joined(_choice("type", value, "", str(label), value == current) for value, label in types)


@register.simple_tag
def reason_choices(reasons, current_id):
    """A button for each reason, with the names above it, and one for none: ``reasons`` are ReasonChoices."""
    nothing = _choice("reason", "", "", _("No reason"), current_id is None)
    return _joined([nothing, *(_choice("reason", one.pk, "", one.path, one.pk == current_id) for one in reasons)])


@register.simple_tag
def reason_name(reasons, current_id):
    """The name of the reason that is set, with those above it; empty if none is."""
    return next((one.path for one in reasons if one.pk == current_id), "")


@register.simple_tag
def form_choices(forms, current_id):
    """A button for each form, and one for none."""
    nothing = _choice("form", "", "", _("No form"), current_id is None)
    return _joined([nothing, *(_choice("form", one.pk, "", one.name, one.pk == current_id) for one in forms)])


@register.simple_tag
def name_of(choices, current_id):
    """The name of the one that is set; empty if none is."""
    return next((one.name for one in choices if one.pk == current_id), "")


@register.simple_tag
def tag_colour(colours, name):
    """The class of a tag with a colour: " tag--teal"."""
    colour = colours.get(name, "") if colours else ""
    return f" tag--{colour}" if colour else ""


@register.filter
def minutes(total):
    """ "1 h 20 min", "40 min"."""
    hours, rest = divmod(int(total or 0), 60)
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


def _joined(buttons):
    return SafeString("".join(buttons))  # each is what format_html has escaped


@lru_cache(maxsize=8192)
def _choice(name, value, picture, label, is_current, after=""):
    """One button. Kept: every ticket offers the same, and the words are part of the key."""
    return format_html(
        '<button class="menu__item" type="submit" name="{}" value="{}"{}>{}<span class="menu__label">{}</span>{}</button>',
        name,
        value,
        CURRENT if is_current else "",
        picture,
        label,
        after,
    )
