"""The second step of signing in, for whom two-factor authentication is on."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from allauth.core.internal import ratelimit
from django.contrib import messages as flash
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from helpdesk.lib.errors import OperationRefused
from workspaces import limits, two_factor
from workspaces.accounts import CodeStage
from workspaces.forms.accounts import CodeForm
from workspaces.models import Member
from workspaces.views.accounts import keep_language

# Whoever comes so far knows the password or reads the mail. Of a million codes three are right at a time.
TRIES = {"app": "workspaces", "action": "two_factor", "config": {"two_factor": "5/5m/key,40/d/key"}}


class TooManyTries(OperationRefused):
    code = "too_many_tries"
    message = gettext_lazy("Too many tries. Wait five minutes; after forty in a day, until tomorrow.")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@limits.closed_without_limits
def code(request):  # GET, POST /sign-in/code/
    """Take a code of the app or a recovery code; then the session begins, under a new key."""
    stage = LoginStageController.enter(request, CodeStage.key)
    user = stage.login.user if stage else None
    if user is None or not _may_go_on(request, user, stage.state):
        if stage:
            clear_login(request)
        return redirect("account_login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, user)
    if refusal := limits.refused(request, "two_factor_address", "30/m/ip"):
        return refusal
    try:
        used = take_code(request, user, form.cleaned_data["code"])
    except TooManyTries as refused:
        form.add_error("code", str(refused.message))
        return _page(request, form, user, status=429)
    if not used:
        form.add_error(
            "code", _("This code does not let you in. Each works once, and one of the app for half a minute.")
        )
        return _page(request, form, user)
    record_authentication(request, user, "mfa", type=used)
    response = stage.exit()
    if used == "recovery":
        left = two_factor.codes_left(user)
        words = ngettext("You have %(n)d recovery code left", "You have %(n)d recovery codes left", left)
        flash.warning(request, words % {"n": left})
    return keep_language(response, user)


def take_code(request, user, code):
    """What ``code`` is, as ``two_factor.spend`` says. Wrong ones are counted for the user. Raises TooManyTries."""
    if not ratelimit.consume(request, key=str(user.pk), **TRIES):
        raise TooManyTries
    used = two_factor.spend(user, code)
    if used:
        ratelimit.clear(request, key=str(user.pk), **TRIES)
    return used


def _may_go_on(request, user, state):
    """Is it still who gave the password, and a member here?"""
    is_same = constant_time_compare(state.get("stamp", ""), user.get_session_auth_hash())
    return is_same and Member.objects.active().filter(workspace=request.workspace, user=user).exists()


def _page(request, form, user, *, status=None):
    context = {"form": form, "email": user.email}
    return render(request, "account/code.html", context, status=status or (422 if form.is_bound else 200))
