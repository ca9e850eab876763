"""Write in a room, and change what one wrote."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.lib.errors import OperationRefused
from talk import reading
from talk.models import Room, RoomMessage
from talk.operations import talking
from talk.rooms import find_room
from talk.views.rooms import room_context
from tickets.forms.composer import ManyFiles
from workspaces.access import right_required


@require_POST
@right_required("talk.use")
def messages(request, slug):  # POST /talk/team-5/messages/
    """Say something. A script is answered 204 and fetches it; a refusal keeps the text."""
    room = find_room(request, slug)
    text = request.POST.get("text", "")
    try:
        files = ManyFiles(required=False).clean(request.FILES.getlist("files"))
        uploads = request.POST.get("uploads", "").split()
        message = talking.write(room, by=request.member, text=text, files=files, uploads=uploads)
    except (OperationRefused, ValidationError) as refused:
        words = " ".join(refused.messages) if isinstance(refused, ValidationError) else refused.message
        if request.htmx:
            return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
        context = room_context(request, room, text=text, error=words)
        return render(request, "talk/room.html", context, status=422)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{message.room.get_absolute_url()}#talk-{message.public_id}")


@require_http_methods(["GET", "POST"])
@right_required("talk.use")
def message(request, public_id):  # GET, POST /talk/messages/<public_id>/
    """One message as it stands in its room; ``?edit=1`` the form to change it. POST says it otherwise."""
    found = _find(request, public_id)
    context = {"room": found.room, "fragment": bool(request.htmx)}
    if request.method == "POST":
        _need_own(request, found)
        try:
            talking.edit(found, by=request.member, text=request.POST.get("text", ""))
        except OperationRefused as refused:
            context |= {"text": request.POST.get("text", ""), "error": refused.message}
            return _form(request, found, context, status=422)
        found = _find(request, public_id)
    elif request.GET.get("edit") == "1":
        _need_own(request, found)
        return _form(request, found, {**context, "text": found.text})
    if not request.htmx:
        return redirect(f"{found.room.get_absolute_url()}#talk-{found.public_id}")
    return render(request, "talk/_message.html", {**context, "entry": reading.alone(found, request)})


@require_POST
@right_required("talk.use")
def removal(request, public_id):  # POST /talk/messages/<public_id>/removal/
    """Take it back."""
    found = _find(request, public_id)
    _need_own(request, found)
    talking.remove(found, by=request.member)
    if not request.htmx:
        return redirect(f"{found.room.get_absolute_url()}#talk-{found.public_id}")
    entry = reading.alone(_find(request, public_id), request)
    return render(request, "talk/_message.html", {"room": found.room, "entry": entry})


def _form(request, found, context, *, status=200):
    template = "talk/_edit.html" if request.htmx else "talk/edit.html"
    return render(request, template, {**context, "message": found, "place": "talk"}, status=status)


def _find(request, public_id):
    visible = Room.objects.filter(workspace=request.workspace).visible_to(request.member)
    rows = RoomMessage.objects.filter(workspace=request.workspace, room__in=visible)
    rows = rows.select_related("author__user", "room__team").prefetch_related("mentions", "files")
    return get_object_or_404(rows, public_id=public_id)


def _need_own(request, found):
    if found.author_id != request.member.pk:
        raise Http404
