"""Two-factor authentication in the settings: one's own, and to help somebody who is locked out."""

from django.contrib import messages as flash
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from helpdesk.lib.sealed import Unreadable, seal, unseal
from workspaces import qr, sudo, two_factor
from workspaces.access import agent_required, right_required
from workspaces.forms.settings import SwitchOnForm
from workspaces.limits import closed_without_limits
from workspaces.models import Member
from workspaces.views.page import settings_page
from workspaces.views.sign_in_code import TooManyTries, take_code

PENDING = "two_factor_key"  # in the session, sealed, until its first code has come


@sensitive_post_parameters("code", "sudo_password")
@sensitive_variables("key")
@require_http_methods(["GET", "POST"])
@agent_required
@closed_without_limits
def own(request):  # GET, POST /settings/two-factor/
    """Switch it on; then, by ``act``, other recovery codes ("codes"), or switch it off ("off").

    While it is on, both ask each time who it is, however fresh the session: nobody undoes it at a screen left open.
    """
    if two_factor.is_on(request.member.user):
        return _while_on(request, Proof(request, always=True))
    return _while_off(request, sudo.Question(request))


@sensitive_post_parameters("sudo_password")
@require_http_methods(["GET", "POST"])
@right_required("members.change_role")
@closed_without_limits
def of_member(request, public_id):  # GET, POST /settings/members/<public_id>/two-factor/
    """Switch it off for a member who has lost phone and recovery codes."""
    people = Member.objects.filter(workspace=request.workspace).select_related("user", "workspace")
    person = get_object_or_404(people, public_id=public_id)
    if person.pk == request.member.pk:
        return redirect("workspaces:two_factor")
    asked = sudo.Question(request)
    if request.method == "POST" and asked.is_answered():
        two_factor.switch_off(person, by=request.member)
        flash.success(request, _("%(name)s signs in without a code now, and was told by mail") % {"name": person.name})
        return redirect("workspaces:member", person.public_id)
    reason = two_factor.reason_against_switching_off(person, by=request.member)
    context = {"person": person, "asked": asked, "reason": reason}
    return settings_page(request, "workspaces/member_two_factor.html", "members", context, status=_status(asked))


class Proof(sudo.Question):
    """Takes a code of the app or a recovery code (``code``), or the password: ``_two_factor_proof.html``."""

    code_error = ""

    def is_answered(self):
        code = self.request.POST.get("code", "").strip()
        if not code and self.request.POST.get("sudo_password"):
            return super().is_answered()
        if not code:
            self.code_error = _("Write a code, or your password below.")
        else:
            self.code_error = self._against(code)
        return not self.code_error

    def _against(self, code):
        try:
            if take_code(self.request, self.request.user, code):
                return ""
        except TooManyTries as refused:
            return str(refused.message)
        return _("This is not a code that is good now. Each works once; wait for the next one.")

    @property
    def is_refused(self):
        return bool(self.error or self.code_error)


def _while_off(request, asked):
    member = request.member
    place = f"pending-{two_factor.place_of(member.user)}"
    key = _pending(request, place)
    form = SwitchOnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and asked.is_answered():
        try:
            codes = two_factor.switch_on(member, key, form.cleaned_data["code"], by=member)
        except two_factor.WrongCode as refused:
            form.add_error("code", str(refused.message))
        else:
            del request.session[PENDING]
            _keep_this_session(request)
            return _codes(request, codes, is_new=True)
    context = {"form": form, "asked": asked, "key": key, "picture": qr.picture(two_factor.address_of(member, key))}
    status = 422 if form.errors else _status(asked)
    return settings_page(request, "workspaces/two_factor_off.html", "profile", context, status=status)


def _while_on(request, asked):
    member = request.member
    if request.method == "POST" and asked.is_answered():
        if request.POST.get("act") == "codes":
            return _codes(request, two_factor.new_codes(member, by=member), is_new=False)
        if request.POST.get("act") == "off":
            two_factor.switch_off(member, by=member)
            _keep_this_session(request)
            flash.success(request, _("Two-factor authentication is off"))
            return redirect("workspaces:profile")
    context = {"asked": asked, "app": two_factor.app_of(member.user), "left": two_factor.codes_left(member.user)}
    return settings_page(request, "workspaces/two_factor_on.html", "profile", context, status=_status(asked))


def _codes(request, codes, *, is_new):
    """The one answer that shows them: they are kept nowhere, so it can't be asked for again."""
    context = {"codes": codes, "is_new": is_new, "member": request.member}
    return settings_page(request, "workspaces/recovery_codes.html", "profile", context)


def _pending(request, place):
    """The key that this session offers until it is used: the same on every look, so that a reload does not change it."""
    try:
        return unseal(request.session[PENDING], place=place)
    except (KeyError, Unreadable):  # none yet, or offered to somebody else in this browser
        key = two_factor.new_key()
        request.session[PENDING] = seal(key, place=place)
        return key


def _keep_this_session(request):
    """Others of the user have ended; this one goes on, under a new key."""
    update_session_auth_hash(request, request.member.user)


def _status(asked):
    return 403 if asked.is_refused else 200
