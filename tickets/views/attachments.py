"""Files of messages."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from helpdesk.lib.pictures import NoPicture
from tickets.files import answer_with
from tickets.models import Attachment
from tickets.thumbnails import thumbnail_of
from workspaces.access import agent_required


@require_GET
@agent_required
def download(request, public_id):
    """A file, to whom may read its message; an upload in a draft only to its uploader. Always saved, never shown as a page."""
    return answer_with(_find(request, public_id), inline=request.GET.get("inline") == "1")


@require_GET
@agent_required
def thumbnail(request, public_id):
    """A small JPEG of a picture, drawn anew; 404 where the file is none."""
    attachment = _find(request, public_id)
    try:
        with attachment.file.open("rb") as file:
            response = HttpResponse(thumbnail_of(file), content_type="image/jpeg")
    except (NoPicture, FileNotFoundError, ValueError):  # ValueError: its bytes were kept out
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _find(request, public_id):
    attachment = (
        Attachment.objects.filter(workspace=request.workspace, public_id=public_id).select_related("message").first()
    )
    if attachment is None or not _may_read(request, attachment):
        raise Http404
    return attachment


def _may_read(request, attachment):
    if attachment.message is None:
        return attachment.uploaded_by_id == request.member.pk
    tickets = request.workspace.tickets.visible_to(request.member)
    return tickets.filter(pk=attachment.message.ticket_id).exists()
