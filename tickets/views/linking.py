"""Links among tickets, and one answer to all incidents of a problem."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.numbers import whole
from helpdesk.lib.toasts import toast
from tickets import search
from tickets.models import TicketLink
from tickets.operations import conversation, linking, triage
from tickets.operations.preparing import status_in
from tickets.operations.refusals import NothingToSend
from tickets.views.changed import changed
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required

# What the page offers, and which way round it is stored.
WAYS = {
    "incident": ("incident", True),
    "problem": ("incident", False),
    "child": ("child", True),
    "parent": ("child", False),
    "duplicate": ("duplicate", True),
    "original": ("duplicate", False),
    "related": ("related", True),
}
AT_ONCE = 50
FOUND = 8


@require_POST
@agent_required
def links(request, number):
    """``way`` and ``other``, a ticket's number; or ``remove``, a link's id. What cannot be linked is said in a toast."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    if gone := request.POST.get("remove", ""):
        made = get_object_or_404(TicketLink, workspace=request.workspace, pk=whole(gone, -1))
        other = made.other if made.ticket_id == ticket.pk else made.ticket
        if ticket.pk not in (made.ticket_id, made.other_id) or not _sees(request, other):
            raise Http404
        linking.unlink(made, by=request.member)
        return changed(request, ticket)
    way = WAYS.get(request.POST.get("way", ""))
    if way is None:
        return HttpResponseBadRequest()
    number_of_other = whole(request.POST.get("other", "").strip().lstrip("#"), -1)
    other = request.workspace.tickets.visible_to(request.member).filter(number=number_of_other).first()
    if other is None:
        return _refused(request, ticket, _("There is no ticket with that number that you can see."))
    kind, is_from = way
    try:
        pair = (ticket, other) if is_from else (other, ticket)
        linking.link(*pair, kind=kind, by=request.member)
    except OperationRefused as refused:
        return _refused(request, ticket, refused.message)
    return changed(request, ticket)


@require_GET
@agent_required
def choices(request, number):
    """Tickets found for what was typed into the field, ``other``, as options of its list."""
    ticket = find_ticket(request, number)
    visible = request.workspace.tickets.visible_to(request.member).exclude(pk=ticket.pk)
    query = request.GET.get("other", "").strip()
    found = search.best(visible, query, FOUND)
    return render(request, "tickets/_link_choices.html", {"found": found})


@require_http_methods(["GET", "POST"])
@agent_required
def incidents(request, number):
    """Answer the open incidents of a problem: the same words, each in its own ticket. ``then``: solved, or as it is."""
    need(request, "tickets.reply")
    ticket = find_ticket(request, number)
    waiting = _open_incidents(request, ticket)
    body = request.POST.get("body", "")
    chosen = request.POST.getlist("numbers") if request.method == "POST" else [str(one.number) for one in waiting]
    error = ""
    if request.method == "POST":
        wanted = [one for one in waiting if str(one.number) in chosen][:AT_ONCE]
        if not wanted:
            error = _("Choose at least one incident.")
        elif not body.strip():
            error = NothingToSend.message
        else:
            return _answer_all(request, ticket, wanted, body)
    context = {"ticket": ticket, "incidents": waiting[:AT_ONCE], "more": len(waiting) > AT_ONCE}
    context |= {"chosen": chosen, "body": body, "error": error}
    return render(request, "tickets/incidents.html", context, status=422 if error else 200)


@require_POST
@agent_required
def solve_incidents(request, number):
    """Solve what is open still of a problem that was solved."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    done, refused = 0, []
    for one in _open_incidents(request, ticket)[:AT_ONCE]:
        try:
            triage.set_category(one, "solved", by=request.member)
            done += 1
        except OperationRefused as why:
            refused.append(f"#{one.number}: {why.message}")
    return _told(
        request, ticket, ngettext("%(n)d incident solved", "%(n)d incidents solved", done) % {"n": done}, refused
    )


def _answer_all(request, ticket, wanted, body):
    done, refused = 0, []
    status = status_in(request.workspace.pk, "solved") if request.POST.get("then") == "solved" else None
    for one in wanted:
        try:
            conversation.reply(one, by=request.member, body=body, body_format="text", status=status)
            done += 1
        except OperationRefused as why:
            refused.append(f"#{one.number}: {why.message}")
    words = ngettext("%(n)d incident answered", "%(n)d incidents answered", done) % {"n": done}
    return _told(request, ticket, words, refused)


def _told(request, ticket, words, refused):
    flash.success(request, words)
    for one in refused:
        flash.error(request, one)
    return redirect(ticket)


def _open_incidents(request, ticket):
    visible = request.workspace.tickets.visible_to(request.member).in_inbox()
    links = TicketLink.objects.filter(workspace=request.workspace, other=ticket, kind="incident").values("ticket")
    found = visible.filter(pk__in=links).exclude(category__in=["solved", "closed"]).select_related("requester")
    return list(found.order_by("number")[: AT_ONCE + 1])


def _sees(request, ticket):
    return request.workspace.tickets.visible_to(request.member).filter(pk=ticket.pk).exists()


def _refused(request, ticket, words):
    if not request.htmx:
        flash.error(request, words)
    response = changed(request, ticket)
    return toast(response, words, kind="error") if request.htmx else response
