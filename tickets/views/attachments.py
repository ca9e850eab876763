"""Files of messages."""

from django.http import Http404
from django.views.decorators.http import require_GET

from tickets.files import answer_with
from tickets.models import Attachment
from workspaces.access import agent_required


@require_GET
@agent_required
def download(request, public_id):
    """A file, to whom may read its message; an upload in a draft only to its uploader. Always saved, never shown as a page."""
    attachment = (
        Attachment.objects.filter(workspace=request.workspace, public_id=public_id).select_related("message").first()
    )
    if attachment is None or not _may_read(request, attachment):
        raise Http404
    return answer_with(attachment, inline=request.GET.get("inline") == "1")


def _may_read(request, attachment):
    if attachment.message is None:
        return attachment.uploaded_by_id == request.member.pk
    tickets = request.workspace.tickets.visible_to(request.member)
    return tickets.filter(pk=attachment.message.ticket_id).exists()
