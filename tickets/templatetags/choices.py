"""The side panel's menus, written by hand: a workspace may have many members and teams."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.templatetags.ui import avatar

register = template.Library()
CURRENT = SafeString(' aria-current="true"')


@register.simple_tag
def member_choices(members, assignee_id, own_id):
    """A button for each who can be given the ticket: ``members`` are rows with pk, public_id and called."""
    me = format_html('<span class="quiet">{}</span>', _("me"))
    return _joined(
        _choice(
            "assignee",
            one.public_id,
            avatar(one.called, one.public_id, 20),
            one.called,
            one.pk == assignee_id,
            me if one.pk == own_id else "",
        )
        for one in members
    )


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
