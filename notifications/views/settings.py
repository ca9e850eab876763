"""The member's own choice of what to hear, and how."""

from django.contrib import messages as flash
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.forms import SettingsForm
from notifications.models import NotificationSettings, PushSubscription
from notifications.push import public_key
from workspaces.access import agent_required
from workspaces.views.page import settings_page, unhappy


@require_http_methods(["GET", "POST"])
@agent_required
def settings(request):  # GET, POST /settings/notifications/
    """The matrix of kinds and ways, quiet hours, digest, sound."""
    key = {"workspace": request.workspace, "member": request.member}
    own = NotificationSettings.objects.filter(**key).first() or NotificationSettings(**key)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method != "POST" or not form.is_valid():
        devices = PushSubscription.objects.filter(**key)
        context = {"form": form, "devices": devices, "push_key": public_key()}
        return settings_page(request, "notifications/settings.html", "notifications", context, status=unhappy(form))
    form.save()
    flash.success(request, _("Saved"))
    return redirect("notifications:settings")
