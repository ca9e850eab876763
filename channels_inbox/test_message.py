"""A mail from a member to a channel, which comes in as a customer's would: the shortest proof that the way in works."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_inbox.adapters.base import Outbound, PermanentFailure, TemporaryFailure
from channels_inbox.adapters.email import build, smtp
from channels_inbox.connection_tests import SEND
from channels_inbox.models import ChannelCheck
from helpdesk.lib.ids import opaque_id
from workspaces.models import Member
from workspaces.tenancy import tenant

WILDCARDS = {"", "0.0.0.0", "::"}


def start(channel, *, by):
    """Send a message from ``by`` to ``channel`` in a task that runs after commit; returns its ChannelCheck."""
    from channels_inbox import tasks

    with transaction.atomic():
        check = ChannelCheck.objects.create(
            workspace_id=channel.workspace_id,
            channel=channel,
            direction=ChannelCheck.Direction.MESSAGE,
            started_at=timezone.now(),
        )
        tasks.send_test_message.ring_on_commit(channel.workspace_id, check.pk, by.pk)
    return check


def run(workspace_id, check_id, member_id):
    """Send it and write down how that went. A check that is over is left as it is; a repeat may send it twice."""
    with tenant(workspace_id):
        check = (
            ChannelCheck.objects.filter(workspace_id=workspace_id, pk=check_id, state=ChannelCheck.State.RUNNING)
            .select_related("channel", "workspace")
            .first()
        )
        member = Member.objects.filter(workspace_id=workspace_id, pk=member_id).select_related("user").first()
    if check is None or member is None:
        return
    language = member.user.language or check.workspace.language
    with override(language):
        ok, words = _send(check.channel, letter(check.channel, member))
    with tenant(workspace_id):
        ChannelCheck.objects.filter(workspace_id=workspace_id, pk=check.pk).update(
            steps=[{"step": SEND, "ok": ok, "words": words}],
            state=ChannelCheck.State.PASSED if ok else ChannelCheck.State.FAILED,
            finished_at=timezone.now(),
        )


def server_for(channel):
    """Where a mail to ``channel`` is handed in: at our own listener, or at the server that its answers leave by."""
    if channel.settings.get("incoming") == "listener":
        host = "127.0.0.1" if settings.SMTP_LISTEN_HOST in WILDCARDS else settings.SMTP_LISTEN_HOST
        return smtp.Server(host, settings.SMTP_LISTEN_PORT, "none", trusted=True)
    return smtp.server_for(channel)


def letter(channel, member):
    """The mail, from ``member``'s own address."""
    identifier = opaque_id()
    return Outbound(
        from_name=member.name,
        from_address=member.user.email,
        to=((channel.name, channel.address),),
        subject=_("A first message"),
        text=_("Hello! I want to see how a customer’s message looks here. Answer it as you would answer theirs."),
        message_id=f"{identifier}@{channel.address.rpartition('@')[2]}",
        idempotency_key=identifier,
    )


def _send(channel, mail):
    try:
        smtp.send(server_for(channel), build.message(mail), mail)
    except (TemporaryFailure, PermanentFailure) as failure:
        return False, str(failure.words)
    return True, _("Sent. It shows in the inbox as soon as it is here.")
