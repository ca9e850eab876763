"""``{% load rights %}``: what the member may do, in templates."""

from django import template

register = template.Library()


@register.filter
def can(member, action):
    """``{% if member|can:"channels.configure" %}``; an unknown action is an error, as in code."""
    return bool(member) and member.can(action)
