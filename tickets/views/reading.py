"""Other ways to read a ticket: its whole history, on paper, and a mail as it came."""

from email import message_from_bytes

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from channels_inbox.models import InboundMessage
from helpdesk.lib.numbers import whole
from tickets.history import KINDS, history_of
from tickets.models import Attachment, Message
from tickets.views.finding import find_message, find_ticket, need
from workspaces.access import agent_required

RAW_CHARS = 200_000


@require_GET
@agent_required
def history(request, number):
    """All that happened, newest first. ``kind``: one of KINDS; ``before``: an event's id to go on from."""
    ticket = find_ticket(request, number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = history_of(ticket, kind=kind, before=whole(request.GET.get("before")))
    kinds = [(name, one.words) for name, one in KINDS.items()]
    return render(request, "tickets/history.html", {"ticket": ticket, "page": page, "kind": kind, "kinds": kinds})


@require_GET
@agent_required
def printed(request, number):
    """The thread on paper. Internal notes only with ``notes=1``, and then the page says so at its head."""
    ticket = find_ticket(request, number)
    with_notes = request.GET.get("notes") == "1"
    messages = Message.objects.filter(workspace=request.workspace, ticket=ticket)
    if not with_notes:
        messages = messages.exclude(visibility=Message.Visibility.INTERNAL)
    files = Attachment.objects.filter(workspace=request.workspace, is_inline=False)
    messages = messages.select_related("author_contact", "author_member__user").order_by("created_at", "id")
    messages = messages.prefetch_related(Prefetch("attachments", files, to_attr="files_of"))
    context = {"ticket": ticket, "messages_of": messages, "with_notes": with_notes}
    return render(request, "tickets/print.html", context)


@require_GET
@agent_required
def raw(request, public_id):
    """A mail as it came: its headers one by one, then the text of it all."""
    need(request, "channels.use")
    message = find_message(request, public_id)
    stored = InboundMessage.objects.filter(workspace=request.workspace, pk=message.inbound_id).first()
    if stored is None:
        raise Http404
    data = bytes(stored.raw)
    head, _gap, _rest = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    headers = list(message_from_bytes(head[:RAW_CHARS]).raw_items())
    text = data[:RAW_CHARS].decode("utf-8", "replace")
    context = {"message": message, "ticket": message.ticket, "headers": headers, "text": text}
    return render(request, "tickets/raw.html", context | {"is_cut": len(data) > RAW_CHARS, "size": len(data)})
