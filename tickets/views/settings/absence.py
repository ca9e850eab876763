"""Out of office, as the member sets it."""

from django.contrib import messages as flash
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tickets import absences
from tickets.forms.absence import AbsenceForm
from workspaces.access import agent_required
from workspaces.models import Absence
from workspaces.views.page import settings_page, unhappy


@require_http_methods(["GET", "POST"])
@agent_required
def absence(request):  # GET, POST /settings/absence/
    """From when to when, who stands in, and what they will not see."""
    own = _own(request) or Absence(workspace=request.workspace, member=request.member)
    saved = own.pk is not None
    substitute = own.substitute
    form = AbsenceForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.save()
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:absence")
    today = absences.today(request.workspace)
    context = {
        "form": form,
        "saved": saved,
        "substitute": substitute,
        "is_over": saved and not form.is_bound and own.last_day < today,
        "is_now": saved and not form.is_bound and own.first_day <= today <= own.last_day,
        "sight": absences.out_of_sight(request.member, substitute) if substitute else None,
    }
    return settings_page(request, "tickets/settings/absence.html", "absence", context, status=unhappy(form))


@require_POST
@agent_required
def absence_end(request):  # POST /settings/absence/end/
    """The member is back, or stays after all."""
    if own := _own(request):
        own.delete()
        flash.success(request, _("You are back: new tickets and news are yours alone again."))
    return redirect("tickets:inbox" if request.POST.get("from") == "banner" else "ticket_settings:absence")


def _own(request):
    held = Absence.objects.filter(workspace=request.workspace, member=request.member)
    return held.select_related("substitute__user", "member__user", "workspace").first()
