"""Make several tickets one, see before what will happen, and take them apart again."""

from django.contrib import messages as flash
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.numbers import whole
from tickets import search
from tickets.models import Merge
from tickets.operations import merging, uniting
from tickets.operations.refusals import NothingToMerge
from tickets.recipients import recipients_of_reply
from tickets.views.finding import need
from workspaces.access import agent_required

OFFERED = 12  # of the same requester
FOUND = 8


@require_http_methods(["GET", "POST"])
@agent_required
def merge(request):
    """``ticket`` (numbers: several, or with commas) become one ticket, ``into``; at first the oldest of them.

    A post with ``step=merge`` does it; any other shows the same page for the choice made so far: who is offered, what is
    found for ``q``, what would happen.
    """
    need(request, "tickets.merge")
    asked = request.POST if request.method == "POST" else request.GET
    chosen, missing = _chosen(request, asked)
    into = _survivor(asked, chosen)
    error = _missing_words(missing)
    if request.POST.get("step") == "merge" and not error:
        sources = [ticket for ticket in chosen if ticket != into]
        try:
            if into is None:
                raise NothingToMerge
            made = merging.merge(sources, into=into, by=request.member, copies=request.POST.getlist("copies"))
        except OperationRefused as refused:
            error = refused.message
        else:
            words = ngettext("%(n)d ticket merged into #%(number)d", "%(n)d tickets merged into #%(number)d", len(made))
            undo = reverse("tickets:merge_undo", args=[made[0].batch])
            flash.success(request, words % {"n": len(made), "number": into.number}, extra_tags=undo)
            return redirect(into)
    context = _context(request, asked, chosen, into) | {"error": error}
    page = "tickets/_merge.html" if request.htmx else "tickets/merge.html"
    return render(request, page, context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@agent_required
def undo(request, batch):
    """What a merge did, and the button that takes the tickets apart again. ``number``: just one of them."""
    need(request, "tickets.merge")
    merges = list(
        Merge.objects.filter(workspace=request.workspace, batch=batch).select_related("ticket", "into", "by__user")
    )
    visible = request.workspace.tickets.visible_to(request.member)
    if not merges or not visible.filter(pk=merges[0].into_id).exists():
        raise Http404
    into, still = merges[0].into, [one for one in merges if one.undone_at is None]
    if request.method == "GET":
        return render(request, "tickets/merge_undo.html", {"merges": merges, "still": still, "into": into})
    number = request.POST.get("number", "")
    wanted = [one for one in still if not number or str(one.ticket.number) == number]
    merging.unmerge(wanted, by=request.member)
    numbers = ", ".join(f"#{one.ticket.number}" for one in wanted)
    flash.success(
        request, _("Taken apart again: %(numbers)s and #%(into)d") % {"numbers": numbers, "into": into.number}
    )
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = into.get_absolute_url()
        return answer
    return redirect(into)


def _chosen(request, asked):
    """``(tickets, numbers that name none)`` in the order of their numbers; only what the member may see is there."""
    words = " ".join([*asked.getlist("ticket"), asked.get("into", "")]).replace(",", " ").replace("#", " ").split()
    if asked.get("step") == "find" and whole(typed := asked.get("q", "").strip().lstrip("#")) is not None:
        words.append(typed)
    numbers = {number for word in words if (number := whole(word)) is not None}
    odd = [word[:40] for word in words if whole(word) is None]
    tickets = list(
        request.workspace.tickets.visible_to(request.member)
        .filter(number__in=list(numbers)[: merging.AT_ONCE + 1])
        .select_related("requester", "status", "merged_into")
        .annotate(messages_count=Count("messages"))
        .order_by("number")
    )
    return tickets, [*sorted(map(str, numbers - {one.number for one in tickets})), *odd]


def _survivor(asked, chosen):
    """The one asked for, else the oldest that can take others."""
    by_number = {str(one.number): one for one in chosen}
    able = [one for one in chosen if not one.is_closed and one.merged_into_id is None]
    return by_number.get(asked.get("into", "").lstrip("#")) or (able[0] if able else None)


def _missing_words(missing):
    if not missing:
        return ""
    return _("There is no ticket %(numbers)s that you can see. Nothing was changed.") % {
        "numbers": ", ".join(f"#{one}" for one in missing)
    }


def _context(request, asked, chosen, into):
    known = {one.pk for one in chosen}
    visible = (
        request.workspace.tickets.visible_to(request.member)
        .in_inbox()
        .filter(merged_into=None)
        .exclude(pk__in=known)
        .select_related("requester", "status")
        .annotate(messages_count=Count("messages"))
    )
    requesters = {one.requester_id for one in chosen}
    offered = visible.filter(requester_id__in=requesters).exclude(category="closed").order_by("-id")[:OFFERED]
    query = asked.get("q", "").strip()
    # Few of what is found, since one merges what one has seen.
    found = search.best(visible, query, FOUND)
    return {
        "chosen": chosen,
        "into": into,
        "offered": list(offered),
        "found": [one for one in found if one.requester_id not in requesters or one.is_closed],
        "query": query,
        "preview": _preview(chosen, into) if into and len(chosen) > 1 else None,
    }


def _preview(chosen, into):
    sources = [one for one in chosen if one != into]
    copies = uniting.possible_copies(sources, into)
    return {
        "sources": sources,
        "messages": sum(one.messages_count for one in chosen),
        "recipients": recipients_of_reply(into, fresh=True),
        "copies": copies.values(),
        "others": [one for one in sources if one.requester_id != into.requester_id],
        "opens": not into.is_open and any(one.is_open and one.waiting_since for one in sources),
    }
