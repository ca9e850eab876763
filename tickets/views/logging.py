"""New ticket, by hand."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tickets.forms.logging import NewTicketForm
from tickets.operations.logging import log_ticket
from tickets.teams import visible_teams
from workspaces.access import right_required


@require_http_methods(["GET", "POST"])
@right_required("tickets.create")
def new(request):
    """The form for a call, a visit, a letter, a fax, or a first mail of ours."""
    form = NewTicketForm(request.POST or None, request.FILES or None, teams=visible_teams(request.member))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["team"] = data["team"].model(request.workspace.pk)
        mine = data.pop("mine")
        may_take = request.member.can("tickets.reply")
        if not may_take:
            data["mail"] = ""
        ticket = log_ticket(
            by=request.member,
            workspace=request.workspace,
            assignee=request.member if mine and may_take else None,
            **data,
        )
        return redirect(ticket)
    return render(request, "tickets/new.html", {"form": form, "place": "new"}, status=422 if form.errors else 200)
