"""Rows of a list in its template."""

from django import template

from tickets.rows import html_of

register = template.Library()


@register.simple_tag
def ticket_rows(rows, view, ticket=None):
    """All rows; ``ticket`` is the one open beside the list, if any."""
    return html_of(rows, view.slug, getattr(ticket, "number", None))
