"""Find what a request names, among what its member may see. Foreign rows answer exactly as missing ones."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from tickets.models import Message


def find_ticket(request, number, queryset=None):
    """The ticket of that number, or Http404."""
    tickets = request.workspace.tickets.all() if queryset is None else queryset
    return get_object_or_404(tickets.visible_to(request.member), number=number)


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
