"""Find what a request names, among what its member may see. Foreign rows answer exactly as missing ones."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from helpdesk.lib.written import Rows, fetch
from tickets import reach
from tickets.models import Message, Ticket

TICKET = Rows(Ticket, "ticket")
VISIBLE = f"""
    SELECT {TICKET.columns} FROM "tickets_ticket" ticket
    WHERE ticket.workspace_id = %(workspace)s AND ticket.number = %(number)s AND {reach.within("ticket")}
"""


def find_ticket(request, number):
    """The ticket of that number, or Http404."""
    values = {"workspace": request.workspace.pk, "number": number, **reach.params(request.member)}
    for (ticket,) in fetch(VISIBLE, values, TICKET):
        ticket.workspace = request.workspace
        return ticket
    raise Http404


def find_message(request, public_id):
    """The message, with its ticket, or Http404."""
    message = Message.objects.filter(workspace=request.workspace, public_id=public_id).select_related("ticket").first()
    if (
        message is None
        or not request.workspace.tickets.visible_to(request.member).filter(pk=message.ticket_id).exists()
    ):
        raise Http404
    return message


def need(request, action):
    """403 unless the member's role may do ``action``."""
    if not request.member.can(action):
        raise PermissionDenied
