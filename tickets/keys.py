"""The keys of the agents' pages, for the sheet that shows them. tests/tickets/test_keys.py holds it to what the pages do.

A key is written as in ``data-key`` (helpdesk/static/js/keys.js): "shift+a", "mod+k", "g m", "j|ArrowDown". Members may choose
another for the first of its ways (``Member.keys``, by tickets.forms.keys); what is with Ctrl stays.
"""

import json
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from tickets.inbox import VIEWS

CAPS = {
    "mod": _("Ctrl"),
    "shift": _("Shift"),
    "Enter": _("Enter"),
    "Escape": _("Esc"),
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "ArrowLeft": "←",
    "ArrowRight": "→",
}


@dataclass(frozen=True)
class Key:
    """``key`` as declared, ``words`` what it does. ``by_script``: no element declares it, a script listens for it.

    ``chosen``: the member's own instead of the first way; "" for none, None where it is as it was.
    """

    key: str
    words: str
    by_script: bool = False
    chosen: str | None = None

    @property
    def first(self):
        """The way that may be changed: "j" of "j|ArrowDown"."""
        return self.key.split("|")[0]

    @property
    def now(self):
        """What the member presses; "" if nothing."""
        return self.first if self.chosen is None else self.chosen

    @property
    def ways(self):
        """What is on the caps: ``[[["Ctrl", "K"]]]``; alternatives of strokes one after the other of keys together."""
        ways = [self.now, *self.key.split("|")[1:]]
        return [[self._caps(stroke) for stroke in way.split(" ")] for way in ways if way]

    @staticmethod
    def _caps(stroke):
        return [CAPS.get(part, part.upper()) for part in stroke.split("+")]


@dataclass(frozen=True)
class Group:
    """Keys that work at the same place: "ticket", "list", "file", "talk" or "writing"; none: everywhere."""

    title: str
    keys: tuple[Key, ...]
    place: str = ""


GROUPS = (
    Group(
        _("Everywhere"),
        (
            Key("mod+k", _("Search")),
            Key("?", _("Show these keys")),
            *(Key(view.shortcut, view.title) for view in VIEWS.values() if view.shortcut),
            Key("g t", _("Talk")),
            Key("z", _("Undo, while it is offered")),
            Key("Escape", _("Close what is open"), by_script=True),
        ),
    ),
    Group(
        _("List"),
        (
            Key("/", _("Write into the search field")),
            Key("j|ArrowDown", _("Next ticket"), by_script=True),
            Key("k|ArrowUp", _("Previous ticket"), by_script=True),
            Key("c", _("New ticket")),
            Key("x", _("Select"), by_script=True),
            Key("shift+x", _("Select all from the last one to here"), by_script=True),
            Key("mod+a", _("Select all rows"), by_script=True),
        ),
        "list",
    ),
    Group(
        _("Ticket"),
        (
            Key("r", _("Reply")),
            Key("n", _("Internal note")),
            Key("a", _("Assign")),
            Key("shift+a", _("Assign to me")),
            Key("s", _("Status")),
            Key("p", _("Priority")),
            Key("t", _("Add tag")),
            Key("m", _("Apply a macro")),
            Key("l", _("Follow")),
            Key("e", _("Solve")),
            Key("f", _("Forward")),
            Key("shift+m", _("Merge")),
            Key("v", _("Print view")),
            Key("h", _("Snooze")),
            Key("o", _("Keep in a tab")),
            Key("shift+j", _("Next tab"), by_script=True),
            Key("shift+k", _("Previous tab"), by_script=True),
            Key("i", _("Side panel")),
        ),
        "ticket",
    ),
    Group(
        _("A file, large"),
        (
            Key("ArrowRight", _("Next file")),
            Key("ArrowLeft", _("Previous file")),
        ),
        "file",
    ),
    Group(
        _("Talk"),
        (
            Key("Enter", _("Send"), by_script=True),
            Key("shift+Enter", _("Begin a new line"), by_script=True),
        ),
        "talk",
    ),
    Group(
        _("While you write"),
        (
            Key("mod+Enter", _("Send reply, or add note"), by_script=True),
            Key("mod+shift+Enter", _("Send and solve"), by_script=True),
            Key("mod+.", _("Switch between reply and note"), by_script=True),
            Key("/", _("Canned response, at a line’s start"), by_script=True),
            Key("@", _("Mention a colleague, in a note"), by_script=True),
            Key("mod+b", _("Bold"), by_script=True),
            Key("mod+i", _("Italic"), by_script=True),
            Key("Escape", _("Leave the text; it is kept"), by_script=True),
        ),
        "writing",
    ),
)


def groups_for(member):
    """GROUPS with the keys that ``member`` has chosen."""
    if not member.keys:
        return GROUPS
    return tuple(replace(group, keys=tuple(_chosen(one, group, member.keys) for one in group.keys)) for group in GROUPS)


def changeable(group, key):
    """May members choose another key? What is with Ctrl, Esc and the keys of the text stay: all programs have them so."""
    return group.place not in ("file", "talk", "writing") and not key.key.startswith("mod+") and key.key != "Escape"


def changes_of(member):
    """What keys.js has to know: JSON of the keys that are not as they were."""
    return json.dumps(member.keys)


def _chosen(key, group, own):
    return replace(key, chosen=own[key.first]) if changeable(group, key) and key.first in own else key
