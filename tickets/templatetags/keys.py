"""``{% load keys %}``: the keys that a member has chosen, for the scripts of a page."""

from django import template

from tickets.keys import changes_of

register = template.Library()
register.filter("key_changes", changes_of)
