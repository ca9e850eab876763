"""Delete a ticket for good: asked, since it can't be undone."""

from django.contrib import messages as flash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.lib.errors import OperationRefused
from tickets.models import Message
from tickets.operations import purging
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required


@require_http_methods(["GET", "POST"])
@agent_required
def removal(request, number):
    """What would go, and the button for it. Only for what is in spam or trash."""
    need(request, "tickets.purge")
    ticket = find_ticket(request, number)
    error = ""
    if request.method == "POST":
        try:
            purging.purge(ticket)
        except OperationRefused as refused:
            error = refused.message
        else:
            flash.success(request, _("#%(number)d is deleted for good") % {"number": number})
            return redirect("tickets:inbox")
    context = {
        "ticket": ticket,
        "merged": list(ticket.merged_tickets.filter(workspace=request.workspace).order_by("number")),
        "messages_count": Message.objects.filter(workspace=request.workspace, ticket=ticket).count(),
        "error": error,
    }
    return render(request, "tickets/removal.html", context, status=422 if error else 200)
