"""``{% load query %}``: queries in templates."""

from django import template

from tickets.query.describing import pieces

register = template.Library()
register.filter("pieces", pieces)
