"""Words of list rows, looked up once for fifty rows."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def get_words():
    """``{"unread", "failed"}``"""
    return {"unread": _("Unread"), "failed": _("Not delivered")}
