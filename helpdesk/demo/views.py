"""What the customer sees: the mails that left the demo, and a way to answer them. Only there while the demo runs."""

from functools import wraps
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.demo import answering, boxes, letters
from helpdesk.demo.forms import AnswerForm, NewMailForm

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'none'; frame-ancestors 'self'"
)
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def in_workspace_time(view):
    """Times as the company's clock says them."""

    @wraps(view)
    def timed(request, *args, **kwargs):
        with timezone.override(ZoneInfo(request.workspace.time_zone)):
            return view(request, *args, **kwargs)

    return timed


@require_http_methods(["GET", "POST"])
@in_workspace_time
def mails(request):
    """The list, and a form for a mail of a customer's own accord."""
    if request.method == "GET":
        return _page(request, form=NewMailForm(request.workspace))
    form = NewMailForm(request.workspace, request.POST)
    if form.is_valid() and _sent(form, answering.send, **form.cleaned_data):
        return redirect(f"{reverse('demo:mails')}?sent=1")
    return _page(request, form=form, status=422)


@require_GET
@in_workspace_time
def letter_list(request):
    """The list alone; 204 while the page's newest is still the newest."""
    if letters.newest() == request.GET.get("newest"):
        return HttpResponse(status=204)
    return render(request, "demo/_letters.html", _list_context(request, request.GET.get("open", "")))


@require_GET
@in_workspace_time
def letter(request, letter_id):
    """One mail, open."""
    found = _find(letter_id)
    return _page(request, letter=found, form=AnswerForm(found))


@require_POST
@in_workspace_time
def answers(request, letter_id):
    """Send the customer's answer."""
    found = _find(letter_id)
    form = AnswerForm(found, request.POST)
    if form.is_valid() and _sent(form, answering.answer, found, **form.cleaned_data):
        return redirect(f"{reverse('demo:letter', args=[found.id])}?sent=1")
    return _page(request, letter=found, form=form, status=422)


@require_GET
@xframe_options_sameorigin
def body(request, letter_id):
    """The HTML part, for the frame without scripts."""
    found = _find(letter_id)
    html = found.html_with_pictures(lambda place: f"{reverse('demo:file', args=[found.id, place])}?inline=1")
    response = render(request, "tickets/mail_body.html", {"html": html, "held": 0})
    return _under(response, FRAME_POLICY)


@require_GET
def file(request, letter_id, place):
    """A file of the mail, to save; its pictures may be shown in it."""
    files = _find(letter_id).files
    if place >= len(files):
        raise Http404
    one = files[place]
    shown = request.GET.get("inline") == "1" and one.content_type in SHOWN_INLINE
    response = HttpResponse(one.content, content_type=one.content_type if shown else "application/octet-stream")
    if not shown:
        response.headers["Content-Disposition"] = content_disposition_header(True, one.filename)
    return _under(response, FILE_POLICY)


def _page(request, *, form, letter=None, status=200):
    context = {
        "letter": letter,
        "form": form,
        "is_answerable": letter is not None and boxes.takes_answers(letter),
        "sent": "sent" in request.GET,
        **_list_context(request, letter.id if letter else ""),
    }
    return render(request, "demo/mail.html", context, status=status)


def _list_context(request, open_id):
    """The box that was asked for, or the one of the open mail."""
    heads = letters.heads()
    sorted_heads = boxes.sort(request.workspace, heads)
    to_team = any(head.id == open_id for head in sorted_heads[boxes.TEAM])
    box = boxes.TEAM if to_team or request.GET.get("box") == boxes.TEAM else boxes.CUSTOMERS
    return {
        "heads": sorted_heads[box],
        "box": box,
        "to_team": to_team,
        "counts": {name: len(found) for name, found in sorted_heads.items()},
        "open": open_id,
        "newest": heads[0].id if heads else "",
    }


def _sent(form, send, *args, **fields):
    """Whether ``send`` could; else the form says why."""
    try:
        send(*args, **fields)
    except answering.NotSent as failure:
        form.add_error(None, _("The mail listener did not take it: %(words)s") % {"words": failure.words})
        return False
    return True


def _find(letter_id):
    found = letters.find(letter_id)
    if found is None:
        raise Http404
    return found


def _under(response, policy):
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_exempt = True
    return response
