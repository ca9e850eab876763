"""Files of messages."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from helpdesk.lib.numbers import whole
from helpdesk.lib.pictures import NoPicture
from tickets.drawing.pages import page_name
from tickets.files import answer_with
from tickets.models import Attachment, Message
from tickets.previews import MOST_ASKED, beside, preview_of
from tickets.tasks import draw_pages
from tickets.thumbnails import LARGE, SIDE, thumbnail_of
from workspaces.access import agent_required

ASKS_AGAIN = 15  # times until the worker is rung for once more


@require_GET
@agent_required
def download(request, public_id):
    """A file, to whom may read its message; an upload in a draft only to its uploader. Always saved, never shown as a page."""
    return answer_with(_find(request, public_id), inline=request.GET.get("inline") == "1")


@require_GET
@agent_required
def thumbnail(request, public_id):
    """A small JPEG of a picture, drawn anew; 404 where the file is none."""
    return drawn(_find(request, public_id), SIDE)


@require_GET
@agent_required
def picture(request, public_id):
    """A large one, for the preview."""
    return drawn(_find(request, public_id), LARGE)


@require_GET
@agent_required
def page(request, public_id, number):
    """A page of a PDF as a picture; 404 where it is not drawn."""
    return drawn_page(_find(request, public_id), number)


@require_GET
@agent_required
def preview(request, public_id):
    """What can be shown of a file, between the one before it and the one behind it in its ticket; a dialog or a page.

    The first look at a PDF has its pages drawn, and asks again each second (``?asked=``).
    """
    attachment = _find(request, public_id)
    message = attachment.message
    context = {
        **preview_context(request, attachment, "tickets", "attachment", ring=draw_pages),
        **_beside(attachment),
        "who": _author(message) if message else "",
        "at": message.created_at if message else attachment.created_at,
        "back": message.ticket.get_absolute_url() if message else reverse("tickets:inbox"),
    }
    return render(request, "ui/_preview.html" if request.htmx else "tickets/preview.html", context)


def preview_context(request, file, app, download, args=None, *, ring):
    """What ``ui/_preview.html`` needs of ``file`` (a Drawable); ``app``: whose addresses, with ``args``; ``ring``: the task."""
    shown, asked = preview_of(file), whole(request.GET.get("asked"), 0)
    args = args or [file.public_id]
    if shown.kind == "drawing" and asked % ASKS_AGAIN == 0:
        ring.ring_on_commit(file.workspace_id, file.pk)
    return {
        "file": file,
        "preview": shown,
        "download_url": reverse(f"{app}:{download}", args=args),
        "picture_url": reverse(f"{app}:picture", args=args),
        "page_urls": [(n, reverse(f"{app}:page", args=[*args, n])) for n in shown.numbers],
        "again_url": f"{reverse(f'{app}:preview', args=args)}?asked={asked + 1}" if asked < MOST_ASKED else "",
    }


def drawn(file, side):
    """A picture drawn anew, at most ``side`` px a side. Http404 where that can't be."""
    try:
        with file.file.open("rb") as data:
            response = HttpResponse(thumbnail_of(data, side), content_type="image/jpeg")
    except (NoPicture, FileNotFoundError, ValueError):  # ValueError: its bytes were kept out
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=86400"
    return response


def drawn_page(file, number):
    """The page ``number`` (from 1) as it was drawn. Http404 where it wasn't."""
    if not 1 <= number <= file.pages_drawn:
        raise Http404
    try:
        with default_storage.open(page_name(file.file.name, number)) as data:
            response = HttpResponse(data.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _author(message):
    if message.author_member:
        return message.author_member.name
    return (message.author_contact and message.author_contact.name) or message.from_name or message.from_address


def _beside(attachment):
    """Addresses of the files before and behind it in its ticket's thread, and its place among them."""
    if attachment.message is None:
        return {}
    rows = Attachment.objects.filter(
        workspace_id=attachment.workspace_id, message__ticket_id=attachment.message.ticket_id
    ).exclude(file="")
    shown_by_html = {"is_inline": True, "message__body_format": Message.Format.HTML}  # it stands in its text
    rows = rows.exclude(**shown_by_html).order_by("message__created_at", "message_id", "id")
    ids = list(rows.values_list("public_id", flat=True))
    return beside(ids, attachment.public_id, lambda one: reverse("tickets:preview", args=[one]))


def _find(request, public_id):
    attachment = (
        Attachment.objects.filter(workspace=request.workspace, public_id=public_id)
        .select_related("message__ticket", "message__author_member__user", "message__author_contact")
        .first()
    )
    if attachment is None or not _may_read(request, attachment):
        raise Http404
    return attachment


def _may_read(request, attachment):
    if attachment.message is None:
        return attachment.uploaded_by_id == request.member.pk
    tickets = request.workspace.tickets.visible_to(request.member)
    return tickets.filter(pk=attachment.message.ticket_id).exists()
