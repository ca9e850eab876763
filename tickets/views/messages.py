"""Write on a ticket, and read what was written."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from channels_inbox.models import InboundMessage
from helpdesk.lib.toasts import refusal, toast
from tickets.bodies import clean_body
from tickets.composing import composer_context
from tickets.forms.composer import MessageForm
from tickets.mail_html import render_incoming
from tickets.models import Later, Message, Status
from tickets.operations import conversation, delivery, forwarding, later, review
from tickets.operations.attaching import keep_upload
from tickets.operations.refusals import (
    AlreadyGone,
    AlreadyScheduled,
    MissingToSolve,
    NoAddress,
    NothingToSend,
    NotInFuture,
    NotInInbox,
    TicketClosed,
)
from tickets.ticket_page import ticket_for_page
from tickets.views.finding import find_message, find_ticket, need
from tickets.views.forwarding import keep_unsent
from tickets.views.going_on import Going
from tickets.views.later import asked_for, shown
from tickets.views.ticket import detail_context, newer_message, seen
from workspaces.access import agent_required

KEEP_TEXT = (NothingToSend, NoAddress, TicketClosed, NotInInbox, MissingToSolve, NotInFuture, AlreadyScheduled)


@require_POST
@agent_required
def replies(request, number):
    """Answer the requester. A message that came in meanwhile asks first (409); refusals keep the text."""
    need(request, "tickets.reply")
    ticket = find_ticket(request, number)
    # A moment that was picked counts, also with Enter in its field or the button beside it: what left can't be called back.
    if key := request.POST.get("later") or (request.POST.get("moment") and "moment"):
        return _write(request, ticket, "reply", _schedule(request, key))
    return _write(request, ticket, "reply", conversation.reply, status=_status(request))


@require_POST
@agent_required
def notes(request, number):
    """Write for agents only."""
    need(request, "tickets.note")
    ticket = find_ticket(request, number)
    return _write(request, ticket, "note", conversation.add_note)


def _write(request, ticket, kind, operation, **extra):
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        words = " ".join(error for errors in form.errors.values() for error in errors)
        return _again(request, ticket, kind, error=words, status=422)
    asks_first = kind == "reply" and not form.cleaned_data["send_anyway"]
    last_message = form.cleaned_data["last_message"]
    if asks_first and last_message and (newer := newer_message(request, ticket, last_message)):
        return _again(request, ticket, kind, conflict=newer, status=409)
    content = form.content
    if not request.workspace.tracks_time:
        content["minutes"] = None
    if kind == "reply":
        content["without_signature"] = form.cleaned_data["without_signature"]
    going = Going(request, ticket) if kind == "reply" else None
    try:
        message = operation(ticket, by=request.member, **content, **extra)
    except KEEP_TEXT as refused:
        response = _again(request, ticket, kind, error=str(refused.message), status=422)
        return refusal(response, refused, after="settle") if request.htmx and refused.at else response
    if going and (response := going.on()):
        return _told(response, message)
    if not request.htmx:
        return redirect(ticket if isinstance(message, Later) else f"{ticket.get_absolute_url()}#message-{message.pk}")
    ticket = ticket_for_page(request.member, ticket.number)
    response = render(request, "tickets/_ticket.html", detail_context(request, ticket))
    seen(request.member, ticket)
    if kind == "note":
        toast(response, _("Note added"))
    return response


def _schedule(request, key):
    """The operation for a reply that is to leave ``key``, as ``conversation.reply`` is called."""

    def operation(ticket, *, by, attachments, uploads, **content):
        at = asked_for(request, key)
        kept = [keep_upload(ticket, by, "reply", file).public_id for file in attachments]
        unless = request.POST.get("unless_answered") == "1"
        return later.schedule(
            ticket, at=at, by=by, uploads=[*uploads, *kept], cancel_if_customer_writes=unless, **content
        )

    return operation


def _told(response, message):
    """Somebody who goes on at once hears of the reply, and can still undo it."""
    if isinstance(message, Later):
        return toast(response, _("Your reply leaves %(at)s") % {"at": shown(message.at)})
    undo_url = reverse("tickets:message_undo", args=[message.public_id]) if message.undo_until else ""
    return toast(response, _("Reply sent"), undo_url=undo_url)


def _again(request, ticket, kind, *, status, error="", conflict=None):
    """The composer once more with the text as it was. Nothing was changed."""
    body, _text = clean_body(request.POST.get("body", ""), request.POST.get("body_format") or "text")
    minutes = request.POST.get("minutes", "")[:20]
    composer = {
        "kind": kind,
        "body": body,
        "minutes": minutes,
        "conflict": conflict,
        "error": error,
        "without_signature": bool(request.POST.get("without_signature")),
    }
    ticket = ticket_for_page(request.member, ticket.number)
    if request.htmx:
        context = {"ticket": ticket, "thread": None, **composer_context(request, ticket, **composer)}
        context["last_message"] = request.POST.get("last_message", "")
        response = render(request, "tickets/_composer.html", context, status=status)
        response["HX-Retarget"] = "#composer"
        response["HX-Reswap"] = "outerHTML"
        return response
    return render(request, "tickets/detail.html", detail_context(request, ticket, **composer), status=status)


def _status(request):
    category = request.POST.get("then", "")
    if category not in ("pending", "hold", "solved"):
        return None
    return Status.objects.filter(workspace=request.workspace, category=category).first()


@require_POST
@agent_required
def undo(request, public_id):
    """Take a reply back before it leaves; its text is a draft again. A mail to a third party is in its form again."""
    message = find_message(request, public_id)
    if message.author_member_id != request.member.pk:
        raise Http404
    ticket = message.ticket
    try:
        if message.kind == Message.Kind.FORWARD:
            keep_unsent(request, ticket, forwarding.undo(message, by=request.member))
            flash.success(request, _("Not sent. Your text is here again."))
            back = reverse("tickets:forwards", args=[ticket.number])
            return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
        delivery.undo(message, by=request.member)
    except AlreadyGone as refused:
        return _after(request, ticket, str(refused.message), tone="error")
    words = _("Not sent. Your text is back in the composer.")
    minutes = message.minutes_spent if message.minutes_spent is not None else ""
    return _after(request, ticket, words, kind="reply", minutes=minutes, without_signature=message.without_signature)


@require_POST
@agent_required
def acceptance(request, public_id):
    """Let a stranger's or doubted message into the conversation."""
    message = find_message(request, public_id)
    need(request, "tickets.change_cc")
    review.accept(message, by=request.member)
    return _after(request, message.ticket, _("They get copies from now on."))


