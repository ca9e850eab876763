"""What the lists of these settings share: their rows, and putting them in order."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

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
    pk = request.POST.get("id", "")
    rows = model.objects.filter(workspace=request.workspace)
    moved = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if moved is None:
        raise Http404
    siblings = list(rows.filter(**{name: getattr(moved, name) for name in shared}).order_by("position", "pk"))
    place = siblings.index(moved)
    to = request.POST.get("to", "")
    step = {"up": -1, "down": 1}.get(request.POST.get("do"), 0)
    wanted = int(to) if to.isdecimal() and len(to) < 6 else place + step
    siblings.insert(max(0, min(len(siblings) - 1, wanted)), siblings.pop(place))
    for number, one in enumerate(siblings):
        one.position = number
    model.objects.bulk_update(siblings, ["position"])
    return HttpResponse(status=204) if to else redirect(page)
