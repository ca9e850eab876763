"""Accepting an invitation."""

from allauth.account.adapter import get_adapter
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from workspaces import invitations, limits
from workspaces.forms.invitations import KnownUserForm, NewUserForm
from workspaces.limits import closed_without_limits
from workspaces.models import User
from workspaces.views.accounts import enter


@sensitive_post_parameters("password")
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
@closed_without_limits
def accept(request, token):  # GET, POST /invitations/<token>/
    """Who is new gives a name and a password; who has them, here or in another workspace, gives the password."""
    if refusal := limits.refused(request, "one_time_link", "20/m/ip"):
        return refusal
    invitation = invitations.find(request.workspace, token)
    if invitation is None:
        return _dead_link(request)
    user = User.objects.filter(email=invitation.email).first()
    signed_in = user is not None and request.user.is_authenticated and request.user.pk == user.pk
    form = _form(request, invitation, user, signed_in)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "invitation": invitation, "known": user is not None, "signed_in": signed_in}
        return render(request, "workspaces/accept_invitation.html", context, status=422 if form.is_bound else 200)
    details = {} if user else {"name": form.cleaned_data["name"], "password": form.cleaned_data["password"]}
    member = invitations.accept(request.workspace, token, user=user, **details)
    if member is None or not member.is_active:
        return _dead_link(request)
    return enter(request, member, method="invitation")


def _form(request, invitation, user, signed_in):
    data = request.POST if request.method == "POST" else None
    if user is None:
        return NewUserForm(data, user=User(email=invitation.email))
    return KnownUserForm(data, check=lambda password: _is_theirs(request, user, password), ask=not signed_in)


def _is_theirs(request, user, password):
    """Is ``password`` that of ``user``, who may be no member here yet? Tries are counted as those to sign in are."""
    adapter = get_adapter(request)
    adapter.pre_authenticate(request, email=user.email, password=password)
    if not (user.is_active and user.check_password(password)):
        return False
    adapter._rollback_login_failed_rl_usage()
    return True


def _dead_link(request):
    return render(request, "workspaces/dead_invitation.html", status=404)
