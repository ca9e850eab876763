"""How the confirmation of a new ticket would read."""

from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from channels_inbox.models import Channel
from tickets import acknowledging
from tickets.models import TicketNumber
from workspaces.access import right_required


@require_http_methods(["GET", "POST"])
@right_required("workspace.configure")
def preview(request):  # GET, POST /settings/acknowledgement/
    """A fragment. A POST shows ``ack_text``, ``portal_name`` and ``name`` as they are typed; nothing is saved."""
    workspace = request.workspace
    for field in ("ack_text", "portal_name", "name"):
        if field in request.POST:
            setattr(workspace, field, request.POST[field][:2000])
    channel = Channel.objects.active().filter(workspace=workspace, kind=Channel.Kind.EMAIL).order_by("id").first()
    last = TicketNumber.objects.filter(workspace=workspace).values_list("last", flat=True).first() or 0
    address = channel.address if channel else "support@example.com"
    with override(workspace.language):
        text = acknowledging.words(workspace, number=last + 1, address=address)
    return render(request, "tickets/_acknowledgement_preview.html", {"text": text, "address": address})
