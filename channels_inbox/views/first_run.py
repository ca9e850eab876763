"""What an empty inbox shows: how the first message comes in."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_inbox.models import Channel, InboundMessage
from workspaces.access import agent_required
from workspaces.models import Invitation, Member


@require_safe
@agent_required
def first_run(request):  # GET /settings/channels/first-run/
    """The steps, and which of them are done: a fragment for htmx, else a page."""
    template = "channels_inbox/_first_run.html" if request.htmx else "channels_inbox/first_run.html"
    return render(request, template, first_run_context(request))


def first_run_context(request):
    """What ``channels_inbox/_first_run.html`` needs beside ``member``."""
    workspace = request.workspace
    email = Channel.objects.active().filter(workspace=workspace, kind=Channel.Kind.EMAIL).order_by("id").first()
    received = bool(email) and InboundMessage.objects.filter(workspace=workspace).exists()
    invited = (
        Member.objects.active().filter(workspace=workspace).count() > 1
        or Invitation.objects.filter(workspace=workspace, accepted_at=None).exists()
    )
    return {"email_channel": email, "received": received, "invited": invited}
