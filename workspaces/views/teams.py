"""Teams: who shares which queue."""

from django.contrib import messages as flash
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workspaces import teams
from workspaces.access import right_required
from workspaces.forms.settings import TeamForm
from workspaces.models import Team
from workspaces.views.page import settings_page, unhappy


@require_safe
@right_required("teams.configure")
def teams_list(request):  # GET /settings/teams/
    active = Q(memberships__member__deactivated_at=None)
    found = Team.objects.filter(workspace=request.workspace).annotate(size=Count("memberships", filter=active))
    return settings_page(request, "workspaces/teams.html", "teams", {"teams": found})


@require_http_methods(["GET", "POST"])
@right_required("teams.configure")
def new_team(request):  # GET, POST /settings/teams/new/
    return _edit(request, Team(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required("teams.configure")
def team(request, pk):  # GET, POST /settings/teams/<pk>/
    return _edit(request, get_object_or_404(Team, workspace=request.workspace, pk=pk))


@require_POST
@right_required("teams.configure")
def deletion(request, pk):  # POST /settings/teams/<pk>/deletion/
    """Only a team that nothing belongs to: no ticket, no channel."""
    found = get_object_or_404(Team, workspace=request.workspace, pk=pk)
    teams.delete(found, by=request.member)
    flash.success(request, _("Team %(name)s is deleted") % {"name": found.name})
    return redirect("workspaces:teams")


def _edit(request, found):
    name = found.name
    form = TeamForm(request.POST if request.method == "POST" else None, instance=found, workspace=request.workspace)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "name": name, "team": found if found.pk else None}
        return settings_page(request, "workspaces/team.html", "teams", context, status=unhappy(form))
    teams.save(form.save(commit=False), members=form.cleaned_data["members"], by=request.member)
    flash.success(request, _("Saved"))
    return redirect("workspaces:teams")
