"""The keys of the agents' pages, for the sheet that shows them. tests/tickets/test_keys.py holds it to what the pages do.

A key is written as in ``data-key`` (helpdesk/static/js/keys.js): "shift+a", "mod+k", "g m", "j|ArrowDown".
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.inbox import VIEWS

CAPS = {
    "mod": _("Ctrl"),
    "shift": _("Shift"),
    "Enter": _("Enter"),
    "Escape": _("Esc"),
    "ArrowDown": "↓",
    "ArrowUp": "↑",
}


@dataclass(frozen=True)
class Key:
    """``key`` as declared, ``words`` what it does. ``by_script``: no element declares it, a script listens for it."""

    key: str
    words: str
    by_script: bool = False

    @property
    def ways(self):
        """What is on the caps: ``[[["Ctrl", "K"]]]``; alternatives of strokes one after the other of keys together."""
        return [[self._caps(stroke) for stroke in way.split(" ")] for way in self.key.split("|")]

    @staticmethod
    def _caps(stroke):
        return [CAPS.get(part, part.upper()) for part in stroke.split("+")]


@dataclass(frozen=True)
class Group:
    """Keys that work at the same place."""

    title: str
    keys: tuple[Key, ...]


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
    ),
    Group(
        _("Talk"),
        (
            Key("Enter", _("Send"), by_script=True),
            Key("shift+Enter", _("Begin a new line"), by_script=True),
        ),
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
    ),
)
