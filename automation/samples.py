"""Somebody whom a text may be read to before there is a ticket."""

from django.utils.translation import gettext as _

PEOPLE = {"et": "Mari Saar", "nb": "Ingrid Dahl"}
ANYBODY = "Emma Clarke"


def sample_values(member, language):
    """Values for each of ``tickets.placeholders.KNOWN``: an invented contact, ``member`` and the real company."""
    name = PEOPLE.get(language, ANYBODY)
    first = name.split(" ")[0]
    return {
        "contact.name": name,
        "contact.first_name": first,
        "contact.email": f"{first.lower()}@example.com",
        "organization.name": "Example Ltd",
        "ticket.number": 4218,
        "ticket.subject": _("A question about my order"),
        "agent.name": member.public_name or member.name,
        "agent.first_name": member.first_name,
        "team.name": _("Support"),
        "workspace.name": member.workspace.public_name,
    }
