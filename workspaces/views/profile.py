"""A member's own settings."""

from allauth.account.adapter import get_adapter
from django.contrib import messages as flash
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from workspaces import members, two_factor
from workspaces.access import agent_required
from workspaces.forms.settings import PasswordForm, ProfileForm
from workspaces.limits import closed_without_limits
from workspaces.views.accounts import keep_language
from workspaces.views.page import settings_page, unhappy


@require_http_methods(["GET", "POST"])
@agent_required
def profile(request, pane="conversation"):  # GET, POST /settings/profile/
    """Names, signature, language, theme, undo time, keys."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.member)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "pane": pane, "two_factor": two_factor.is_on(request.member.user)}
        return settings_page(request, "workspaces/profile.html", "profile", context, status=unhappy(form))
    member = form.save()
    flash.success(request, _("Saved"))
    response = redirect("workspaces:profile")
    if not member.user.language:
        response.delete_cookie("tugi_language", samesite="Lax")
    return keep_language(response, member.user)


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
@agent_required
@closed_without_limits
def password(request):  # GET, POST /settings/password/
    """Another password. Other sessions of the user end; this one goes on."""
    user = request.member.user
    adapter = get_adapter(request)
    data = request.POST if request.method == "POST" else None
    form = PasswordForm(data, user=user, check=lambda text: adapter.reauthenticate(user, text))
    if request.method != "POST" or not form.is_valid():
        return settings_page(request, "workspaces/password.html", "profile", {"form": form}, status=unhappy(form))
    adapter.set_password(user, form.cleaned_data["password"])
    update_session_auth_hash(request, user)
    members.end_sockets(request.member)
    flash.success(request, _("Your password is changed. Other devices are signed out."))
    return redirect("workspaces:profile")
