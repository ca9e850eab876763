"""What the pages of these settings share: rows of lists and their order, how forms are drawn, retiring."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib.numbers import whole
from tickets.models import ChecklistTemplate, Reason, Status, TicketForm
from workspaces.access import right_required
from workspaces.models import CustomField, FieldOption

RIGHT = "workspace.configure"


@dataclass
class Row:
    """One line of a list: what it is called, what is said of it, how many tickets have it."""

    pk: int
    url: str
    name: str
    about: str = ""
    count: str = ""
    mark: str = ""  # a word in a chip
    tag: str = ""  # a tag's colour: the name is drawn as the tag
    category: str = ""  # a status' shape
    depth: int = 0


# kind: model, what those that are ordered among themselves share, the page to go back to
ORDERED = {
    "fields": (CustomField, ("scope",), "ticket_settings:fields"),
    "options": (FieldOption, ("field_id",), "ticket_settings:fields"),
    "forms": (TicketForm, (), "ticket_settings:fields"),
    "statuses": (Status, ("category",), "ticket_settings:statuses"),
    "reasons": (Reason, ("parent_id",), "ticket_settings:reasons"),
    "checklists": (ChecklistTemplate, (), "ticket_settings:checklists"),
}


@require_POST
@right_required(RIGHT)
def order(request, kind):  # POST /settings/order/<kind>/
    """Move the row ``id`` ``do`` up or down among its siblings, or to the place ``to`` (from 0), as dragging does."""
    if kind not in ORDERED:
        raise Http404
    model, shared, page = ORDERED[kind]
    rows = model.objects.filter(workspace=request.workspace)
    moved = get_object_or_404(rows, pk=whole(request.POST.get("id"), -1))
    siblings = list(rows.filter(**{name: getattr(moved, name) for name in shared}).order_by("position", "pk"))
    place = siblings.index(moved)
    to = request.POST.get("to", "")
    step = {"up": -1, "down": 1}.get(request.POST.get("do"), 0)
    wanted = whole(to, place + step)
    siblings.insert(max(0, min(len(siblings) - 1, wanted)), siblings.pop(place))
    for number, one in enumerate(siblings):
        one.position = number
    model.objects.bulk_update(siblings, ["position"])
    return HttpResponse(status=204) if to else redirect(page)


def parts(form, names):
    """``(how it is drawn, bound field)`` for each name."""
    kinds = {"CheckboxInput": "check", "RadioSelect": "choices", "CheckboxSelectMultiple": "choices"}
    return [(kinds.get(type(form.fields[name].widget).__name__, "field"), form[name]) for name in names]


def retirement(found, name, *, button, text, again):
    """The section of its page that retires a row, or takes it into use again; ``name`` is the address that does."""
    is_retired = found.retired_at is not None
    return {
        "title": _("Use again") if is_retired else _("Retire"),
        "text": again if is_retired else text,
        "url": reverse(name, args=[found.pk]),
        "button": _("Use again") if is_retired else button,
        "danger": not is_retired,
    }


def retire(found):
    """Offer it no more, or again. What holds it stays."""
    found.retired_at = None if found.retired_at else timezone.now()
    found.save(update_fields=["retired_at"])
