"""Browsers that are told while Tugi is closed, and what makes Tugi an app that can be installed."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_POST

from notifications import push
from notifications.models import PushSubscription
from workspaces.access import agent_required

MOST = 20  # browsers of one member; the oldest gives way


@require_POST
@agent_required
def devices(request):  # POST /news/devices/
    """Tell this browser from now on: ``endpoint``, ``p256dh``, ``auth`` as its PushSubscription has them, ``device`` a name."""
    sent = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "device")}
    try:
        push.subscribe(request.member, **sent)
    except push.BadSubscription:
        return HttpResponseBadRequest()
    own = PushSubscription.objects.filter(workspace=request.workspace, member=request.member)
    own.filter(pk__in=list(own.order_by("-id").values_list("pk", flat=True)[MOST:])).delete()
    return HttpResponse(status=204)


@require_POST
@agent_required
def removal(request, public_id):  # POST /news/devices/…/removal/
    """Tell that browser no more."""
    own = PushSubscription.objects.filter(workspace=request.workspace, member=request.member)
    get_object_or_404(own, public_id=public_id).delete()
    return redirect("notifications:settings")


@require_GET
def service_worker(request):
    """At the top, so that it may act for all pages."""
    source = Path(finders.find("js/service-worker.js")).read_bytes()
    return HttpResponse(source, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(request):
    """https://www.w3.org/TR/appmanifest/"""
    about = {
        "name": request.workspace.name,
        "short_name": request.workspace.name[:12].strip(),
        "start_url": "/inbox/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f4f7",
        "theme_color": "#f3f4f7",
        "icons": [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(about, content_type="application/manifest+json")
