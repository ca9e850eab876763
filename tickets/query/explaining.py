"""The language in words, for people: what each key asks, with an example, and whole queries to begin with."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.query.context import Context
from tickets.query.keys import KEYS
from tickets.query.keys.custom import offered


@dataclass(frozen=True)
class Example:
    """A query, and what it finds."""

    text: str
    words: str


EXAMPLES = (
    Example("is:open assignee:me", _("open tickets that are yours")),
    Example("is:open priority:>=high", _("open ones of high or urgent priority")),
    Example("is:waiting -updated:<7d", _("waiting, and silent for a week")),
    Example("channel:email,form created:this-month", _("by e-mail or web form, opened this month")),
    Example('"thank you" has:attachment', _("these exact words, and a file")),
    Example("(is:overdue OR priority:urgent) -is:mine", _("late or urgent, and not yours")),
)
SIGNS = (
    Example("a b", _("both must hold")),
    Example("a OR b", _("one of them is enough; put brackets round it where more follows")),
    Example("-tag:vip", _("not")),
    Example("tag:a,b", _("one of these values")),
    Example('"…"', _("words in this order, or a value with spaces")),
    Example("created:<7d", _("less than 7 days ago; min, h, d and w are known")),
    Example("created:2026-03-01..2026-03-31", _("from day to day")),
)
SHOWN = 8  # values of a key that are shown


@dataclass(frozen=True)
class Explained:
    """A key: ``example`` is a whole condition, ``values`` those that it may have."""

    key: str
    label: str
    example: str
    values: str


def explained(member):
    """An Explained for every key, those of the workspace's own fields at the end."""
    context = Context(member.workspace, member, timezone.now())
    found = []
    for key in KEYS.values():
        choices = [choice.value for choice in key.choices(context)]
        values = ", ".join(choices[:SHOWN]) + (" …" if len(choices) > SHOWN else "")
        found.append(Explained(f"{key.name}:", str(key.label), key.example, values))
    return found + [Explained(f"{key}:", name, "", "") for key, name in offered(context)]
