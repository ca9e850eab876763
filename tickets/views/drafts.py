"""Nothing typed is lost: drafts and uploads of the composer."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets.bodies import clean_body
from tickets.forms.composer import ManyFiles
from tickets.models import Draft
from tickets.operations.attaching import MOST_FILES, keep_upload, uploads_of
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required

KINDS = {"reply": "tickets.reply", "note": "tickets.note"}


@require_POST
@agent_required
def drafts(request, number):
    """Keep what is typed (``kind``, ``body``, ``body_format``); an empty body forgets the draft. ``{"saved_at": "09:48"}``."""
    kind = _kind(request)
    if kind is None:
        return HttpResponseBadRequest()
    ticket = find_ticket(request, number)
    html, text = clean_body(request.POST.get("body", "")[:500_000], request.POST.get("body_format", "text"))
    mine = {"workspace": request.workspace, "ticket": ticket, "member": request.member, "kind": kind}
    if not text.strip() and "<img" not in html:
        Draft.objects.filter(**mine).delete()
        return JsonResponse({"saved_at": ""})
    now = timezone.now()
    Draft.objects.update_or_create(
        **mine, defaults={"body_html": html, "based_on_version": ticket.version, "updated_at": now}
    )
    return JsonResponse({"saved_at": timezone.localtime(now).strftime("%H:%M")})


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
