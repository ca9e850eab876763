"""Macros on a ticket: choose one, read what it will do, apply it."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from automation.models import Macro
from automation.operations import macros, undoing
from automation.refusals import MacroOver, StepRefused
from automation.views.folders import by_folder
from helpdesk.lib.toasts import toast, trigger
from tickets.operations import taking_back
from tickets.views.changed import changed
from tickets.views.finding import find_ticket
from workspaces.access import right_required


@require_GET
@right_required("answers.use")
def picker(request, number):  # GET /tickets/42/macros/
    """Macros that the member may use, by folder. A page, or the inside of the dialog."""
    ticket = find_ticket(request, number)
    usable = Macro.objects.filter(workspace=request.workspace).usable_by(request.member)
    return rendered(request, "macro_list", {**_of(ticket), "folders": by_folder(usable.by_folder()[:200])})


@require_GET
@right_required("answers.use")
def preview(request, number, pk):  # GET /tickets/42/macros/7/
    """What it will do, in words. Nothing is done yet."""
    ticket, macro = _find(request, number, pk)
    return _preview(request, ticket, macro, macros.preview(macro, ticket, by=request.member))


@require_POST
@right_required("answers.use")
def application(request, number, pk):  # POST /tickets/42/macros/7/application/
    """Do it all, or say why nothing was done (422)."""
    ticket, macro = _find(request, number, pk)
    try:
        scene = macros.apply(macro, ticket, by=request.member)
    except StepRefused as refused:
        response = _preview(request, ticket, macro, macros.Preview([], str(refused.message), refused.at), status=422)
        response["HX-Retarget"], response["HX-Reswap"] = "#macro-dialog", "innerHTML"
        return response
    words = _("Applied: %(macro)s") % {"macro": macro.name}
    if scene.drafted:
        words = _("Applied: %(macro)s. Its reply waits in the composer.") % {"macro": macro.name}
    undo_url = ""
    if scene.message is None and taking_back.can_be_put_back(ticket, by=request.member, run=scene.run):
        undo_url = reverse("automation:macro_undo", args=[ticket.number, scene.run])
    if request.htmx:
        return toast(changed(request, ticket), words, undo_url=undo_url)
    flash.success(request, words, extra_tags=undo_url)
    return redirect(ticket)


@require_POST
@right_required("tickets.triage")
def undo(request, number, run):  # POST /tickets/42/macros/runs/<run>/undo/
    """Take back what the member's own macro did to the ticket, if it sent nothing."""
    ticket = find_ticket(request, number)
    try:
        undoing.undo(ticket, run, by=request.member)
    except MacroOver as refused:
        words, kind = str(refused.message), "error"
    else:
        words, kind = _("#%(number)d is as it was before the macro.") % {"number": ticket.number}, "done"
    if request.htmx:
        return trigger(toast(HttpResponse(status=204), words, kind=kind), **{"tugi:resync": {}})
    (flash.success if kind == "done" else flash.error)(request, words)
    return redirect(ticket)


def _find(request, number, pk):
    usable = Macro.objects.filter(workspace=request.workspace).usable_by(request.member)
    return find_ticket(request, number), get_object_or_404(usable, pk=pk)


def _of(ticket):
    return {"ticket": ticket, "back": (ticket.get_absolute_url(), _("Back to #%(n)s") % {"n": ticket.number})}


def _preview(request, ticket, macro, looked, status=200):
    context = {
        **_of(ticket),
        "macro": macro,
        "preview": looked,
        "action": reverse("automation:macro_application", args=[ticket.number, macro.pk]),
        "others": reverse("automation:macro_picker", args=[ticket.number]),
        "words": _("Apply macro"),
    }
    return rendered(request, "macro_preview", context, status=status)


def rendered(request, name, context, status=200):
    """``name`` as the inside of a dialog, or as a page."""
    template = f"automation/_{name}.html" if request.htmx else f"automation/{name}.html"
    return render(request, template, context, status=status)
