"""What the palette offers. The keys' sheet says what can be done; the page beneath says what of that can be done now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.keys import groups_for
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
    "f": "forward",
    "m": "zap",
    "shift+m": "merge",
    "v": "printer",
    "x": "square-check",
    "shift+x": "square-check",
    "mod+a": "list-checks",
    "j|ArrowDown": "arrow-down",
    "k|ArrowUp": "arrow-up",
    "mod+Enter": "send",
    "mod+shift+Enter": "circle-check",
    "mod+.": "lock",
    "mod+b": "bold",
    "mod+i": "italic",
    "z": "undo-2",
    "shift+j": "arrow-right",
    "shift+k": "arrow-left",
}
USUAL = "zap"
MOST_TAGS, MOST_TICKETS, MOST_CONTACTS = 200, 6, 4
ROWS, BOXES, TEXT = (
    "#list .ticket-row__link, #list .table__link",
    "#list input[name='ticket']",
    "#composer [contenteditable]",
)
# Keys that a script listens to, with what the page must have for them.
PRESSED = {
    "j|ArrowDown": ROWS,
    "k|ArrowUp": ROWS,
    "x": BOXES,
    "shift+x": BOXES,
    "mod+a": BOXES,
    "mod+Enter": TEXT,
    "mod+shift+Enter": TEXT,
    "mod+.": TEXT,
    "mod+b": TEXT,
    "mod+i": TEXT,
}
DRAWN = ("shift+j", "shift+k")  # by a script, on links that are pressed like those of the page
PAGES = (
    ("contacts:organizations", _("Organizations"), "building-2", "contacts.read"),
    ("contacts:imports", _("Import contacts"), "upload", "contacts.import"),
    ("tickets:new_saved_view", _("New view"), "bookmark", "views.use"),
    ("tickets:query_help", _("How to search"), "circle-question-mark", "tickets.read"),
)


@dataclass(frozen=True)
class Command:
    """A Key with its picture. ``needs`` finds the place where a script listens to it; without, an element has the key."""

    key: object
    icon: str
    needs: str = ""


@dataclass(frozen=True)
class Place:
    """A page that one can go to."""

    words: str
    icon: str
    url: str


def commands(member):
    """``{"ticket", "list", "writing" or "go": [Command]}``, with the member's own keys. The page keeps those whose key it has."""
    found = {"ticket": [], "list": [], "writing": [], "go": []}
    for group in groups_for(member):
        for key in group.keys if group.place != "file" else ():  # its keys are of a dialog, over which no palette opens
            needs = PRESSED.get(key.key, "") if key.by_script else ""
            is_of_rail = key.key == "mod+k" or key.key.startswith("g ")  # its links are offered as such
            if not is_of_rail and (needs or not key.by_script or key.key in DRAWN):
                found[group.place or "go"].append(Command(key, ICONS.get(key.key, USUAL), needs))
    return found


def places_for(member):
    """Pages that neither the rail nor the settings lead to."""
    return [Place(words, icon, reverse(name)) for name, words, icon, right in PAGES if member.can(right)]


def tags_for(member):
    """Names of tags that ``member`` may put on tickets, for "Add tag: …"."""
    if not member.can("tickets.triage"):
        return []
    return (
        Tag.objects.filter(workspace_id=member.workspace_id, deleted_at=None)
        .order_by("name")
        .values_list("name", flat=True)[:MOST_TAGS]
    )
