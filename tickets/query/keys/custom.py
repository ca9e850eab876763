"""Fields that an admin made: ``field.order:4711``."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tickets.field_filter import holds
from tickets.query.errors import nearest
from tickets.query.keys.base import COMPARING, Choice, Key, error
from workspaces.custom_fields import BadValue, fields_of
from workspaces.models import CustomField, FieldOption

PREFIX = "field."


@dataclass(frozen=True)
class FieldKey(Key):
    """The family ``field.<key>``, or with ``key`` that one of it. Which there are, the workspace's rows say."""

    name: str = PREFIX
    label: str = _("Field")
    example: str = "field.order:4711"
    operators: tuple = COMPARING
    key: str = ""

    def name_as(self, written):
        return written.lower()

    def condition(self, term, context):
        fields = {field.key: field for field in known_fields(context)}
        key = term.key.removeprefix(self.name)
        if key not in fields:
            raise _unknown(term, key, list(fields))
        condition = Q()
        for value in term.values:
            try:
                condition |= holds(fields[key], term.operator or "=", value)
            except BadValue as refused:
                raise error(term, str(refused.message), word=value) from None
        return condition

    def choices(self, context):
        field = next((one for one in known_fields(context) if one.key == self.key), None)
        if field is None:
            return []
        if field.kind == CustomField.Kind.CHECKBOX:
            return [Choice("yes"), Choice("no")]
        named = []
        if field.has_options:
            options = FieldOption.objects.filter(workspace=context.workspace, field=field, retired_at=None)
            named = [Choice(name) for name in options.values_list("name", flat=True)]
        return [*named, Choice("any", _now("holds something")), Choice("none", _now("is empty"))]


def offered(context):
    """``(key, name)`` of the fields that are in use, as the language names them."""
    return [(f"{PREFIX}{one.key}", one.name) for one in known_fields(context) if one.retired_at is None]


def known_fields(context):
    """The workspace's CustomFields of tickets, asked for once a query; retired ones, too."""
    return context.names(PREFIX, _fields)


def _fields(context):
    """The workspace's fields of tickets; retired ones still answer."""
    return fields_of(context.workspace.pk, CustomField.Scope.TICKET, retired=True)


def _unknown(term, key, known):
    words = {"key": key, "nearest": nearest(key, known)}
    if words["nearest"]:
        mended = replace(term, key=f"field.{words['nearest']}")
        return error(
            term, _now("There is no field “%(key)s”. Did you mean “%(nearest)s”?") % words, mended, word=term.key
        )
    return error(term, _now("There is no field “%(key)s”.") % words, word=term.key)
