"""The picker of canned responses beside the composer."""

from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from automation.choosing import SUGGESTED, suggested, variant_for
from automation.models import CannedResponse
from automation.operations import canned
from helpdesk.lib.errors import OperationRefused
from tickets.models import Attachment
from tickets.search import fold
from tickets.views.finding import find_ticket, need
from workspaces.access import right_required

SHOWN = 40
KINDS = {"reply": "tickets.reply", "note": "tickets.note"}


@require_GET
@right_required("answers.use")
def picker(request, number):  # GET /tickets/42/canned/
    """Responses that suit ``?q=``, as options; without words those that suit the ticket come first."""
    ticket = find_ticket(request, number)
    query = request.GET.get("q", "").strip()[:100]
    usable = CannedResponse.objects.filter(workspace=request.workspace).usable_by(request.member)
    likely = []
    if not query:
        places = {pk: place for place, pk in enumerate(suggested(ticket))}
        likely = sorted(usable.filter(pk__in=places), key=lambda one: places[one.pk])[:SUGGESTED] if places else []
    for word in fold(query.lstrip("/")).split():
        usable = usable.filter(search_text__contains=word)
    rest = list(usable.exclude(pk__in=[one.pk for one in likely]).by_folder()[: SHOWN + 1])
    if query:
        rest.sort(key=lambda one: _nearness(one, fold(query.lstrip("/"))))
    context = {"ticket": ticket, "likely": likely, "rest": rest[:SHOWN], "more": len(rest) > SHOWN, "query": query}
    return render(request, "automation/_canned_options.html", context)


def _nearness(response, query):
    """The shortcut itself first, then names that begin so, then the rest."""
    name = fold(response.name)
    return response.shortcut != query, not response.shortcut.startswith(query), not name.startswith(query), name


@require_GET
@right_required("answers.use")
def preview(request, number, pk):  # GET /tickets/42/canned/7/
    """One response as it would read on the ticket; ``?variant=`` another than the one that suits."""
    ticket = find_ticket(request, number)
    variants, chosen = _variants(request, ticket, pk, request.GET.get("variant", ""))
    context = {
        "ticket": ticket,
        "variants": variants,
        "chosen": chosen,
        "html": canned.words_for(chosen, ticket, request.member),
    }
    return render(request, "automation/_canned_preview.html", context)


@require_POST
@right_required("answers.use")
def insertion(request, number, pk):  # POST /tickets/42/canned/7/insertion/
    """Its files go into the draft (``kind``); ``{"html", "uploads"}``: what to insert, and the files that wait now."""
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        return HttpResponseBadRequest()
    need(request, KINDS[kind])
    ticket = find_ticket(request, number)
    _all, variant = _variants(request, ticket, pk, request.POST.get("variant", ""))
    try:
        html = canned.insert(variant, ticket, by=request.member, kind=kind)
    except OperationRefused as refused:  # in the composer, beneath what is written there
        return HttpResponse(refused.message, status=422, content_type="text/plain; charset=utf-8")
    waiting = Attachment.objects.filter(
        workspace=request.workspace, draft_ticket=ticket, uploaded_by=request.member, message=None, draft_kind=kind
    ).order_by("id")
    uploads = render_to_string("tickets/_uploads.html", {"uploads": waiting, "ticket": ticket, "kind": kind}, request)
    return JsonResponse({"html": html, "uploads": uploads})


def _variants(request, ticket, pk, wanted):
    """``(all variants, the wanted one or the one that suits the ticket)`` of a response that the member may use."""
    usable = CannedResponse.objects.filter(workspace=request.workspace).usable_by(request.member)
    response = get_object_or_404(usable, pk=pk)
    variants = list(response.variants.filter(workspace=request.workspace).prefetch_related("files"))
    chosen = next((one for one in variants if str(one.pk) == wanted), None)
    chosen = chosen or (variant_for(ticket, variants) if not wanted else None)
    if chosen is None:
        raise Http404
    return variants, chosen
