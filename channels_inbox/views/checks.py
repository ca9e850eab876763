"""Tests of a channel, shown while they run."""

from datetime import timedelta

from django.contrib import messages as flash
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbox import connection_tests, limits, test_message, verdicts
from channels_inbox.models import Channel, ChannelCheck
from workspaces.access import right_required

GIVEN_UP = timedelta(minutes=3)  # no step takes longer; the worker that ran it is gone


@require_POST
@right_required("channels.configure")
def checks(request, public_id):  # POST /settings/channels/<public_id>/checks/
    """Start a test; ``direction`` is incoming, outgoing or message. Answers with its row, which asks again by itself."""
    channel = get_object_or_404(
        Channel, workspace=request.workspace, public_id=public_id, kind=Channel.Kind.EMAIL, is_active=True
    )
    direction = request.POST.get("direction")
    if direction not in ChannelCheck.Direction.values:
        raise Http404
    if not may_test(request.workspace):
        flash.error(request, _("Too many tests at once. Wait a minute."))
        return redirect("channels_inbox:channel", public_id)
    if direction == ChannelCheck.Direction.MESSAGE:
        check = test_message.start(channel, by=request.member)
    else:
        check = connection_tests.start(channel, direction)
    if not request.htmx:
        return redirect("channels_inbox:channel", public_id)
    return _row(request, check, channel)


@require_safe
@right_required("channels.configure")
def check(request, public_id, pk):  # GET /settings/channels/<public_id>/checks/<pk>/
    """The row of a test, as far as it is."""
    found = get_object_or_404(
        ChannelCheck.objects.select_related("channel"),
        workspace=request.workspace,
        channel__public_id=public_id,
        pk=pk,
    )
    return _row(request, found, found.channel)


def may_test(workspace):
    """Is one more test within the limit? If so it is counted."""
    return limits.allow(f"channel-check:{workspace.pk}", per_seconds=60, limit=20)


def latest_checks(channel):
    """``(direction, newest ChannelCheck or None)`` for each kind of test, in the order of the page."""
    newest = {}
    for found in ChannelCheck.objects.filter(workspace_id=channel.workspace_id, channel=channel).order_by("-id")[:60]:
        newest.setdefault(found.direction, give_up(found))
    return [(direction, newest.get(direction.value)) for direction in ChannelCheck.Direction]


def give_up(found):
    """``found``, shown as failed when it has run for so long that nobody can be running it."""
    if found.state == ChannelCheck.State.RUNNING and timezone.now() - found.started_at > GIVEN_UP:
        found.state = ChannelCheck.State.FAILED
        words = _("The test did not end. Is the worker running? Try again.")
        found.steps = [*found.steps, {"step": "lost", "ok": False, "words": words}]
    return found


def _row(request, found, channel):
    """The row; with one of a server's test come the sentences at the head of the page, which tell how it went."""
    context = {"direction": ChannelCheck.Direction(found.direction), "check": give_up(found), "channel": channel}
    response = render(request, "channels_inbox/_check.html", context)
    if found.direction in verdicts.SERVERS:
        newest = [check for _direction, check in latest_checks(channel)]
        context = {"verdicts": verdicts.of(channel, newest), "oob": True}
        response.write(render_to_string("channels_inbox/_verdicts.html", context))
    return response
