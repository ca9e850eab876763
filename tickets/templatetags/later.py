"""Pieces of what happens later."""

from django import template
from django.utils.safestring import SafeString

from tickets.moments import REMINDERS, SNOOZES

register = template.Library()


@register.simple_tag
def scheduled_text(reply):
    """The words of a scheduled reply, cleaned by tickets.bodies.clean_body when they were stored."""
    return SafeString(reply.body_html)


@register.simple_tag
def snooze_choices():
    """``[(key, label)]``"""
    return SNOOZES


@register.simple_tag
def reminder_choices():
    """``[(key, label)]``"""
    return REMINDERS
