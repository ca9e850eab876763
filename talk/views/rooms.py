"""The list of rooms, a room with its messages, and new conversations."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.lib.errors import OperationRefused
from talk import reading
from talk.models import Announcement, RoomSeen
from talk.operations import sharing, talking
from talk.reach import audience
from talk.rooms import find_room, rooms_for, title_of, unread_for
from workspaces.access import right_required
from workspaces.models import Member


@require_GET
@right_required("talk.use")
def rooms(request):  # GET /talk/
    """The list without a room; ``?part=list`` the list alone, ``?room=`` the one that is open beside it."""
    context = {"rooms": rooms_for(request.member), "place": "talk", "open_room": request.GET.get("room", "")[:40]}
    return render(request, "talk/_rooms.html" if request.GET.get("part") == "list" else "talk/rooms.html", context)


@require_GET
@right_required("talk.use")
def count(request):  # GET /talk/count/
    """``{"unread": messages in one's own rooms, "announcement": does one wait}``. Asked after the page, so that none waits."""
    holding = Announcement.objects.filter(workspace=request.workspace).holding(timezone.localdate())
    waits = holding.unread_by(request.member).exists()
    return JsonResponse({"unread": int(unread_for(request.member)), "announcement": waits})


@require_GET
@right_required("talk.use")
def room(request, slug):  # GET /talk/team-5/
    """The newest messages, which are read from then on; ``?at=`` (an id) begins a little above one of them.

    ``?before=`` and ``?after=`` are pages of messages alone.
    """
    found = find_room(request, slug)
    for side in ("before", "after"):
        if side in request.GET:
            return _part(request, found, side)
    return render(request, "talk/room.html", room_context(request, found))


def room_context(request, found, *, text="", error=""):
    """What the page of a room shows. Marks it as read."""
    upto = _seen_upto(found, request.member)
    at = reading.find_message(found, request.GET.get("at", "")) if found.pk and "at" in request.GET else None
    thread = reading.around(found, request, at) if at else reading.latest(found, request, seen_upto=upto)
    if thread.last and thread.last.pk > upto:
        talking.mark_seen(found, by=request.member, upto=thread.last.pk)
    people = list(audience(found))
    return {
        "room": found,
        "title": found.team.name if found.team_id else title_of([one.name for one in people if one != request.member]),
        "people": people,
        "thread": thread,
        "is_older": at is not None,
        "rooms": rooms_for(request.member),
        "open_room": found.slug,
        "uploads": sharing.waiting(found, request.member) if found.pk else (),
        "text": text,
        "error": error,
        "place": "talk",
    }


def _seen_upto(found, member):
    if found.pk is None:
        return 0
    seen = RoomSeen.objects.filter(workspace_id=found.workspace_id, room=found, member=member)
    return next(iter(seen.values_list("upto", flat=True)), 0)


def _part(request, found, side):
    public_id = request.GET[side]
    message = reading.find_message(found, public_id) if found.pk else None
    if message is None and public_id:
        raise Http404
    if side == "before":
        if message is None:
            raise Http404
        thread = reading.before(found, request, message)
    else:
        thread = reading.after(found, request, message)
    return render(request, "talk/_messages.html", {"room": found, "thread": thread})


@require_POST
@right_required("talk.use")
def seen(request, slug):  # POST /talk/team-5/seen/
    """The member has read up to the message ``upto``."""
    found = find_room(request, slug)
    message = reading.find_message(found, request.POST.get("upto", "")) if found.pk else None
    if message is None:
        raise Http404
    talking.mark_seen(found, by=request.member, upto=message.pk)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@right_required("talk.use")
def new_direct(request):  # GET, POST /talk/new/
    """Choose colleagues to write to; the same people always have the same conversation."""
    colleagues = Member.objects.active().filter(workspace=request.workspace).exclude(pk=request.member.pk)
    context = {"colleagues": colleagues.select_related("user").order_by("user__name", "pk"), "place": "talk"}
    if request.method == "POST":
        chosen = request.POST.getlist("member")
        found = list(colleagues.filter(public_id__in=chosen))
        if len(found) != len(set(chosen)):
            raise Http404
        try:
            return redirect(talking.open_direct(found, by=request.member))
        except OperationRefused as refused:
            context |= {"error": refused.message, "chosen": chosen}
    context |= {"rooms": rooms_for(request.member), "open_room": "new"}
    return render(request, "talk/new.html", context, status=422 if "error" in context else 200)
