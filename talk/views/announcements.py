"""What admins tell everybody: a line on each page until it is confirmed, a list of all, and who has read which."""

from django.contrib import messages as flash
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from talk.forms import AnnouncementForm
from talk.models import Announcement, AnnouncementRead
from talk.operations import announcing
from talk.rooms import rooms_for
from workspaces.access import agent_required, right_required
from workspaces.models import Member

PAGE = 20


@require_GET
@agent_required
def announcements(request):  # GET /talk/announcements/
    """The newest first; ``?after=`` goes on behind one. ``?part=line`` what the member has not confirmed yet, for each page."""
    if request.GET.get("part") == "line":
        return _line(request)
    rows = _visible(request)
    if after := request.GET.get("after", ""):
        last = get_object_or_404(rows, public_id=after)
        rows = rows.filter(Q(starts_on__lt=last.starts_on) | Q(starts_on=last.starts_on, pk__lt=last.pk))
    own = AnnouncementRead.objects.filter(
        workspace=request.workspace, announcement=OuterRef("pk"), member=request.member
    )
    rows = rows.annotate(
        is_read=Exists(own), read_count=Count("reads", filter=Q(reads__member__deactivated_at=None))
    ).select_related("author__user")
    rows = list(rows.order_by("-starts_on", "-id")[: PAGE + 1])  # the model's own order is lost to the count
    context = {
        "announcements": rows[:PAGE],
        "next": rows[PAGE - 1].public_id if len(rows) > PAGE else "",
        "today": timezone.localdate(),
        "member_count": Member.objects.active().filter(workspace=request.workspace).count(),
    }
    return _beside_rooms(request, "talk/announcements.html", context)


@require_GET
@right_required("announcements.write")
def announcement(request, public_id):  # GET /talk/announcements/<public_id>/
    """Who has read it and who has not; ``?part=reads`` these alone."""
    found = _find(request, public_id)
    reads = found.reads.filter(workspace=request.workspace, member__deactivated_at=None)
    reads = list(reads.select_related("member__user").order_by("read_at", "pk"))
    others = Member.objects.active().filter(workspace=request.workspace).select_related("user")
    others = others.exclude(pk__in=[one.member_id for one in reads]).order_by("user__name", "pk")
    context = {"announcement": found, "reads": reads, "others": list(others), "today": timezone.localdate()}
    if request.GET.get("part") == "reads":
        return render(request, "talk/_reads.html", context)
    return _beside_rooms(request, "talk/announcement.html", context)


@require_http_methods(["GET", "POST"])
@right_required("announcements.write")
def new_announcement(request):  # GET, POST /talk/announcements/new/
    return _edit(request, Announcement(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required("announcements.write")
def announcement_text(request, public_id):  # GET, POST /talk/announcements/<public_id>/text/
    return _edit(request, _find(request, public_id))


@require_POST
@right_required("announcements.write")
def announcement_removal(request, public_id):  # POST /talk/announcements/<public_id>/removal/
    announcing.withdraw(_find(request, public_id), by=request.member)
    flash.success(request, _("The announcement is deleted"))
    return redirect("talk:announcements")


@require_POST
@agent_required
def confirmation(request, public_id):  # POST /talk/announcements/<public_id>/confirmation/
    """The member has read it. From the line of a page comes the next one; from the list, the list."""
    found = get_object_or_404(_visible(request), public_id=public_id)
    announcing.confirm(found, by=request.member)
    return _line(request) if request.htmx else redirect("talk:announcements")


def _line(request):
    waiting = list(
        Announcement.objects.filter(workspace=request.workspace)
        .holding(timezone.localdate())
        .unread_by(request.member)
        .select_related("author__user")
        .order_by("starts_on", "id")[:10]
    )
    if not waiting:
        return HttpResponse("")
    return render(request, "talk/_announcement_line.html", {"announcement": waiting[0], "more": len(waiting) - 1})


def _edit(request, found):
    is_new = found.pk is None
    form = AnnouncementForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "announcement": None if is_new else found}
        return _beside_rooms(request, "talk/announcement_edit.html", context, status=422 if form.is_bound else 200)
    saved = form.save(commit=False)
    announcing.announce(saved, by=request.member, ask_again=form.cleaned_data.get("ask_again", False))
    flash.success(request, _("Announced") if is_new else _("Saved"))
    return redirect("talk:announcement", saved.public_id)


def _visible(request):
    """Those that have begun; who writes them sees those to come, too."""
    rows = Announcement.objects.filter(workspace=request.workspace)
    return rows if request.member.can("announcements.write") else rows.filter(starts_on__lte=timezone.localdate())


def _find(request, public_id):
    rows = Announcement.objects.filter(workspace=request.workspace).select_related("author__user")
    return get_object_or_404(rows, public_id=public_id)


def _beside_rooms(request, template, context, *, status=200):
    frame = {"rooms": rooms_for(request.member), "open_room": "announcements", "place": "talk"}
    return render(request, template, frame | context, status=status)
