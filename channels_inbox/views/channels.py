"""Settings of channels."""

from django.contrib import messages as flash
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox import channel_health, configuring, connection_tests, verdicts
from channels_inbox.forms.channel import EmailChannelForm, NamedChannelForm
from channels_inbox.models import Channel
from channels_inbox.views.checks import latest_checks, may_test
from workspaces import sudo
from workspaces.access import right_required
from workspaces.models import Team
from workspaces.views.page import settings_page, unhappy


@require_safe
@right_required("channels.configure")
def channels_list(request):  # GET /settings/channels/
    """All channels with their health."""
    found = (
        Channel.objects.filter(workspace=request.workspace).select_related("team").order_by("-is_active", "kind", "id")
    )
    doubtful = verdicts.failed(request.workspace, [channel for channel in found if channel.is_active])
    channels = [(channel, channel_health.of(channel, verdict=doubtful.get(channel.pk))) for channel in found]
    return settings_page(request, "channels_inbox/channels.html", "channels", {"channels": channels})


@sensitive_post_parameters("imap_password", "smtp_password", "sudo_password")
@require_http_methods(["GET", "POST"])
@right_required("channels.configure")
def new_channel(request):  # GET, POST /settings/channels/new/
    """Connect an e-mail address; its servers are tested at once."""
    team = Team.objects.filter(workspace=request.workspace).first()
    return _edit(request, Channel(workspace=request.workspace, kind=Channel.Kind.EMAIL, team=team))


@sensitive_post_parameters("imap_password", "smtp_password", "sudo_password")
@require_http_methods(["GET", "POST"])
@right_required("channels.configure")
def channel(request, public_id):  # GET, POST /settings/channels/<public_id>/
    """One channel: its settings, its tests, its health."""
    found = find(request, public_id)
    if found.kind == Channel.Kind.EMAIL:
        return _edit(request, found)
    form = NamedChannelForm(
        request.POST if request.method == "POST" else None, instance=found, workspace=request.workspace
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        flash.success(request, _("Saved"))
        return redirect("channels_inbox:channels")
    context = {"form": form, "channel": find(request, public_id)}
    return settings_page(request, "channels_inbox/named_channel.html", "channels", context, status=unhappy(form))


@require_POST
@right_required("channels.configure")
def activity(request, public_id):  # POST /settings/channels/<public_id>/activity/
    """Take a channel out of use, or with ``undo`` into use again."""
    found = find(request, public_id)
    active = "undo" in request.POST
    configuring.set_active(found, active=active, by=request.member)
    words = _("%(name)s is in use again") if active else _("%(name)s is no longer in use")
    flash.success(request, words % {"name": found.name})
    return redirect("channels_inbox:channels")


def find(request, public_id):
    """The workspace's Channel, or 404."""
    channels = Channel.objects.filter(workspace=request.workspace).select_related("workspace", "team")
    return get_object_or_404(channels, public_id=public_id)


def _edit(request, instance):
    stored = find(request, instance.public_id) if instance.pk else None
    data = request.POST if request.method == "POST" else None
    form = EmailChannelForm(data, instance=instance, workspace=request.workspace)
    asked = sudo.Question(request)
    if request.method == "POST" and form.is_valid() and asked.is_answered():
        settings, secrets = form.configuration()
        try:
            saved = configuring.save(form.instance, settings=settings, secrets=secrets, by=request.member)
        except configuring.AddressTaken as refused:
            form.add_error("address", str(refused.message))
        else:
            flash.success(request, _tested(saved, configuring.changed_ways(stored, saved)))
            return redirect("channels_inbox:channel", saved.public_id)
    if asked.is_refused:
        form.show_typed_passwords()
    checks = latest_checks(stored) if stored else []
    context = {
        "form": form,
        "asked": asked,
        "channel": stored,
        "health": channel_health.of(stored) if stored else None,
        "checks": checks,
        "verdicts": verdicts.of(stored, [check for _direction, check in checks]) if stored else [],
    }
    status = 403 if asked.is_refused and not form.errors else unhappy(form)
    return settings_page(request, "channels_inbox/email_channel.html", "channels", context, status=status)


def _tested(channel, directions):
    """Start tests of ``directions``, which have changed; returns what the toast says of the saved channel."""
    if not directions:
        return _("Saved")
    if not channel.is_active:
        return _("Saved. Not tested while the channel is not in use.")
    if not may_test(channel.workspace):
        return _("Saved. Not tested yet: too many tests at once.")
    for direction in directions:
        connection_tests.start(channel, direction)
    return _("Saved. The servers are being tested.")
