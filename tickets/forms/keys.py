"""Keys of one's own."""

import re

from django import forms
from django.utils.translation import gettext as _

from tickets.keys import GROUPS, Key, changeable
from workspaces.forms.widgets import Guiding
from workspaces.forms.words import speak

ONE = re.compile(r"[^\W_]|[?/.,;'`\[\]=*!-]")
LONGEST = 12
LOOK = {"class": "input", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class KeysForm(Guiding, forms.Form):
    """A field for each key that may be changed: what is pressed instead, empty for nothing. Call ``save`` when valid."""

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self._member = member
        self.groups = []
        for group in GROUPS:
            rows = [self._row(key) for key in group.keys if changeable(group, key)]
            if rows:
                self.groups.append((group.title, rows))
        speak(self.fields, {})

    def _row(self, key):
        name = f"key-{len(self.fields)}"
        now = self._member.keys.get(key.first, key.first)
        field = forms.CharField(
            label=key.words,
            required=False,
            max_length=LONGEST,
            initial=shown(now),
            widget=forms.TextInput(attrs=LOOK),
        )
        field.key = key
        self.fields[name] = field
        return name, shown(key.first)

    def rows(self):
        """``[(title, [(bound field, what it was at first)])]``."""
        return [(title, [(self[name], usual) for name, usual in rows]) for title, rows in self.groups]

    def clean(self):
        chosen = {}
        for name in self.fields:
            if name not in self.cleaned_data:
                continue
            try:
                key = read(self.cleaned_data[name])
            except ValueError:
                self.add_error(
                    name, _("Write one letter or sign, Shift and a letter, or two letters: R, Shift R, G M.")
                )
                continue
            if key:
                chosen.setdefault(key, []).append(name)
            self.cleaned_data[name] = key
        for key, names in chosen.items():
            for name in names[1:]:
                words = {"key": shown(key), "other": self.fields[names[0]].label}
                self.add_error(name, _("%(key)s is taken: “%(other)s”.") % words)
            longer = next((other for other in chosen if other.startswith(f"{key} ")), None)
            if longer:
                words = {"key": shown(key), "longer": shown(longer), "other": self.fields[chosen[longer][0]].label}
                self.add_error(names[0], _("%(key)s begins %(longer)s: “%(other)s”.") % words)

    def save(self):
        """Keep what is not as it was."""
        fields = {field.key.first: self.cleaned_data[name] for name, field in self.fields.items()}
        self._member.keys = {first: now for first, now in fields.items() if first != now}
        self._member.save(update_fields=["keys"])


def shown(key):
    """As people write it: "Shift R", "G M"."""
    return "" if not key else " ".join(cap for stroke in Key(key, "").ways[0] for cap in map(str, stroke))


def read(text):
    """What somebody wrote as a key: "Shift R" → "shift+r", "g m" → "g m", "" → "". Raises ValueError."""
    strokes = text.strip().lower().replace("+", " ").replace("⇧", "shift ").split()
    if not strokes:
        return ""
    if len(strokes) == 2 and strokes[0] == "shift" and strokes[1].isalpha() and len(strokes[1]) == 1:
        return f"shift+{strokes[1]}"
    if len(strokes) == 1 and ONE.fullmatch(strokes[0]):
        return strokes[0]
    if len(strokes) == 2 and all(len(one) == 1 and one.isalnum() for one in strokes):
        return " ".join(strokes)
    raise ValueError(text)
