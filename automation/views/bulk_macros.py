"""Macros on the tickets that are selected in a list: choose one, read what it will do, apply it to all of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from automation.models import Macro
from automation.operations import macros
from automation.views.folders import by_folder
from automation.views.macros import rendered
from helpdesk.lib.patience import COUNTED
from tickets.bulk import selection
from tickets.views.bulk import list_url
from tickets.views.finding import need
from workspaces import jobs
from workspaces.access import right_required
from workspaces.views.jobs import begun

AT_ONCE = 5  # so many get it within the request


@require_GET
@right_required("answers.use")
def picker(request):  # GET /tickets/macros/?ticket=42&ticket=43
    """Macros that the member may use. The selection is named as ``tickets:bulk`` has it; a script names it later."""
    need(request, "tickets.bulk")
    usable = Macro.objects.filter(workspace=request.workspace).usable_by(request.member)
    folders = by_folder(usable.by_folder()[:200])
    context = {"folders": folders, "selection": _selection(request.GET).urlencode(), "back": _back(request.GET)}
    return rendered(request, "macro_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("answers.use")
def macro(request, pk):  # GET, POST /tickets/macros/7/
    """GET: what it will do, and to how many tickets. POST: does it; refused tickets are told one by one."""
    need(request, "tickets.bulk")
    usable = Macro.objects.filter(workspace=request.workspace).usable_by(request.member)
    found = get_object_or_404(usable, pk=pk)
    if request.method == "POST":
        return _apply(request, found)
    meant = _selection(request.GET)
    others = reverse("automation:bulk_macros")
    context = {
        "macro": found,
        "preview": macros.plan(found, by=request.member),
        "action": request.path,
        "others": others if request.htmx else f"{others}?{meant.urlencode()}",
        "words": _words(request.GET, request.member),
        # the bulk bar names its selection itself
        "hidden": [] if request.htmx else [(name, value) for name in meant for value in meant.getlist(name)],
        "back": _back(request.GET),
    }
    return rendered(request, "macro_preview", context)


def _apply(request, macro):
    found = selection.chosen(request.POST, request.member)
    if not found:
        raise Http404
    selection.need_few(request.member, len(found))
    job = jobs.start(
        "automation.apply_macro",
        by=request.member,
        params={"macro": macro.pk, "name": macro.name},
        items=[(pk, f"#{number}", {}) for pk, number in found],
        few=AT_ONCE,
    )
    return begun(request, job)


def _selection(data):
    """``data`` as far as it names tickets, as a query."""
    named = data.copy()
    for name in set(named) - {"ticket", "all", "view", "q"}:
        del named[name]
    return named


def _words(data, member):
    """Of the button: to how many tickets."""
    is_all = data.get("all") == "1"
    count = selection.how_many(data, member) if is_all else selection.named(data, member).count()
    if count is None or count > COUNTED:
        return _("Apply to all that match")
    return ngettext("Apply to %(count)s ticket", "Apply to %(count)s tickets", count) % {"count": f"{count:,}"}


def _back(data):
    """The list that the tickets were chosen in, and words for a link to it."""
    return list_url(data), _("Back to the list")
