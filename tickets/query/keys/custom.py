"""Fields that an admin made: ``field.order:4711``."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tickets.field_filter import holds
from tickets.query.errors import nearest
from tickets.query.keys.base import COMPARING, Key, error
from workspaces.custom_fields import BadValue, fields_of
from workspaces.models import CustomField


@dataclass(frozen=True)
class FieldKey(Key):
    """The family ``field.<key>``. Which there are, and what they compare, the workspace's rows say."""

    name: str = "field."
    label: str = _("Field")
    example: str = "field.order:4711"
    operators: tuple = COMPARING

    def name_as(self, written):
        return written.lower()

    def condition(self, term, context):
        fields = {field.key: field for field in context.names(self.name, _fields)}
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


def _fields(context):
    """The workspace's fields of tickets; retired ones still answer."""
    return fields_of(context.workspace, CustomField.Scope.TICKET, retired=True)


def _unknown(term, key, known):
    words = {"key": key, "nearest": nearest(key, known)}
    if words["nearest"]:
        mended = replace(term, key=f"field.{words['nearest']}")
        return error(
            term, _now("There is no field “%(key)s”. Did you mean “%(nearest)s”?") % words, mended, word=term.key
        )
    return error(term, _now("There is no field “%(key)s”.") % words, word=term.key)
