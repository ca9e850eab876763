"""``{{ticket.number}}`` in texts that people write for later: words put into fixed places, once, and nothing else.

``{{contact.first_name|friend}}`` says what stands there instead of an empty value. There is no logic and no attribute
access: a name that is not in the flat dictionary stays as it was typed, and what is put in is never looked at again.
"""

import re
from html import escape

from django.utils.translation import gettext_lazy as _

PLACE = re.compile(r"\{\{\s*([a-z_]{1,30}(?:\.[a-z_]{1,30}){0,2})\s*(?:\|([^{}|<>]{0,80}))?\}\}")

# All that canned responses, macros and signatures may say about a ticket and who writes on it.
KNOWN = {
    "contact.name": _("The contact’s name"),
    "contact.first_name": _("The contact’s first name"),
    "contact.email": _("The contact’s address"),
    "organization.name": _("The contact’s organization"),
    "ticket.number": _("The ticket’s number"),
    "ticket.subject": _("The ticket’s subject"),
    "agent.name": _("Your name, as customers see it"),
    "agent.first_name": _("Your first name"),
    "team.name": _("The ticket’s team"),
    "workspace.name": _("The company’s name"),
}


def fill(text, values):
    """``text`` with the places that ``values`` ({"ticket.number": 42}) knows. Plain text: escape it for HTML afterwards."""
    return PLACE.sub(lambda found: _said(found, values, str), text)


def fill_html(html, values):
    """As ``fill``, for HTML: the values are escaped. Clean the result: a value may stand in a link's address."""
    return PLACE.sub(lambda found: _said(found, values, lambda value: escape(str(value))), html)


def values_for(ticket, member):
    """What a text written by ``member`` (None: by a rule) on ``ticket`` may say: a value for each of ``KNOWN``."""
    contact, workspace = ticket.requester, ticket.workspace
    organization = contact.organization
    return {
        "contact.name": contact.name,
        "contact.first_name": first_name(contact.name),
        "contact.email": contact.email,
        "organization.name": organization.name if organization else "",
        "ticket.number": ticket.number,
        "ticket.subject": ticket.subject,
        "agent.name": (member.public_name or member.name) if member else workspace.public_name,
        "agent.first_name": member.first_name if member else workspace.public_name,
        "team.name": ticket.team.name,
        "workspace.name": workspace.public_name,
    }


def first_name(name):
    """The first word of a person's name; nothing where the name is an address."""
    return "" if "@" in name else name.split(" ")[0]


def _said(found, values, write):
    if found[1] not in values:
        return found[0]
    value = values[found[1]]
    return write(value) if value not in ("", None) else (found[2] or "").strip()
