"""Who asked, and which members are told."""

from django.contrib import messages as flash
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts import finding
from contacts.identities import contact_for
from helpdesk.lib.errors import OperationRefused
from tickets.contact_reach import contacts_visible_to, find_contact
from tickets.operations import requesters, triage
from tickets.operations.copying import check_address
from tickets.views.changed import changed
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required
from workspaces.models import Member

FOUND = 8


@require_http_methods(["GET", "POST"])
@agent_required
def requester(request, number):
    """Choose the requester: ``contact`` (a public id) of those found for ``q``, or a new ``address`` with ``name``."""
    need(request, "tickets.merge")
    need(request, "contacts.read")
    ticket = find_ticket(request, number)
    asked = request.POST if request.method == "POST" else request.GET
    query, error = asked.get("q", "").strip(), ""
    if request.method == "POST" and request.POST.get("step") != "find":
        try:
            now = requesters.change_requester(
                ticket,
                _contact(request),
                by=request.member,
                keep_as_copy=request.POST.get("keep") == "1",
                shows_history=request.POST.get("history") == "1",
            )
        except OperationRefused as refused:
            error = refused.message
        else:
            flash.success(request, _("%(name)s is the requester now") % {"name": now.requester})
            return redirect(ticket)
    context = {
        "ticket": ticket,
        "query": query,
        "found": _found(request, query, ticket) if query else [],
        "typed": asked,
        "error": error,
    }
    return render(request, "tickets/requester.html", context, status=422 if error else 200)


@require_POST
@agent_required
def followers(request, number):
    """``add`` or ``remove``: a member's public id. Others than oneself need the right to triage."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    chosen = request.POST.get("add") or request.POST.get("remove") or ""
    member = get_object_or_404(Member.objects.active(), workspace=request.workspace, public_id=chosen)
    change = triage.follow if request.POST.get("add") else triage.unfollow
    change(ticket, member, by=request.member)
    return changed(request, ticket)


def _contact(request):
    if chosen := request.POST.get("contact", ""):
        return find_contact(request.member, chosen)
    address = request.POST.get("address", "").strip()
    check_address(address)
    return contact_for(request.workspace.pk, "email", address, name=request.POST.get("name", "").strip()[:120])


def _found(request, query, ticket):
    """A few contacts whose name, address or number has words that begin as those of ``query``."""
    found = finding.matching(contacts_visible_to(request.member), query).exclude(pk=ticket.requester_id)
    return found.select_related("organization").prefetch_related("identities").order_by("name", "id")[:FOUND]
