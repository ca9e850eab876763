"""A list as a file."""

from django.http import Http404
from django.views.decorators.http import require_POST

from helpdesk.lib.spreadsheets import WRITERS
from tickets.columns import columns_for
from tickets.inbox import view_for
from tickets.views.finding import need
from workspaces import jobs
from workspaces.access import agent_required
from workspaces.views.jobs import begun


@require_POST
@agent_required
def exports(request):  # POST /inbox/exports/
    """``view``, ``sort`` and ``format`` (csv or xlsx): begins the job; its file is offered when it is over, for a day."""
    need(request, "tickets.export")
    view = view_for(request.POST.get("view", ""), request.member)
    kind = request.POST.get("format", "")
    if kind not in WRITERS:
        raise Http404
    columns = columns_for(view.columns or request.member.list_columns, request.workspace)
    params = {
        "view": view.slug,
        "name": str(view.title),
        "sort": request.POST.get("sort", "")[:60],
        "columns": [one.key for one in columns],
        "format": kind,
    }
    return begun(request, jobs.start("tickets.export", by=request.member, params=params))
