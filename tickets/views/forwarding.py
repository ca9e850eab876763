"""Write to a third party."""

from django.contrib import messages as flash
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.lib.errors import OperationRefused
from tickets.forms.composer import MessageForm
from tickets.models import Attachment, Message, SideThread
from tickets.operations import forwarding
from tickets.operations.attaching import uploads_of
from tickets.operations.copying import BadAddress
from tickets.operations.preparing import status_in
from tickets.operations.refusals import ForwardToRequester
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required

OFFERED = 30  # newest messages
ABOUT_TO = (BadAddress, ForwardToRequester)  # refusals that belong to the field "To"
UNSENT = (
    "tickets.forward_unsent"  # in the session: what came back of the mail that was taken back last, until it is sent
)


@require_http_methods(["GET", "POST"])
@agent_required
def forwards(request, number):
    """A mail about the ticket. ``side``: the talk (public id) that goes on; ``messages``, ``enclosed``: what goes along.

    Ticked beforehand is the ``message`` that the page was opened from, else the newest that is no internal note. What goes
    along stands beside the button once more: nothing leaves the house unnoticed. One that was taken back is here as it was.
    """
    need(request, "tickets.reply")
    ticket = find_ticket(request, number)
    messages = _messages(request, ticket)
    typed, chosen, error, error_at = request.POST, request.POST.getlist("messages"), "", ""
    enclosed, uploads = request.POST.getlist("enclosed"), request.POST.get("uploads", "").split()
    side_id = request.POST.get("side") or request.GET.get("side")
    unsent = request.session.get(UNSENT)
    if request.method == "GET":
        chosen = _ticked(messages, request.GET.get("message"))
        if (
            unsent
            and unsent["ticket"] == ticket.pk
            and "message" not in request.GET
            and side_id in (None, unsent["side"])
        ):
            typed, chosen, enclosed, uploads = unsent, unsent["messages"], unsent["enclosed"], unsent["uploads"]
            side_id = unsent["side"]
    side = None
    if side_id:
        side = get_object_or_404(SideThread, workspace=request.workspace, ticket=ticket, public_id=side_id)
    if request.method == "POST":
        try:
            return _send(request, ticket, side, messages, chosen)
        except OperationRefused as refused:
            error, error_at = refused.message, "to" if isinstance(refused, ABOUT_TO) and not side else ""
    context = {
        "ticket": ticket,
        "side": side,
        "messages_of": messages,
        "has_notes": any(one.kind == Message.Kind.NOTE for one in messages),
        "chosen": chosen,
        "enclosed": enclosed,
        "uploads": uploads_of(ticket, request.member, forwarding.KEPT).filter(public_id__in=uploads),
        "typed": typed,
        "error": error,
        "error_at": error_at,
    }
    return render(request, "tickets/forward.html", context, status=422 if error else 200)


def keep_unsent(request, ticket, unsent):
    """Have the form show what was taken back (forwarding.Unsent)."""
    request.session[UNSENT] = {
        "ticket": ticket.pk,
        "side": unsent.side and unsent.side.public_id,
        "to": ", ".join(unsent.to),
        "subject": unsent.subject,
        "body": unsent.text,
        "messages": [one.public_id for one in unsent.quoted],
        "enclosed": [one.public_id for one in unsent.files],
        "uploads": [one.public_id for one in unsent.uploads],
        "with_notes": "1" if any(one.kind == Message.Kind.NOTE for one in unsent.quoted) else "",
        "then": "hold" if unsent.held else "",
    }


def _ticked(messages, asked):
    if asked:
        return [one.public_id for one in messages if one.public_id == asked]
    return [one.public_id for one in messages if one.kind != Message.Kind.NOTE][-1:]


def _send(request, ticket, side, messages, chosen):
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        raise OperationRefused(" ".join(error for errors in form.errors.values() for error in errors))
    enclosed = request.POST.getlist("enclosed")
    forwarding.forward(
        ticket,
        by=request.member,
        to=request.POST.get("to", "").replace(",", " ").replace(";", " ").split(),
        subject=request.POST.get("subject", ""),
        side=side,
        body=form.cleaned_data["body"],
        body_format=form.cleaned_data["body_format"],
        quoted=[one for one in messages if one.public_id in chosen],
        with_notes=request.POST.get("with_notes") == "1",
        files=[file for one in messages for file in one.files_of if file.public_id in enclosed],
        attachments=form.cleaned_data["files"],
        uploads=form.cleaned_data["uploads"],
        status=status_in(request.workspace.pk, "hold") if request.POST.get("then") == "hold" else None,
    )
    request.session.pop(UNSENT, None)
    flash.success(request, _("On its way. Answers come back here, for your team only."))
    return redirect(ticket)


def _messages(request, ticket):
    """The newest, oldest first, each with ``files_of``; the talks with third parties stay out of one another."""
    files = Attachment.objects.filter(workspace=request.workspace).exclude(file="")
    return list(
        Message.objects.filter(workspace=request.workspace, ticket=ticket, side=None)
        .exclude(kind=Message.Kind.SYSTEM)
        .select_related("author_contact", "author_member__user")
        .prefetch_related(Prefetch("attachments", files, to_attr="files_of"))
        .order_by("-created_at", "-id")[:OFFERED]
    )[::-1]
