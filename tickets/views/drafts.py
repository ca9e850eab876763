"""Nothing typed is lost: drafts and uploads of the composer."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib.numbers import whole
from tickets.forms.composer import ManyFiles
from tickets.operations import drafting
from tickets.operations.attaching import MOST_FILES, keep_upload, uploads_of
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required

KINDS = {"reply": "tickets.reply", "note": "tickets.note"}


@require_POST
@agent_required
def drafts(request, number):
    """Keep what is typed (``kind``, ``body``, ``body_format``), as ``drafting.keep`` has it; an empty body forgets the draft.

    ``{"saved_at": "09:48", "revision": 7, "aside": false}``, with ``html`` where the page should show another text. 409 with
    the same and nothing stored: another page wrote on at that time.
    """
    kind = _kind(request)
    if kind is None:
        return HttpResponseBadRequest()
    ticket = find_ticket(request, number)
    kept = drafting.keep(
        ticket,
        by=request.member,
        kind=kind,
        body=request.POST.get("body", ""),
        body_format=request.POST.get("body_format", "text"),
        writer=request.POST.get("writer", "")[:32],
        choose=request.POST.get("choose", ""),
        **{name: whole(request.POST.get(name), 0) for name in ("revision", "counter", "last_message")},
    )
    answer = {
        "saved_at": timezone.localtime(kept.at).strftime("%H:%M") if kept.at else "",
        "revision": kept.revision,
        "aside": kept.has_aside,
    }
    if kept.html is not None:
        answer["html"] = kept.html
    return JsonResponse(answer, status=409 if kept.is_elsewhere else 200)


@require_POST
@agent_required
def uploads(request, number):
    """Take files into the draft, or give one back (``remove``: its public id). Answers with the files that wait."""
    kind = _kind(request)
    if kind is None:
        return HttpResponseBadRequest()
    ticket = find_ticket(request, number)
    mine = uploads_of(ticket, request.member, kind)
    if gone := request.POST.get("remove"):
        mine.filter(public_id=gone).delete()
    else:
        field = ManyFiles(required=False)
        try:
            files = field.clean(request.FILES.getlist("files"))
        except ValidationError as error:
            return HttpResponse(" ".join(error.messages), status=422, content_type="text/plain; charset=utf-8")
        if mine.count() + len(files) > MOST_FILES:
            words = _("At most %(most)d files fit on one message.") % {"most": MOST_FILES}
            return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
        for file in files:
            keep_upload(ticket, request.member, kind, file)
    return render(request, "tickets/_uploads.html", {"uploads": mine.order_by("id"), "ticket": ticket, "kind": kind})


def _kind(request):
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        return None
    need(request, KINDS[kind])
    return kind
