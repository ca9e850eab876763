"""What the palette offers. The keys' sheet says what can be done; the page beneath says what of that can be done now."""

from django.utils.translation import gettext_lazy as _

from tickets.inbox import VIEWS
from tickets.keys import GROUPS
from tickets.models import Tag

ICONS = {
    "r": "reply",
    "n": "lock",
    "a": "user",
    "shift+a": "user",
    "s": "circle-dot",
    "p": "flag",
    "t": "tag",
    "l": "bell",
    "e": "circle-check",
    "i": "panel-right",
    "c": "square-pen",
    "?": "keyboard",
    "/": "search",
}
USUAL = "zap"
NOT_HERE = {"mod+k", *(view.shortcut for view in VIEWS.values() if view.shortcut)}  # views come from the rail
TICKET = _("Ticket")
MOST_TAGS, MOST_TICKETS, MOST_CONTACTS = 200, 6, 4


def commands():
    """``(on the ticket, elsewhere)``: pairs of a Key and its icon. The page keeps those whose key it has."""
    on_ticket, elsewhere = [], []
    for group in GROUPS:
        where = on_ticket if group.title == TICKET else elsewhere
        where += [
            (key, ICONS.get(key.key, USUAL)) for key in group.keys if not key.by_script and key.key not in NOT_HERE
        ]
    return on_ticket, elsewhere


def tags_for(member):
    """Names of tags that ``member`` may put on tickets, for "Add tag: …"."""
    if not member.can("tickets.triage"):
        return []
    return (
        Tag.objects.filter(workspace_id=member.workspace_id, deleted_at=None)
        .order_by("name")
        .values_list("name", flat=True)[:MOST_TAGS]
    )
