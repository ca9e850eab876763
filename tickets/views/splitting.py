"""Split chosen messages off."""

from django.contrib import messages as flash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.identities import contact_for
from helpdesk.lib.errors import OperationRefused
from tickets.models import Message
from tickets.operations import splitting
from tickets.operations.copying import check_address
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required


@require_http_methods(["GET", "POST"])
@agent_required
def split(request, number):
    """Choose ``messages`` (public ids) for a ticket of their own. ``message``: chosen at first; ``rest``: and all after it."""
    need(request, "tickets.merge")
    ticket = find_ticket(request, number)
    messages = list(
        Message.objects.filter(workspace=request.workspace, ticket=ticket, side=None)
        .select_related("author_contact", "author_member__user")
        .order_by("created_at", "id")
    )
    typed = {
        "chosen": _at_first(request, messages) if request.method == "GET" else request.POST.getlist("messages"),
        "subject": request.POST.get("subject", ticket.subject),
        "requester": request.POST.get("requester", "").strip(),
    }
    error = ""
    if request.method == "POST":
        try:
            new = splitting.split(
                ticket,
                [one for one in messages if one.public_id in typed["chosen"]],
                by=request.member,
                subject=typed["subject"],
                requester=_requester(request, typed["requester"]),
            )
        except OperationRefused as refused:
            error = refused.message
        else:
            flash.success(request, _("Split off into #%(number)d") % {"number": new.number})
            return redirect(new)
    context = {"ticket": ticket, "messages_of": messages, **typed, "error": error}
    return render(request, "tickets/split.html", context, status=422 if error else 200)


def _at_first(request, messages):
    ids = [one.public_id for one in messages]
    first = request.GET.get("message", "")
    if first not in ids:
        return []
    return ids[ids.index(first) :] if request.GET.get("rest") else [first]


def _requester(request, address):
    if not address:
        return None
    check_address(address)
    return contact_for(request.workspace.pk, "email", address)
