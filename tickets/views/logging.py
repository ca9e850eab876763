"""New ticket, by hand."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from helpdesk.lib.numbers import whole
from tickets.contact_reach import find_contact
from tickets.forms import asking
from tickets.forms.logging import NewTicketForm
from tickets.models import TicketForm
from tickets.operations.logging import log_ticket
from tickets.teams import visible_teams
from workspaces.access import right_required
from workspaces.models import CustomField


@require_http_methods(["GET", "POST"])
@right_required("tickets.create")
def new(request):
    """The form for a call, a visit, a letter, a fax, or a first mail of ours."""
    said = whole(request.POST.get("form"))
    chosen = _forms(request).filter(pk=said).first() if said is not None else None
    own = {"teams": visible_teams(request.member), "customs": _asked(request.workspace, chosen)}
    if "choose" in request.POST:  # another form: its fields, and all that was typed
        form = NewTicketForm(initial={"mine": False} | asking.as_typed(request.POST), **own)
    else:
        form = NewTicketForm(request.POST or None, request.FILES or None, initial=_whom(request), **own)
    if form.is_bound and form.is_valid():
        data = form.typed
        data["team"] = data["team"].model(request.workspace.pk)
        mine = data.pop("mine")
        may_take = request.member.can("tickets.reply")
        if not may_take:
            data["mail"] = ""
        ticket = log_ticket(
            by=request.member,
            workspace=request.workspace,
            assignee=request.member if mine and may_take else None,
            form=chosen,
            **data,
        )
        return redirect(ticket)
    context = {"form": form, "forms": _forms(request), "chosen": chosen, "place": "new"}
    context["lost_files"] = bool(request.FILES)
    return render(request, "tickets/new.html", context, status=422 if form.errors else 200)


def _whom(request):
    """Who it is about, where it begins on their page (``?contact=``)."""
    if "contact" not in request.GET:
        return {}
    contact = find_contact(request.member, request.GET["contact"])
    return {"name": contact.name, "email": contact.email, "phone": contact.phone}


def _forms(request):
    return TicketForm.objects.filter(workspace=request.workspace)


def _asked(workspace, form):
    """With a form, its fields and those on every ticket; without, what must be known from the start."""
    needed = CustomField.Required.ON_CREATE
    fields = asking.asked(workspace, form, also=lambda field: True)
    return [field for field in fields if form or field.required == needed]
