"""Change many tickets at once: the bar of a selection, and what it does."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from helpdesk.lib.patience import COUNTED
from tickets.bulk import changes, selection
from tickets.bulk.runners import FEW
from tickets.models import Status, Ticket
from tickets.models.status import Category
from tickets.teams import teams_of
from tickets.ticket_page import who_can_have_it
from tickets.views import tags
from tickets.views.finding import need
from workspaces import jobs
from workspaces.access import agent_required
from workspaces.views.jobs import begun

INTO = {"add": "#bulk-tag-choices", "remove": "#bulk-untag-choices"}  # templates/tickets/_bulk_choices.html
AT_ONCE = 20  # so many are changed within the request


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required
def bulk(request):  # GET, POST /inbox/bulk/
    """GET: what can be done to the selection; to htmx the bar, else a page with the named tickets. POST: does it.

    ``ticket``: numbers; or ``all`` 1 with ``view`` and ``q``: all that the list holds. Then one change: ``assignee``,
    ``status``, ``priority``, ``team``, ``add``, ``remove`` (``tags.asked``) or ``place``, as for one ticket.
    """
    need(request, "tickets.bulk")
    if request.method == "POST":
        return _change(request)
    context = bar_context(request)
    if request.htmx:
        return render(request, "tickets/_bulk_bar.html", context)
    chosen = list(selection.named(request.GET, request.member)[:FEW])
    return render(request, "tickets/bulk.html", {**context, "chosen": chosen, "back": list_url(request.GET)})


def bar_context(request):
    """What the bar offers."""
    workspace, member = request.workspace, request.member
    statuses = Status.objects.filter(workspace=workspace).exclude(category__in=[Category.NEW, Category.CLOSED])
    total = selection.how_many(request.GET, member) if request.htmx else None
    return {
        "members": who_can_have_it(workspace),
        "statuses": statuses.order_by("position", "id"),
        "priorities": [(one.value, one.label, one.name.lower()) for one in reversed(Ticket.Priority)],
        "teams": teams_of(workspace.pk, member),
        "may_trash": member.can("tickets.trash"),
        "may_merge": member.can("tickets.merge"),
        "place": {"spam": "spam", "trash": "trash"}.get(request.GET.get("view", ""), "inbox"),
        "total": total,
        "total_shown": _shown(total),
        "most": None if member.can("tickets.bulk_many") else FEW,
    }


def _change(request):
    member, data = request.member, request.POST
    if field := next((name for name in ("remove", "add", "tag", "create") if name in data), None):
        field, data = "remove" if field == "remove" else "add", data.copy()
        try:
            data[field] = tags.asked(request, field)
        except tags.NoSuchTag as refused:
            return tags.ask_back(request, refused, into=INTO[field])
    change = changes.read(data, workspace=request.workspace, member=member)
    need(request, change.right)
    found = selection.chosen(request.POST, member)
    if not found:
        raise Http404
    selection.need_few(member, len(found))
    job = jobs.start(
        "tickets.change",
        by=member,
        params={"change": {"property": change.property, "value": change.value, "name": change.name}},
        items=[(pk, f"#{number}", {}) for pk, number in found],
        few=AT_ONCE,
    )
    return begun(request, job)


def list_url(data):
    """The list ``view`` of ``data``, which the page was opened from."""
    try:
        return reverse("tickets:inbox_view", args=[data.get("view") or "my-open"])
    except NoReverseMatch:
        return reverse("tickets:inbox_view", args=["my-open"])


def _shown(total):
    if total is None:
        return _("Select all that match")
    if total > COUNTED:
        return _("Select all %(count)s+ that match") % {"count": f"{COUNTED:,}"}
    return ngettext("Select all %(count)s that match", "Select all %(count)s that match", total) % {
        "count": f"{total:,}"
    }
