"""Photos of members: one's own, and what shows everybody's to colleagues."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.lib.inert import inert
from workspaces import photos
from workspaces.access import agent_required
from workspaces.forms.settings import PhotoForm
from workspaces.models import MemberPhoto
from workspaces.views.page import settings_page, unhappy

FOR_EVER = "private, max-age=31536000, immutable"  # another photo, or a change of any, has another address


@require_http_methods(["GET", "POST"])
@agent_required
def own_photo(request):  # GET, POST /settings/photo/
    """Choose a photo; ``remove`` takes it away."""
    member = request.member
    if "remove" in request.POST:
        photos.remove_photo(member, by=member)
        flash.success(request, _("Your initials stand for you again"))
        return redirect("workspaces:own_photo")
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_bound and form.is_valid():
        try:
            photos.set_photo(member, form.cleaned_data["photo"], by=member)
        except photos.NotAPhoto as refused:
            form.add_error("photo", str(refused.message))
        else:
            flash.success(request, _("Your colleagues see you"))
            return redirect("workspaces:own_photo")
    context = {
        "form": form,
        "has_photo": MemberPhoto.objects.filter(workspace=request.workspace, member=member).exists(),
    }
    return settings_page(request, "workspaces/photo.html", "profile", context, status=unhappy(form))


@require_safe
@agent_required
def style_sheet(request):  # GET /people/photos.css?v=3
    """Lays the photos of the workspace over the initials of those who have one."""
    found = MemberPhoto.objects.filter(workspace=request.workspace).order_by("member__public_id")
    context = {"photos": found.values_list("member__public_id", "public_id")}
    response = render(request, "workspaces/photos.css", context, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_EVER
    return response


@require_safe
@agent_required
def photo(request, public_id):  # GET /people/photos/<public_id>/
    """One photo, to every member of the workspace."""
    found = get_object_or_404(MemberPhoto, workspace=request.workspace, public_id=public_id)
    response = HttpResponse(bytes(found.data), content_type="image/jpeg")
    response["Cache-Control"] = FOR_EVER
    return inert(response)
