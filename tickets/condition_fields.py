"""What a row of the condition builder offers: fields, operators in words, values."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.query.builder import PHRASE, WORDS
from tickets.query.context import Context
from tickets.query.keys import KEYS, key_for
from tickets.query.keys.base import FixedKey, NamedKey
from tickets.query.keys.custom import FieldKey, known_fields, offered
from tickets.query.keys.properties import LanguageKey
from tickets.query.keys.times import TimeKey
from tickets.query.tree import value_text
from workspaces.models import CustomField

MOST = 200  # values that a menu or boxes offer; more are typed
ORDERED = (CustomField.Kind.NUMBER, CustomField.Kind.DATE)
EMPTY = ("any", "none")  # a custom field of any kind can be asked for them
NAMES = {"has": gettext_lazy("Contents")}

# Operators by the code that the form posts: is it denied, the sign, does it take several values.
OPERATORS = {
    "is": (False, "", False),
    "not": (True, "", False),
    "in": (False, "", True),
    "notin": (True, "", True),
    "lt": (False, "<", False),
    "le": (False, "<=", False),
    "gt": (False, ">", False),
    "ge": (False, ">=", False),
    "nlt": (True, "<", False),
    "nle": (True, "<=", False),
    "ngt": (True, ">", False),
    "nge": (True, ">=", False),
}
EQUAL = ("is", "not", "in", "notin")
LABELS = {
    "is": gettext_lazy("is"),
    "not": gettext_lazy("is not"),
    "in": gettext_lazy("is one of"),
    "notin": gettext_lazy("is none of"),
    "lt": gettext_lazy("is less than"),
    "le": gettext_lazy("is at most"),
    "gt": gettext_lazy("is more than"),
    "ge": gettext_lazy("is at least"),
    "nlt": gettext_lazy("is not less than"),
    "nle": gettext_lazy("is not at most"),
    "ngt": gettext_lazy("is not more than"),
    "nge": gettext_lazy("is not at least"),
}
TIMES = {  # a span ("7d") or a day
    "is": gettext_lazy("is on, or in"),
    "not": gettext_lazy("is not on, or in"),
    "lt": gettext_lazy("less than, before"),
    "le": gettext_lazy("at most, until"),
    "gt": gettext_lazy("more than, after"),
    "ge": gettext_lazy("at least, from"),
    "nlt": gettext_lazy("not less than, before"),
    "nle": gettext_lazy("not at most, until"),
    "ngt": gettext_lazy("not more than, after"),
    "nge": gettext_lazy("not at least, from"),
}
TEXTS = {"is": gettext_lazy("has"), "not": gettext_lazy("has not")}


def code_of(condition):
    """The code of a Condition's operator."""
    several = not condition.operator and len(condition.values) > 1
    wanted = (condition.is_not, condition.operator, several)
    return next(code for code, what in OPERATORS.items() if what == wanted)


@dataclass(frozen=True)
class Offer:
    """A value: what is posted for it, as the language writes it, and what people read."""

    value: str
    label: str


class Fields:
    """What the rows of one page offer to one member. Names are read once, only those that are used."""

    def __init__(self, member):
        self.context = Context(member.workspace, member, timezone.now())

    def groups(self, current):
        """``[(heading, [(key, label)])]`` of all fields; ``current`` among them, even if it is offered no more."""
        known = any(name == current for _heading, fields in self._groups for name, _label in fields)
        return self._groups if known else [*self._groups, (_("Not in use"), [(current, current)])]

    @cached_property
    def _groups(self):
        ticket = [(name, str(NAMES.get(name, key.label))) for name, key in KEYS.items()]
        custom = list(offered(self.context))
        words = [(WORDS, _("Words")), (PHRASE, _("Exact words"))]
        groups = [(_("Ticket"), ticket), (_("What was written"), words)]
        return groups + ([(_("Fields"), custom)] if custom else [])

    def operators(self, name, current=""):
        """``[(code, label)]`` of a field's operators; those that deny a comparison only where one is ``current``."""
        if name in (WORDS, PHRASE):
            return list(TEXTS.items())
        key = key_for(name)
        signs = ("",) if isinstance(key, FieldKey) and self._kind(key) not in ORDERED else key.operators
        codes = [
            code
            for code, (is_not, sign, _several) in OPERATORS.items()
            if code == current or (sign in signs and not (is_not and sign))
        ]
        labels = LABELS | TIMES if isinstance(key, TimeKey) else LABELS
        return [(code, labels[code]) for code in codes]

    def values(self, name, code):
        """The Offers for a field and operator."""
        if name in (WORDS, PHRASE):
            return []
        key, sign = key_for(name), OPERATORS[code][1]
        found = []
        for choice in key.choices(self.context):
            bare = choice.value.lstrip("<>=")
            own = choice.value[: len(choice.value) - len(bare)]
            if own == ("" if isinstance(key, FixedKey) else sign):
                found.append(Offer(value_text(bare), str(choice.label) or bare))
        return found

    def widget(self, name, code, values, offers):
        """How the value is asked for: "menu", "boxes" or "text"."""
        if not self._is_closed(name, offers) or any(
            one and one not in {each.value for each in offers} for one in values
        ):
            return "text"
        if OPERATORS[code][2]:
            return "boxes"
        return "menu" if len(values) <= 1 else "text"

    def example(self, name):
        """What a text field shows while it is empty."""
        if name in (WORDS, PHRASE):
            return "battery"
        key = key_for(name)
        if isinstance(key, TimeKey):
            return _("7d, or %(day)s") % {"day": self.context.now.strftime("%Y-%m-%d")}
        return key.example.partition(":")[2].strip('"<>=') if not isinstance(key, FieldKey) else ""

    def _kind(self, key):
        return next((one.kind for one in known_fields(self.context) if one.key == key.key), "")

    def _is_closed(self, name, offers):
        """Are ``offers`` all that can be meant?"""
        key = None if name in (WORDS, PHRASE) else key_for(name)
        if isinstance(key, FieldKey):
            return any(one.value not in EMPTY for one in offers)
        return 0 < len(offers) <= MOST and isinstance(key, (FixedKey, NamedKey, LanguageKey))
