"""Custom fields, form, reason and checklist of a ticket, each changed where it stands."""

from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from helpdesk.lib.numbers import whole
from tickets.custom_fields import fields_of
from tickets.models import ChecklistItem, ChecklistTemplate, Reason, TicketForm
from tickets.operations import checklist, fields
from tickets.operations.refusals import NothingToDo, TooManySteps
from tickets.ticket_page import ticket_for_page
from tickets.views.changed import changed
from tickets.views.finding import find_ticket, need
from tickets.views.ticket import detail_context, panel_context, seen
from workspaces.access import agent_required
from workspaces.custom_fields import BadValue


@require_POST
@agent_required
def field(request, number, key):
    """``value``, for a list of several more than one: what the field holds from now on. Nonsense is refused beneath it (422).

    For htmx: the field's row anew, and those that hang on it.
    """
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    before = {one.field.key: one for one in fields_of(ticket)}
    if key not in before:
        raise Http404
    typed = request.POST.getlist("value")
    custom = before[key].field
    try:
        ticket = fields.set_field(
            ticket, custom, typed if custom.has_options else "".join(typed[:1]), by=request.member
        )
    except BadValue as refused:
        before[key].refused(refused.message, typed)
        if request.htmx:
            return _rows(request, ticket, [before[key]], status=422)
        ticket = ticket_for_page(request.member, number)
        context = detail_context(request, ticket) | {"fields": list(before.values())}
        return render(request, "tickets/detail.html", context, status=422)
    if not request.htmx:
        return redirect(ticket)
    after = fields_of(ticket)
    hanging = [one for one in after if one.field.key != key and one.is_shown != before[one.field.key].is_shown]
    return _rows(request, ticket, [next(one for one in after if one.field.key == key), *hanging])


def _rows(request, ticket, held, status=200):
    context = {"ticket": ticket, "may_change": not ticket.is_closed, "held": held[0], "others": held[1:]}
    return render(request, "tickets/_field_changed.html", context, status=status)


@require_POST
@agent_required
def form(request, number):
    """``form``: a TicketForm's id, or nothing for none."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    fields.set_form(ticket, _chosen(request, TicketForm, "form"), by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def reason(request, number):
    """``reason``: a Reason's id, or nothing for none."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    fields.set_reason(ticket, _chosen(request, Reason, "reason"), by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def steps(request, number):
    """``text`` of a new step, or ``checklist``: the id of a template whose steps are added."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    typed = request.POST.get("text", "")
    try:
        if "checklist" in request.POST:
            checklist.apply(ticket, _chosen(request, ChecklistTemplate, "checklist", optional=False), by=request.member)
        else:
            checklist.add_step(ticket, typed, by=request.member)
    except (NothingToDo, TooManySteps) as refused:
        return _steps(request, number, error=str(refused.message), typed=typed)
    return _steps(request, number)


@require_POST
@agent_required
def step(request, pk):
    """``do``: done, reopen, remove, up or down."""
    need(request, "tickets.triage")
    steps = ChecklistItem.objects.filter(workspace=request.workspace).select_related("ticket")
    found = get_object_or_404(steps, pk=pk)
    ticket = find_ticket(request, found.ticket.number)
    match request.POST.get("do"):
        case "done" | "reopen" as what:
            checklist.set_done(ticket, found, what == "done", by=request.member)
        case "remove":
            checklist.remove_step(ticket, found, by=request.member)
        case "up" | "down" as where:
            checklist.move_step(ticket, found, -1 if where == "up" else 1, by=request.member)
        case _:
            return HttpResponseBadRequest()
    return _steps(request, ticket.number)


def _steps(request, number, *, error="", typed=""):
    """The checklist anew, in the side panel alone. ``typed``: what was refused stays."""
    ticket = ticket_for_page(request.member, number)
    seen(request.member, ticket)
    more = {"step_error": error, "step_typed": typed if error else ""}
    status = 422 if error else 200
    if request.htmx:
        context = {"ticket": ticket, **panel_context(request, ticket), **more}
        return render(request, "tickets/_steps.html", context, status=status)
    if error:
        return render(request, "tickets/detail.html", detail_context(request, ticket) | more, status=status)
    return redirect(ticket)


def _chosen(request, model, name, *, optional=True):
    """The row that ``name`` of the request names by its id; None for nothing."""
    pk = request.POST.get(name, "")
    if optional and not pk:
        return None
    return get_object_or_404(model, workspace=request.workspace, pk=whole(pk, -1))
