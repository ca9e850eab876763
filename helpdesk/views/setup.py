"""The first workspace of an installation."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tickets.operations.preparing import create_workspace
from workspaces import hosts, limits, setup
from workspaces.forms.setup import SetupForm
from workspaces.models import Member, Team, TeamMember, User
from workspaces.tenancy import tenant
from workspaces.views.accounts import keep_language

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@limits.closed_without_limits
def set_up(request):  # GET, POST /setup/
    """While there is no workspace: asks for the code of the terminal and makes workspace and owner. Then 404 for ever."""
    if not setup.is_needed():
        raise Http404
    if refusal := limits.refused(request, "setup", "10/m/ip,60/m/key", key="setup"):
        return refusal
    setup.code()  # written to the log, if nobody asked before
    data = request.POST if request.method == "POST" else None
    initial = {"language": get_language(), "time_zone": "Europe/Tallinn"}
    form = SetupForm(data, initial=initial, check_code=setup.is_right)
    if request.method != "POST" or not form.is_valid():
        return render(request, "setup/set_up.html", {"form": form}, status=422 if form.is_bound else 200)
    member = _make(form.cleaned_data)
    setup.forget()
    login(request, member.user, backend=BACKEND)
    record_authentication(request, member.user, method="password", email=member.user.email)  # for workspaces.sudo
    return keep_language(redirect(settings.LOGIN_REDIRECT_URL), member.user)


@transaction.atomic
def _make(fields):
    """The workspace with its owner. Of two who press at the same time, the second finds nothing here."""
    setup.lock()
    if not setup.is_needed():
        raise Http404
    workspace = create_workspace(
        slug=fields["slug"],
        name=fields["workspace"],
        language=fields["language"],
        time_zone=fields["time_zone"],
    )
    if settings.BASE_DOMAIN == "localhost":  # not every machine resolves names below it
        hosts.answer_at_installation(workspace)
    user = User.objects.create_user(
        fields["email"], fields["password"], name=fields["name"], language=fields["language"]
    )
    with tenant(workspace):
        member = Member.objects.create(workspace=workspace, user=user, role=Member.Role.OWNER)
        for team in Team.objects.filter(workspace=workspace):
            TeamMember.objects.create(workspace=workspace, team=team, member=member)
    return member
