"""The answer to a change of a ticket."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helpdesk.lib.toasts import toast
from tickets.ticket_page import ticket_for_page
from tickets.views.ticket import detail_context, seen


def is_from_list(request):
    """Was it done to a row, while another ticket or none is open?"""
    return "from_list" in request.POST


def changed(request, ticket):
    """The panes anew, or a redirect where there are no scripts."""
    if not request.htmx:
        return redirect(ticket)
    if is_from_list(request):
        return HttpResponse(status=204)
    visible = request.workspace.tickets.visible_to(request.member).filter(pk=ticket.pk)
    if not visible.exists():  # handed to a team that the member can't see
        response = render(request, "tickets/_gone.html")
        return toast(response, _("#%(number)d is with another team now") % {"number": ticket.number})
    ticket = ticket_for_page(request.member, ticket.number)
    context = detail_context(request, ticket)
    seen(request.member, ticket)
    return render(request, "tickets/_ticket.html", context)
