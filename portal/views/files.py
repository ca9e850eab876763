"""Files of a ticket's public messages: to save, and to look at as we draw them."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal import conversation as public
from portal.pages import show
from portal.views.tickets import with_ticket
from tickets.files import answer_with
from tickets.previews import beside
from tickets.tasks import draw_pages
from tickets.thumbnails import LARGE
from tickets.views.attachments import drawn, drawn_page, preview_context

NO_STORE = "private, no-store"


@require_safe
@with_ticket
def file(request, ticket, file_id):
    """A file of a message that the visitor may read: always saved, but for pictures in our own answers."""
    attachment, is_ours = _find(request, ticket, file_id)
    return _unkept(answer_with(attachment, inline=is_ours and request.GET.get("inline") == "1"))


@require_safe
@with_ticket
def picture(request, ticket, file_id):
    """A picture drawn anew, for the preview."""
    return _unkept(drawn(_find(request, ticket, file_id)[0], LARGE))


@require_safe
@with_ticket
def page(request, ticket, file_id, number):
    """A page of a PDF as a picture; 404 where it is not drawn."""
    return _unkept(drawn_page(_find(request, ticket, file_id)[0], number))


@require_safe
@with_ticket
def preview(request, ticket, file_id):
    """What can be shown of a file, between the one before it and the one behind it; a dialog or a page."""
    found, _is_ours = _find(request, ticket, file_id)
    entries = public.entries_for(ticket, request.visitor)
    files = [(one, entry) for entry in entries for one in entry.files if one.file]
    ids = [one.public_id for one, _entry in files]
    context = {"back": reverse("portal:ticket", args=[ticket.public_id]), "ticket": ticket}
    context |= preview_context(request, found, "portal", "file", [ticket.public_id, file_id], ring=draw_pages)
    context |= beside(ids, file_id, lambda one: reverse("portal:preview", args=[ticket.public_id, one]))
    if file_id in ids:
        entry = files[ids.index(file_id)][1]
        context |= {"who": entry.message.author, "is_mine": entry.is_mine, "at": entry.message.at}
    if request.htmx:
        return render(request, "ui/_preview.html", context)
    return show(request, "portal/preview.html", context)


def _find(request, ticket, file_id):
    """``(Attachment, is it ours)``, or Http404."""
    found = public.file_for(ticket, request.visitor, file_id)
    if found is None:
        raise Http404
    return found


def _unkept(response):
    response["Cache-Control"] = NO_STORE
    return response
