"""Filter tickets by what a custom field holds: ``field.order:4711`` of the query language."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tickets.models import TicketFieldValue
from workspaces.custom_fields import BadValue, folded, parse
from workspaces.models import CustomField

Kind = CustomField.Kind
LOOKUPS = {"=": "", ">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte"}
ANY, NONE = "any", "none"


def field_of_key(workspace, key):
    """The CustomField of tickets with this key, or None. Retired ones still answer."""
    return CustomField.objects.filter(workspace=workspace, scope=CustomField.Scope.TICKET, key=key).first()


def operators(field):
    """Those operators that make sense for the field."""
    return tuple(LOOKUPS) if field.kind in (Kind.NUMBER, Kind.DATE) else ("=",)


def filter_by_field(tickets, field, operator, value):
    """``tickets`` that satisfy ``holds``."""
    return tickets.filter(holds(field, operator, value))


def holds(field, operator, value):
    """The Q of tickets whose ``field`` stands in ``operator`` (=, >, >=, <, <=) to ``value``, a text as it was typed.

    ``any`` and ``none`` ask whether it holds something; a checkbox takes yes and no. Texts are compared whole, without
    regard to case; a list field matches when one of its entries is the value. Raises BadValue with words for people.
    Served by the indexes of TicketFieldValue: (workspace, field, value, ticket).
    """
    held = TicketFieldValue.objects.filter(workspace_id=field.workspace_id, field=field, ticket=OuterRef("pk"))
    word = folded(str(value))
    if word == ANY or (field.kind == Kind.CHECKBOX and word in ("yes", "true", "1", "on")):
        return Q(Exists(held))
    if word == NONE or (field.kind == Kind.CHECKBOX and word in ("no", "false", "0", "off")):
        return ~Q(Exists(held))
    if operator not in operators(field):
        raise BadValue(
            _(
                "“%(sign)s” works with numbers and dates; field.%(key)s takes its whole value, as in field.%(key)s:%(value)s."
            )
            % {"sign": operator, "key": field.key, "value": value}
        )
    return Q(Exists(held.filter(**_condition(field, operator, value))))


def _condition(field, operator, value):
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return {"words": folded(str(value))}
    if field.kind == Kind.CHECKBOX:
        raise BadValue(_("field.%(key)s is a box: write yes or no.") % {"key": field.key})
    row = parse(field, value)[0]
    column = {Kind.NUMBER: "number", Kind.DATE: "date"}.get(field.kind, "option")
    return {f"{column}{LOOKUPS[operator]}": row[column]}
