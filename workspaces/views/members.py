"""Who is in the workspace, and who is asked in."""

from django.contrib import messages as flash
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workspaces import invitations, limits, members, two_factor
from workspaces.access import right_required
from workspaces.forms.settings import InvitationForm, MemberForm
from workspaces.models import Invitation, InvitationTeam, Member, TeamMember
from workspaces.views.page import settings_page, unhappy


@require_safe
@right_required("members.invite")
def members_list(request):  # GET /settings/members/
    """Members and open invitations."""
    people = (
        Member.objects.filter(workspace=request.workspace)
        .select_related("user")
        .annotate(has_two_factor=two_factor.ON)
        .prefetch_related(Prefetch("memberships", TeamMember.objects.select_related("team")))
        .order_by("deactivated_at", "user__name")
    )
    invited = (
        Invitation.objects.filter(workspace=request.workspace, accepted_at=None)
        .select_related("invited_by__user")
        .prefetch_related(Prefetch("teams", InvitationTeam.objects.select_related("team")))
    )
    context = {"people": people, "invited": invited, "now": timezone.now()}
    return settings_page(request, "workspaces/members.html", "members", context)


@require_http_methods(["GET", "POST"])
@right_required("members.invite")
@limits.closed_without_limits
def invite(request):  # GET, POST /settings/invitations/
    """Mail somebody a link to come in."""
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(data, workspace=request.workspace, roles=members.roles_to_give(request.member))
    if request.method == "POST" and form.is_valid():
        if refusal := limits.refused(request, "invite", "60/h/key", key=str(request.workspace.pk)):
            return refusal
        try:
            invitations.invite(request.workspace, by=request.member, **form.cleaned_data)
        except invitations.AlreadyMember as refused:
            form.add_error("email", str(refused.message))
        else:
            flash.success(request, _("Invitation to %(email)s is on its way") % {"email": form.cleaned_data["email"]})
            return redirect("workspaces:members")
    return settings_page(request, "workspaces/invite.html", "members", {"form": form}, status=unhappy(form))


@require_POST
@right_required("members.invite")
@limits.closed_without_limits
def resend(request, pk):  # POST /settings/invitations/<pk>/resend/
    """A new link for seven more days."""
    invitation = _open_invitation(request, pk)
    if refusal := limits.refused(request, "invite", "60/h/key", key=str(request.workspace.pk)):
        return refusal
    invitations.resend(invitation, by=request.member)
    flash.success(request, _("A new link to %(email)s is on its way") % {"email": invitation.email})
    return redirect("workspaces:members")


@require_POST
@right_required("members.invite")
def revoke(request, pk):  # POST /settings/invitations/<pk>/revocation/
    """The mailed link no longer works."""
    invitation = _open_invitation(request, pk)
    invitations.revoke(invitation, by=request.member)
    flash.success(request, _("Invitation to %(email)s is withdrawn") % {"email": invitation.email})
    return redirect("workspaces:members")


@require_http_methods(["GET", "POST"])
@right_required("members.change_role")
def member(request, public_id):  # GET, POST /settings/members/<public_id>/
    """Role and teams of one member."""
    person = _member(request, public_id)
    data = request.POST if request.method == "POST" else None
    form = MemberForm(data, member=person, roles=members.roles_to_give(request.member))
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "person": person,
            "reason": members.reason_against_deactivating(person, by=request.member),
            "app": two_factor.app_of(person.user),
        }
        return settings_page(request, "workspaces/member.html", "members", context, status=unhappy(form))
    members.set_role(person, form.cleaned_data["role"], by=request.member)
    members.set_teams(person, form.cleaned_data["teams"], by=request.member)
    flash.success(request, _("Saved"))
    return redirect("workspaces:members")


@require_POST
@right_required("members.change_role")
def deactivation(request, public_id):  # POST /settings/members/<public_id>/deactivation/
    """Shut a member out, or let them in again with ``undo``."""
    person = _member(request, public_id)
    if "undo" in request.POST:
        members.reactivate(person, by=request.member)
        flash.success(request, _("%(name)s can sign in again") % {"name": person.name})
    else:
        members.deactivate(person, by=request.member)
        flash.success(request, _("%(name)s is deactivated and signed out") % {"name": person.name})
    return redirect("workspaces:members")


def _member(request, public_id):
    people = Member.objects.filter(workspace=request.workspace).select_related("user")
    return get_object_or_404(people, public_id=public_id)


def _open_invitation(request, pk):
    return get_object_or_404(Invitation, workspace=request.workspace, pk=pk, accepted_at=None)
