"""The sheet of keys, and the page where members choose their own."""

from django.contrib import messages as flash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tickets.forms.keys import KeysForm
from tickets.keys import groups_for
from workspaces.access import agent_required
from workspaces.views.page import settings_page, unhappy


@require_GET
@agent_required
def keys(request):  # GET /keys/
    """All keys: as the inside of the dialog that "?" opens, or as a page for who came without scripts."""
    template = "tickets/_keys.html" if request.htmx else "tickets/keys.html"
    return render(request, template, {"groups": groups_for(request.member)})


@require_http_methods(["GET", "POST"])
@agent_required
def own_keys(request):  # GET, POST /settings/keys/
    """Choose other keys, or none; ``reset`` brings all back."""
    member = request.member
    if "reset" in request.POST:
        member.keys = {}
        member.save(update_fields=["keys"])
        flash.success(request, _("All keys are as they were"))
        return redirect("ticket_settings:keys")
    form = KeysForm(request.POST if request.method == "POST" else None, member=member)
    if request.method != "POST" or not form.is_valid():
        return settings_page(request, "tickets/own_keys.html", "profile", {"form": form}, status=unhappy(form))
    form.save()
    flash.success(request, _("Saved"))
    return redirect("ticket_settings:keys")
