"""Pieces of what happens later."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from helpdesk.templatetags.times import formatted
from tickets.moments import MORNING, REMINDERS, SNOOZES, moments

register = template.Library()


@register.simple_tag
def scheduled_text(reply):
    """The words of a scheduled reply, cleaned by tickets.bodies.clean_body when they were stored."""
    return SafeString(reply.body_html)


@register.simple_tag
def this_hour():
    """The hour on the reader's clock, which pieces with the choices below are kept by."""
    return timezone.localtime().strftime("%Y-%m-%dT%H:01")


@register.simple_tag
def snooze_choices(hour):
    """``[(key, label, when)]`` in the hour of ``this_hour``"""
    return _choices(SNOOZES, hour)


@register.simple_tag
def reminder_choices(hour):
    """``[(key, label, when)]``"""
    return _choices(REMINDERS, hour)


def _choices(choices, hour):
    now = datetime.fromisoformat(hour)
    return [
        (key, label, formatted(at, "H:i" if at.date() == now.date() else "D j M" if at.time() == MORNING else "D H:i"))
        for key, label, at in moments(choices, now)
    ]
