"""HTML of mails, which ``tickets.mail_html`` has cleaned."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def cleaned(html):
    """Write out HTML that came from ``render_incoming``: sanitised there, and shut in a frame without scripts."""
    return SafeString(html)
