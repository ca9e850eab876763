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
from tickets.operations.preparing import status_in
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required

OFFERED = 30  # newest messages


@require_http_methods(["GET", "POST"])
@agent_required
def forwards(request, number):
    """A mail about the ticket. ``side``: the talk (public id) that goes on; ``messages``, ``enclosed``: what goes along.

    Nothing is ticked beforehand, but for the ``message`` that the page was opened from: what lies far below, out of
    sight, must not leave the house unnoticed.
    """
    need(request, "tickets.reply")
    ticket = find_ticket(request, number)
    asked = request.POST if request.method == "POST" else request.GET
    side = None
    if asked.get("side"):
        side = get_object_or_404(SideThread, workspace=request.workspace, ticket=ticket, public_id=asked["side"])
    messages = _messages(request, ticket)
    chosen, error = request.POST.getlist("messages"), ""
    if request.method == "GET":
        chosen = [one.public_id for one in messages if one.public_id == request.GET.get("message")]
    if request.method == "POST":
        try:
            return _send(request, ticket, side, messages, chosen)
        except OperationRefused as refused:
            error = refused.message
    context = {"ticket": ticket, "side": side, "messages_of": messages, "chosen": chosen, "typed": request.POST}
    context |= {"error": error, "enclosed": request.POST.getlist("enclosed")}
    return render(request, "tickets/forward.html", context, status=422 if error else 200)


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
        status=status_in(request.workspace.pk, "hold") if request.POST.get("then") == "hold" else None,
    )
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
