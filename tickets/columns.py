"""What a table of tickets can show: a column each, with the fields that it reads and what it sorts by.

A column is a property of the ticket or a custom field (``field.<key>``). Cells are plain values here; ``tickets.table_rows``
draws them, ``tickets.exporting`` writes them down.
"""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from tickets.models import TicketFieldValue, TicketTag
from workspaces.models import CustomField

USUAL = ("number", "subject", "requester", "status", "priority", "team", "assignee", "channel", "due", "updated")
MOST = 16  # columns of one table


@dataclass(frozen=True)
class Column:
    """``field`` is what its cell reads, ``order`` what it is sorted by. ``downwards``: the first press sorts so.

    ``custom`` is the CustomField's id, if it is one.
    """

    key: str
    title: str
    field: str = ""
    order: str = ""
    downwards: bool = False
    custom: int | None = None
    kind: str = ""  # of the custom field
    is_list: bool = False


BUILT_IN = {
    one.key: one
    for one in (
        Column("number", _("No."), "number", "number", downwards=True),
        Column("subject", _("Subject"), "subject", "subject"),
        Column("requester", _("Requester"), "requester__name", "requester__name"),
        Column("organization", _("Organization"), "requester__organization__name", "requester__organization__name"),
        Column("status", _("Status"), "status__name", "status__position"),
        Column("priority", _("Priority"), "priority", "priority", downwards=True),
        Column("type", _("Type"), "type", "type"),
        Column("team", _("Team"), "team__name", "team__name"),
        Column("assignee", _("Assignee"), "assignee__user__name", "assignee__user__name"),
        Column("channel", _("Channel"), "origin", "origin"),
        Column("tags", _("Tags"), "tag_list", is_list=True),
        Column("due", _("Waiting since"), "waiting_since", "sort_due"),
        Column("updated", _("Updated"), "last_message_at", "last_message_at", downwards=True),
        Column("created", _("Created"), "created_at", "created_at", downwards=True),
        Column("solved", _("Solved"), "solved_at", "solved_at", downwards=True),
    )
}
SORTED_BY = {"number": "number", "date": "date", "checkbox": "is_true", "select": "option__position"}  # else its words


def known_columns(workspace):
    """Every Column of the workspace by key, custom fields last. One statement."""
    fields = CustomField.objects.filter(workspace=workspace, scope="ticket", retired_at=None)
    custom = {
        f"field.{one.key}": Column(
            f"field.{one.key}",
            one.name,
            f"field_{one.pk}",
            f"sort_{one.pk}",
            custom=one.pk,
            kind=one.kind,
            is_list=True,
        )
        for one in fields
    }
    return BUILT_IN | custom


def columns_for(keys, workspace):
    """The Columns called so, in that order; unknown ones are left out. Without any, the usual ones."""
    wanted = list(keys) or USUAL
    known = known_columns(workspace) if any(key.startswith("field.") for key in wanted) else BUILT_IN
    return [known[key] for key in wanted if key in known] or [BUILT_IN[key] for key in USUAL]


def with_columns(tickets, columns):
    """The queryset with what ``columns`` read beyond the ticket's own fields: tags and custom fields, a list of words each."""
    extra = {}
    for one in columns:
        if one.custom:
            extra[one.field] = ArraySubquery(
                _values(one).order_by("option__position", "pk").values_list(_words(), flat=True)
            )
        elif one.key == "tags":
            tags = TicketTag.objects.filter(workspace_id=OuterRef("workspace_id"), ticket=OuterRef("pk"))
            tags = tags.filter(tag__deleted_at=None)
            extra[one.field] = ArraySubquery(tags.order_by("tag__name").values_list("tag__name", flat=True))
    return tickets.annotate(**extra) if extra else tickets


def sorted_by(tickets, column, *, downwards):
    """All of ``tickets`` in the order of ``column``, empty ones last, equal ones by number."""
    order = column.order
    if column.custom:
        by = SORTED_BY.get(column.kind, "words")
        tickets = tickets.annotate(**{order: Subquery(_values(column).order_by("pk").values(by)[:1])})
    field = F(order)
    field = field.desc(nulls_last=True) if downwards else field.asc(nulls_last=True)
    return tickets.order_by(field, "-number")


def _values(column):
    return TicketFieldValue.objects.filter(
        workspace_id=OuterRef("workspace_id"), ticket=OuterRef("pk"), field_id=column.custom
    )


def _words():
    """A value of any kind as text."""
    text = CharField()
    return Coalesce(
        "option__name",
        NullIf("text", Value("")),
        Cast("number", text),
        Cast("date", text),
        Cast("is_true", text),
        output_field=text,
    )
