"""What every key of the query language answers."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from tickets.query.errors import QueryError, nearest
from tickets.query.tree import text_of

COMPARING = ("", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Choice:
    """A value that can be offered, with what it says to people."""

    value: str
    label: str = ""


@dataclass(frozen=True)
class Key:
    """``name:value``. ``example`` shows a value; ``operators`` are those that mean something here."""

    name: str
    label: str
    example: str
    operators: tuple = ("",)

    def name_as(self, written):
        """The name that the tree keeps for the key as it was written."""
        return self.name

    def check(self, term):
        """Refuse, without asking the database, what this key can't mean."""
        if term.operator not in self.operators:
            raise error(
                term,
                _("“%(key)s” can't be compared with “%(sign)s”. Write %(example)s.")
                % {"key": f"{term.key}:", "sign": term.operator, "example": self.example},
                replace(term, operator=""),
            )
        for value in term.values:
            self.check_value(term, value)

    def check_value(self, term, value):
        """Refuse a value that can't be right in any workspace."""

    def condition(self, term, context):
        """The Q for tickets that satisfy ``term``: one of its values holds."""
        condition = Q()
        for value in term.values:
            condition |= self.condition_of(term, value, context)
        return condition

    def condition_of(self, term, value, context):
        raise NotImplementedError

    def choices(self, context):
        """The Choices to offer, the likeliest first. May ask the database."""
        return []

    def offer(self, context, typed):
        """Those of the choices that ``typed`` begins, then those that hold it."""
        wanted = typed.casefold().strip()
        choices = self.choices(context)
        begun = [one for one in choices if one.value.casefold().startswith(wanted)]
        return begun + [one for one in choices if one not in begun and wanted in f"{one.value} {one.label}".casefold()]


def error(term, message, mended=None, word=""):
    """A QueryError about ``term``; ``mended`` is the Term that was probably meant."""
    return QueryError(
        message,
        word=word or text_of(term),
        start=term.start,
        end=term.end,
        suggestion=text_of(mended) if mended else "",
    )


def unknown_value(term, value, known, message=None):
    """The QueryError for a value that nothing is called; suggests the nearest of ``known``."""
    found = nearest(value, known)
    values = {"key": f"{term.key}:", "word": value[:60], "nearest": found}
    if found:
        message = message or _("“%(key)s” knows no “%(word)s”. Did you mean “%(nearest)s”?")
        mended = replace(term, values=tuple(found if one == value else one for one in term.values))
        return error(term, message % values, mended, word=value)
    shown = [str(one) for one in known][:6]
    if shown:
        values["known"] = ", ".join(shown)
        return error(term, _("“%(key)s” knows no “%(word)s”, but %(known)s.") % values, word=value)
    return error(term, _("“%(key)s” knows no “%(word)s”.") % values, word=value)


@dataclass(frozen=True)
class FixedKey(Key):
    """A key whose values are the same everywhere. ``values`` maps each to ``(label, condition(context))``."""

    values: dict = None

    def check_value(self, term, value):
        if value.lower() not in self.values:
            raise unknown_value(term, value, list(self.values))

    def condition_of(self, term, value, context):
        return self.values[value.lower()][1](context)

    def choices(self, context):
        return [Choice(value, str(label)) for value, (label, _condition) in self.values.items()]


@dataclass(frozen=True)
class NamedKey(Key):
    """A key whose values are names of rows. ``read(context)`` gives ``(id, shown, all its names)``."""

    read: object = None
    path: str = ""  # the ticket's column
    special: dict = None  # values that are no names: value → (label, condition(context))

    def condition(self, term, context):
        condition, ids = Q(), []
        for value in term.values:
            if value.lower() in (self.special or {}):
                condition |= self.special[value.lower()][1](context, term)
            else:
                ids += self.ids(term, value, context)
        return condition | self.condition_on(ids, context) if ids else condition

    def ids(self, term, value, context):
        """The rows of that name. Raises QueryError where there is none."""
        found = context.ids(self.name, self.read, value)
        if not found:
            raise unknown_value(term, value, [*(self.special or {}), *self.shown(context)])
        return found

    def condition_on(self, ids, context):
        return Q(**{f"{self.path}__in": ids})

    def shown(self, context):
        return [shown for _pk, shown, _names in context.names(self.name, self.read)]

    def choices(self, context):
        special = [Choice(value, str(label)) for value, (label, _condition) in (self.special or {}).items()]
        return special + [Choice(shown) for shown in dict.fromkeys(self.shown(context))]
