"""Fields that an admin made: ``field.order:4711``."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tickets.query.keys.base import COMPARING, Key, error


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
        raise error(
            term, _now("There is no field “%(key)s”.") % {"key": term.key.removeprefix("field.")}, word=term.key
        )
