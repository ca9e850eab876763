"""Settings of the workspace."""

from copy import copy

from django.contrib import messages as flash
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workspaces.access import agent_required, right_required
from workspaces.forms.settings import WorkspaceForm
from workspaces.views.page import settings_page, unhappy
from workspaces.views.profile import profile


@require_safe
@agent_required
def index(request):  # GET /settings/
    """The first page that the member may open; on a phone, the list of pages."""
    if request.member.can("workspace.configure"):
        return _page(request, WorkspaceForm(instance=request.workspace), pane="list")
    return profile(request, pane="list")


@require_http_methods(["GET", "POST"])
@right_required("workspace.configure")
def general(request):  # GET, POST /settings/general/
    """Name, time, language, who sees what, confirmation, help centre."""
    shown = request.workspace.name
    changed = copy(request.workspace)  # what is refused must not stand in the page around the form
    form = WorkspaceForm(request.POST if request.method == "POST" else None, instance=changed)
    if request.method != "POST" or not form.is_valid():
        response = _page(request, form, shown=shown)
        return response
    form.save()
    if form.darkened:
        words = _("Saved. White letters could not be read on that colour, so it was darkened to %(colour)s.")
        flash.success(request, words % {"colour": form.cleaned_data["portal_colour"]})
    else:
        flash.success(request, _("Saved"))
    return redirect("workspaces:general")


def _page(request, form, pane="conversation", shown=None):
    context = {"form": form, "pane": pane, "shown_name": shown or request.workspace.name}
    return settings_page(request, "workspaces/general.html", "general", context, status=unhappy(form))
