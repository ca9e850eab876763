"""What colleagues are told about the member."""

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tickets import availability as states
from workspaces.access import agent_required
from workspaces.models import Member


@require_POST
@agent_required
def availability(request):  # POST /availability/
    """Choose ``state``: online, away, offline, or nothing for what follows from one's open pages."""
    state = request.POST.get("state", "")
    if state not in Member.Availability.values:
        return HttpResponseBadRequest()
    states.choose(request.member, state)
    if request.htmx:
        return render(request, "tickets/_availability.html", {"chosen": state})
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "tickets:inbox")
