"""Make, change, order and delete one's own lists, and those that one shares."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.numbers import whole
from helpdesk.lib.toasts import toast, trigger
from tickets import conditions, saved_views
from tickets.forms.saved_views import SavedViewForm
from tickets.inbox import view_for
from tickets.models import SavedView
from tickets.views.finding import need
from workspaces.access import agent_required


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required
def new(request):  # GET, POST /inbox/views/
    """A list under a name. ``?view=`` or ``?q=``: what it begins with; ``sort``."""
    need(request, "views.use")
    view = SavedView(workspace=request.workspace, owner=request.member)
    if request.method != "POST":
        view.sort = request.GET.get("sort", "")
        view.query = request.GET.get("q", "")[:1000]
        if slug := request.GET.get("view"):
            found = view_for(slug, request.member)
            view.query, view.columns = found.query_text, list(found.columns or request.member.list_columns)
    return _form(request, view)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required
def edit(request, pk):  # GET, POST /inbox/views/<pk>/
    return _form(request, _changeable(request, pk))


@require_POST
@agent_required
def deletion(request, pk):  # POST /inbox/views/<pk>/deletion/
    """It can be put back for a day: ``?undo=1``."""
    if request.GET.get("undo"):
        view = get_object_or_404(SavedView, workspace=request.workspace, pk=pk)
        if view.deleted_at is None or not saved_views.may_change(view, request.member):
            raise PermissionDenied
        SavedView.objects.filter(pk=view.pk).update(deleted_at=None)
        return _told(request, _("%(name)s is back") % {"name": view.name})
    view = _changeable(request, pk)
    SavedView.objects.filter(pk=view.pk).update(deleted_at=timezone.now())
    words = _("%(name)s is deleted") % {"name": view.name}
    return _told(request, words, undo_url=reverse("tickets:saved_view_deletion", args=[pk]) + "?undo=1")


@require_POST
@agent_required
def position(request, pk):  # POST /inbox/views/<pk>/position/
    """``place``: from 0 among those of its heading; or ``step``: -1 up, 1 down."""
    view = _changeable(request, pk)
    private = view.visibility == SavedView.Visibility.PRIVATE
    beside = [one.pk for one in saved_views.known_views(request.member) if (one.visibility == "private") == private]
    step, place = request.POST.get("step", ""), whole(request.POST.get("place"), most=9999)
    if step in ("-1", "1"):
        place = beside.index(view.pk) + int(step)
    if place is None:
        return HttpResponseBadRequest()
    saved_views.move(view, place, request.member)
    return HttpResponse(status=204) if request.htmx else redirect("tickets:inbox_view", f"view-{pk}")


def _changeable(request, pk):
    view = saved_views.find(pk, request.member)
    if not saved_views.may_change(view, request.member):
        raise PermissionDenied
    return view


def _form(request, view):
    member, data = request.member, request.POST.copy()
    if request.method != "POST":
        form, step = SavedViewForm(instance=view, member=member), conditions.step_from(view.query, member)
    elif "agreed" in data:  # the rows of conditions came along
        step = conditions.in_step(data, member, name="query")
        data["query"] = step.text
        if "do" in data or step.trouble:
            typed = {name: data.getlist(name) if name == "columns" else data[name] for name in data}
            form = SavedViewForm(initial=typed, instance=view, member=member)
        else:
            form = SavedViewForm(data, instance=view, member=member)
    else:
        form, step = (
            SavedViewForm(data, instance=view, member=member),
            conditions.step_from(data.get("query", ""), member),
        )
    if not form.is_valid():
        context = {"form": form, "saved": view if view.pk else None, "place": "views"}
        context |= conditions.context(step, member, agreed=data.get("agreed", ""))
        wrong = form.is_bound or (step.trouble and request.method == "POST")
        return render(request, "tickets/saved_view.html", context, status=422 if wrong else 200)
    view = form.save(commit=False)
    if view.pk:
        view.save()
        saved_views.changed(view)
    else:
        saved_views.add(view)
    flash.success(request, _("%(name)s is saved") % {"name": view.name})
    return redirect("tickets:inbox_view", f"view-{view.pk}")


def _told(request, words, **options):
    if not request.htmx:
        flash.success(request, words)
        return redirect("tickets:inbox")
    return trigger(toast(HttpResponse(status=204), words, **options), **{"tugi:resync": {}})