@require_POST
@agent_required
def retry(request, public_id):
    """Send a reply that failed once more."""
    message = find_message(request, public_id)
    need(request, "tickets.reply")
    delivery.retry(message, by=request.member)
    return _after(request, message.ticket, _("Trying again now."))


def _after(request, ticket, words, *, tone="done", **composer):
    if not request.htmx:
        return redirect(ticket)
    ticket = ticket_for_page(request.member, ticket.number)
    response = render(request, "tickets/_ticket.html", detail_context(request, ticket, **composer))
    return toast(response, words, kind=tone)


FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'none'; frame-ancestors 'self'"
)


@require_GET
@agent_required
@xframe_options_sameorigin
def body(request, public_id):
    """A mail's own HTML, for the frame without scripts. ``?images=1`` shows what lies on other servers."""
    message = find_message(request, public_id)
    html, held = render_incoming(message, show_images=request.GET.get("images") == "1")
    response = render(request, "tickets/mail_body.html", {"html": html, "held": held})
    response["Content-Security-Policy"] = FRAME_POLICY + _remote_images(request)
    response._csp_exempt = True
    return response


def _remote_images(request):
    return "; img-src 'self' data: https:" if request.GET.get("images") == "1" else ""


@require_GET
@agent_required
def source(request, public_id):
    """The raw mail as it came, to download."""
    message = find_message(request, public_id)
    need(request, "channels.use")
    raw = (
        InboundMessage.objects.filter(workspace=request.workspace, pk=message.inbound_id)
        .values_list("raw", flat=True)
        .first()
    )
    if raw is None:
        raise Http404
    response = HttpResponse(bytes(raw), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="message-{message.pk}.eml"'
    return response
