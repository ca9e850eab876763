"""Files of rooms: up into the composer, and down to those who may read the room."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from helpdesk.lib.errors import OperationRefused
from talk.models import Room, RoomFile
from talk.operations import sharing, talking
from talk.rooms import find_room
from talk.tasks import draw_pages
from tickets.files import answer_with
from tickets.forms.composer import ManyFiles
from tickets.thumbnails import LARGE, SIDE
from tickets.views.attachments import drawn, drawn_page, preview_context
from workspaces.access import right_required


@require_POST
@right_required("talk.use")
def uploads(request, slug):  # POST /talk/team-5/uploads/
    """Take files into the composer, or give one back (``remove``: its public id). Answers with those that wait."""
    room = find_room(request, slug)
    if room.pk is None:
        room = talking.room_of(room.team)
    if gone := request.POST.get("remove"):
        sharing.give_back(room, gone, by=request.member)
    else:
        try:
            files = ManyFiles(required=False).clean(request.FILES.getlist("files"))
            sharing.keep(room, files, by=request.member)
        except ValidationError as error:
            return _refused(" ".join(error.messages))
        except OperationRefused as refused:
            return _refused(refused.message)
    return render(request, "talk/_uploads.html", {"uploads": sharing.waiting(room, request.member)})


@require_GET
@right_required("talk.use")
def file(request, public_id):  # GET /talk/files/<public_id>/
    """A file, always saved, never shown as a page."""
    return answer_with(_find(request, public_id))


@require_GET
@right_required("talk.use")
def thumbnail(request, public_id):
    """A small JPEG of a picture, drawn anew; 404 where the file is none."""
    return drawn(_find(request, public_id), SIDE)


@require_GET
@right_required("talk.use")
def picture(request, public_id):
    """A large one, for the preview."""
    return drawn(_find(request, public_id), LARGE)


@require_GET
@right_required("talk.use")
def page(request, public_id, number):
    """A page of a PDF as a picture; 404 where it is not drawn."""
    return drawn_page(_find(request, public_id), number)


@require_GET
@right_required("talk.use")
def preview(request, public_id):
    """What can be shown of a file, between the one before it and the one behind it in its room; a dialog or a page."""
    found = _find(request, public_id)
    context = {
        **preview_context(request, found, "talk", "file", ring=draw_pages),
        **_beside(found),
        "who": found.uploaded_by.name,
        "at": found.message.created_at if found.message else found.created_at,
        "back": found.room.get_absolute_url() + (f"#talk-{found.message.public_id}" if found.message else ""),
        "place": "talk",
    }
    return render(request, "ui/_preview.html" if request.htmx else "tickets/preview.html", context)


def _beside(found):
    """Addresses of the sent files before and behind it in its room."""
    if found.message is None:
        return {}
    sent = RoomFile.objects.filter(workspace_id=found.workspace_id, room_id=found.room_id, message__isnull=False)
    before = sent.filter(id__lt=found.pk).order_by("-id").values_list("public_id", flat=True).first()
    behind = sent.filter(id__gt=found.pk).order_by("id").values_list("public_id", flat=True).first()
    urls = {"previous_url": before, "next_url": behind}
    return {name: reverse("talk:preview", args=[public_id]) for name, public_id in urls.items() if public_id}


def _find(request, public_id):
    visible = Room.objects.filter(workspace=request.workspace).visible_to(request.member)
    rows = RoomFile.objects.filter(workspace=request.workspace, public_id=public_id, room__in=visible)
    found = rows.select_related("message", "room", "uploaded_by__user").first()
    if found is None or (found.message is None and found.uploaded_by_id != request.member.pk):
        raise Http404
    return found


def _refused(words):
    return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
