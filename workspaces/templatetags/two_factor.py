"""``{% load two_factor %}``: keys and recovery codes as people take them down."""

from urllib.parse import quote

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def in_fours(key):
    """ "ABCD EFGH …" """
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@register.filter
def as_file(codes, name):
    """The address of a text file that has ``codes`` in it, for a link to save: nothing asks for them a second time."""
    text = "\n".join([_("Recovery codes for %(name)s. Each works once.") % {"name": name}, "", *codes, ""])
    return f"data:text/plain;charset=utf-8,{quote(text)}"
