"""``{% load ui %}``: icons and avatars in templates."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import format_html

from helpdesk.lib import avatars, icons

register = template.Library()


@register.simple_tag
def icon(name, size=16, label="", extra_class=""):
    """``{% icon "mail" size=14 %}``; with ``label`` when no word stands beside it and no button names it."""
    return icons.icon(name, size, label, extra_class)


@register.simple_tag
def status_icon(category, size=14, label=""):
    """``{% status_icon ticket.status.category %}``"""
    return icons.status_icon(category, size, label)


@register.simple_tag
def priority_icon(priority, size=14, label=""):
    """``{% priority_icon ticket.priority %}``"""
    return icons.priority_icon(priority, size, label)


@register.simple_tag
def channel_icon(kind, size=14, label=""):
    """``{% channel_icon ticket.channel_kind %}``"""
    return icons.channel_icon(kind, size, label)


@register.simple_tag
def file_limit():
    """``{% file_limit as limit %}``: the most that one attached file may have, ``limit.bytes`` and ``limit.words``: "25 MB"."""
    most = settings.ATTACHMENT_MAX_BYTES
    return {"bytes": most, "words": f"{most // 2**20}\N{NO-BREAK SPACE}MB"}


@register.simple_tag
def avatar(name, seed=None, size=28, present=False):
    """Initials of ``name``. ``seed`` (default: the name) chooses the tone; ``present`` adds the dot "is here".

    Sizes with a class: 18, 20, 24, 28, 32. Decoration: the name must stand beside it or on its link.
    """
    return _avatar(str(name), str(name if seed is None else seed), int(size), bool(present))


@register.simple_tag
def portrait(name, public_id, size=28, present=False):
    """As ``avatar``, of the member with ``public_id``: their photo lies over the initials where they have one."""
    return _portrait(str(name), public_id, int(size), bool(present))


@lru_cache(maxsize=4096)
def _avatar(name, seed, size, present):
    return format_html(
        '<span class="{}" aria-hidden="true">{}</span>', _classes(seed, size, present), avatars.initials(name)
    )


@lru_cache(maxsize=4096)
def _portrait(name, public_id, size, present):
    return format_html(
        '<span class="{}" data-who="{}" aria-hidden="true">{}</span>',
        _classes(public_id, size, present),
        public_id,
        avatars.initials(name),
    )


def _classes(seed, size, present):
    return f"avatar avatar--{size} avatar--tone-{avatars.tone(seed)}{' avatar--present' if present else ''}"
