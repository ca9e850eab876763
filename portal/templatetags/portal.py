"""``{% load portal %}``: an agent's answer as the portal shows it, and a ticket's state in words."""

import re

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe

from portal import words
from tickets.bodies import clean_body

register = template.Library()
OWN_PICTURE = re.compile(r'src="/attachments/([a-z2-7]{26})/[^"]*"')
OTHER_PICTURE = re.compile(r'<img(?![^>]*src="/help/)[^>]*>')


@register.simple_tag
def answer_html(message, ticket):
    """The HTML of an agent's answer (a PublicEntry), its pictures from the portal's own addresses."""
    html, _ = clean_body(message.html, "html")

    def own_address(found):
        return f'src="{reverse("portal:file", args=[ticket.public_id, found[1]])}?inline=1"'

    html = OTHER_PICTURE.sub("", OWN_PICTURE.sub(own_address, html))
    # cleaned by the allow list just now; only the addresses of pictures were changed since, to ones of our own
    return mark_safe(html)


@register.simple_tag
def state(ticket, visitor):
    """The ticket's state in words for this visitor."""
    return words.state_of(ticket, is_requester=ticket.requester_id == visitor.contact.pk)


@register.filter
def opened_by(ticket):
    """How it reached us, in words."""
    return words.opened_by(ticket)


@register.filter
def city(time_zone):
    """ "Europe/Tallinn" → "Tallinn": whose clock a page tells times by."""
    return time_zone.rpartition("/")[2].replace("_", " ")
