"""What happened that concerns the member: the bell, its list, muting."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.lib.toasts import toast
from notifications.models import Notification, NotificationSettings, TicketMute
from notifications.reading import readable
from notifications.telling import line
from workspaces.access import agent_required

PAGE = 30
MOST = 100  # the bell counts no further


@require_GET
@agent_required
def news(request):
    """The list, newest first; ``?part=list`` without the page around it, ``?after=`` goes on behind an id."""
    rows = readable(_own(request).shown(), request.member)
    after = request.GET.get("after", "")
    if after:
        last = get_object_or_404(_own(request), public_id=after)
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    unread = _own(request).filter(pk=OuterRef("pk")).unread()
    rows = list(
        rows.annotate(is_unread=Exists(unread)).select_related("ticket", "talk_message__room__team", "job")[: PAGE + 1]
    )
    lines = [(row, *line(row)) for row in rows[:PAGE]]
    context = {"lines": lines, "next": rows[PAGE - 1].public_id if len(rows) > PAGE else "", "place": "news"}
    template = "notifications/_list.html" if request.GET.get("part") == "list" else "notifications/news.html"
    return render(request, template, context)


@require_GET
@agent_required
def count(request):
    """``{"unread": 0 to 100, "volume": percent}``. Asked after the page, so that no page waits for it."""
    unread = len(readable(_own(request).shown(), request.member).unread().values_list("pk")[:MOST])
    volume = NotificationSettings.objects.filter(workspace=request.workspace, member=request.member)
    return JsonResponse({"unread": unread, "volume": next(iter(volume.values_list("volume", flat=True)), 0)})


@require_GET
@agent_required
def open_one(request, public_id):
    """To its ticket, room or work. It is read from then on."""
    rows = readable(_own(request), request.member).select_related("ticket", "talk_message__room", "job")
    row = get_object_or_404(rows, public_id=public_id)
    _own(request).filter(pk=row.pk, read_at=None).update(read_at=timezone.now())
    return redirect(row)


@require_POST
@agent_required
def read(request):
    """All of it is read."""
    _own(request).filter(read_at=None).update(read_at=timezone.now())
    return HttpResponse(status=204) if request.htmx else redirect("notifications:news")


@require_POST
@agent_required
def mute(request, number):
    """Hear nothing more of a ticket; once more, and it is heard of again."""
    ticket = request.workspace.tickets.visible_to(request.member).filter(number=number).first()
    if ticket is None:
        raise Http404
    key = {"workspace": request.workspace, "member": request.member, "ticket": ticket}
    _row, is_muted = TicketMute.objects.get_or_create(**key)
    if not is_muted:
        TicketMute.objects.filter(**key).delete()
    if not request.htmx:
        return redirect(ticket)
    words = _("You hear nothing more of #%(number)d") if is_muted else _("You hear of #%(number)d again")
    return toast(HttpResponse(status=204), words % {"number": number})


def _own(request):
    return Notification.objects.filter(workspace=request.workspace, member=request.member)
