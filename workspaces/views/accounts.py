"""Sign in and out, by password or by a mailed link, and a forgotten password.

Answers never tell whether an address is known here: same words, same time.
"""

import time

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages as flash
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from workspaces import limits, mail, members, one_time_links
from workspaces.forms.accounts import AddressForm, NewPasswordForm, SignInForm
from workspaces.limits import closed_without_limits
from workspaces.models import Member, OneTimeLink
from workspaces.signals import send_members_changed

SIGN_IN, PASSWORD = OneTimeLink.Purpose.SIGN_IN, OneTimeLink.Purpose.PASSWORD


class SignInView(allauth.LoginView):
    """allauth's, which counts tries and begins a new session. ``?next=`` is followed only within this host."""

    template_name = "account/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.member:
            logout(request)  # of a user who is no member (any more); else they would be sent to and fro
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        return keep_language(super().form_valid(form), form.user)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOutView(allauth.LogoutView):
    """Signs out on POST; a GET asks."""

    template_name = "account/sign_out.html"

    def logout(self):
        super().logout()
        send_members_changed(self.request.workspace.pk)  # this browser's open pages hear nothing more


sign_in = closed_without_limits(SignInView.as_view())
sign_out = SignOutView.as_view()


@require_http_methods(["GET", "POST"])
@closed_without_limits
def ask_for_link(request):  # GET, POST /sign-in/link/
    """Mail a sign-in link. The second button of the sign-in card posts here too."""
    return _mail_link(
        request,
        action="sign_in_link",
        purpose=SIGN_IN,
        url_name="account_sign_in_by_link",
        template="account/ask_for_link.html",
        sent_url="account_link_sent",
        mail_template="account/email/sign_in",
    )


@require_http_methods(["GET", "POST"])
@closed_without_limits
def ask_for_reset(request):  # GET, POST /password/reset/
    """Mail a link that sets a new password."""
    return _mail_link(
        request,
        action="reset_password",
        purpose=PASSWORD,
        url_name="account_reset_password_from_key",
        template="account/ask_for_reset.html",
        sent_url="account_reset_password_done",
        mail_template="account/email/password",
    )


@require_safe
def link_sent(request):
    return render(request, "account/link_sent.html")


@require_safe
def reset_sent(request):
    return render(request, "account/reset_sent.html")


@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
@closed_without_limits
def sign_in_by_link(request, token):  # GET, POST /sign-in/link/<token>/
    """A page whose button spends the link: programs that open every link in a mail must not."""
    if refusal := limits.refused(request, "one_time_link", "20/m/ip"):
        return refusal
    if request.method != "POST":
        member = one_time_links.member_for(request.workspace, SIGN_IN, token)
        context = {"who": member}
        return render(request, "account/sign_in_by_link.html", context) if member else _dead_link(request, SIGN_IN)
    member = one_time_links.spend(request.workspace, SIGN_IN, token)
    if member is None:
        return _dead_link(request, SIGN_IN)
    return enter(request, member, method="link", remember="remember" in request.POST)


@sensitive_post_parameters("password")
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
@closed_without_limits
def reset(request, token):  # GET, POST /password/reset/<token>/
    """Set a new password. All sessions of the user end; they sign in with the new one."""
    if refusal := limits.refused(request, "one_time_link", "20/m/ip"):
        return refusal
    member = one_time_links.member_for(request.workspace, PASSWORD, token)
    if member is None:
        return _dead_link(request, PASSWORD)
    form = NewPasswordForm(request.POST or None, user=member.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/reset.html", {"form": form, "who": member}, status=status)
    if not one_time_links.spend(request.workspace, PASSWORD, token):
        return _dead_link(request, PASSWORD)
    adapter = get_adapter(request)
    adapter.set_password(member.user, form.cleaned_data["password"])
    members.end_sockets(member)
    adapter._delete_login_attempts_cached_email(request, email=member.user.email)
    flash.success(request, _("Your password is changed. Sign in with the new one."))
    return redirect("account_login")


def enter(request, member, *, method, remember=False):
    """Sign ``member`` in under a new session and send them to the inbox."""
    if request.user.is_authenticated and request.user.pk != member.user_id:
        logout(request)
    record_authentication(request, member.user, method=method, email=member.user.email)
    response = perform_login(request, Login(user=member.user, email=member.user.email))
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    return keep_language(response, member.user)


def keep_language(response, user):
    """Have pages of this browser speak the user's language, if they chose one."""
    if user is not None and user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 24 * 3600, secure=settings.HTTPS, samesite="Lax"
        )
    return response


def _mail_link(request, *, action, purpose, url_name, template, sent_url, mail_template):
    since = time.monotonic()
    form = AddressForm(request.POST or None, initial={"login": request.GET.get("login", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, template, {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["login"]
    if refusal := limits.refused(request, action, "20/m/ip,3/5m/key", key=email):
        return refusal
    member = (
        Member.objects.active()
        .filter(workspace=request.workspace, user__email=email)
        .select_related("user", "workspace")
        .first()
    )
    if member:
        token = one_time_links.make(member, purpose)
        link = mail.absolute(request.workspace, reverse(url_name, args=[token]))
        context = {"name": member.first_name, "link": link}
        mail.send(request.workspace, member.user.email, mail_template, context, language=member.user.language)
    limits.answer_evenly(since)
    return HttpResponseRedirect(reverse(sent_url))


def _dead_link(request, purpose):
    """One page for unknown, spent, overtaken and too old links."""
    return render(request, "account/dead_link.html", {"for_password": purpose == PASSWORD}, status=404)
