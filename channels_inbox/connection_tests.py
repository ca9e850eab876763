"""Tests of a channel's servers: run as a task, written step by step into a ChannelCheck that the page asks again for."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_inbox import plus_proof
from channels_inbox.adapters.base import Outbound, PermanentFailure, TemporaryFailure
from channels_inbox.adapters.email import build, imap, smtp
from channels_inbox.models import ChannelCheck
from helpdesk.lib.ids import opaque_id
from workspaces.models import Heartbeat
from workspaces.tenancy import tenant

# Codes of steps; their words are for the page
CONNECT, FOLDER, LISTENER, SIGN_IN, SEND = "connect", "folder", "listener", "sign_in", "send"


def start(channel, direction):
    """Begin a test of ``channel`` ("incoming" or "outgoing"); returns its ChannelCheck. The task runs after commit.

    Inside ``tenant()``.
    """
    from channels_inbox import tasks

    with transaction.atomic():
        check = ChannelCheck.objects.create(
            workspace_id=channel.workspace_id,
            channel=channel,
            direction=direction,
            token=opaque_id() if direction == ChannelCheck.Direction.OUTGOING else "",
            started_at=timezone.now(),
        )
        tasks.check_channel.ring_on_commit(channel.workspace_id, check.pk)
    return check


def run(workspace_id, check_id):
    """Go through the steps of a running test and write each one down. A test that is over is left as it is."""
    with tenant(workspace_id):
        check = (
            ChannelCheck.objects.filter(workspace_id=workspace_id, pk=check_id, state=ChannelCheck.State.RUNNING)
            .select_related("channel", "workspace")
            .first()
        )
    if check is None:
        return
    incoming = check.direction == ChannelCheck.Direction.INCOMING
    steps = []
    with override(check.workspace.language):
        for step, ok, words in (
            check_incoming(check.channel) if incoming else check_outgoing(check.channel, check.token)
        ):
            steps.append({"step": step, "ok": ok, "words": str(words)})
            _write(check, steps=steps)
    passed = all(step["ok"] for step in steps)
    state = ChannelCheck.State.PASSED if passed else ChannelCheck.State.FAILED
    _write(check, state=state, finished_at=timezone.now())


def check_incoming(channel):
    """Yield the steps (code, worked, words) of a test of the way in; ends with the first that failed."""
    if channel.settings.get("incoming") != "imap":
        alive = Heartbeat.objects.fresh("mail").exists()
        yield LISTENER, alive, _("The mail listener is running.") if alive else _("The mail listener does not run.")
        return
    try:
        with imap.open_mailbox(channel) as mailbox:
            host = channel.settings["imap_host"]
            yield CONNECT, True, _("Connected to %(host)s and signed in.") % {"host": host}
            count = int(mailbox.client.untagged_responses.get("EXISTS", [b"0"])[-1])
            yield FOLDER, True, _("The folder is open; mails in it: %(count)s.") % {"count": count}
    except TemporaryFailure as failure:
        yield CONNECT, False, failure.words


def check_outgoing(channel, token=""):
    """Yield the steps of a test of the way out; ends with the first that failed.

    The last one sends a mail to the channel's own plus-address. When it comes back, ``plus_proof.take`` notes that the
    channel takes plus-addresses.
    """
    try:
        server = smtp.server_for(channel)
        with smtp.Session(server) as session:
            yield SIGN_IN, True, _("Connected to %(host)s.") % {"host": server.host}
            mail = proof_mail(channel, token or opaque_id())
            session.deliver(channel.address, [mail.to[0][1]], build.message(mail), mail)
            yield SEND, True, _("A test mail is on its way to %(address)s.") % {"address": channel.address}
    except (TemporaryFailure, PermanentFailure) as failure:
        down = isinstance(failure, TemporaryFailure) and failure.destination_down
        yield SIGN_IN if down else SEND, False, failure.words


def proof_mail(channel, token):
    """The test mail, from the channel to its own plus-address."""
    return Outbound(
        from_name=channel.name,
        from_address=channel.address,
        to=(("", plus_proof.address(channel, token)),),
        subject=_("Test of the channel %(name)s") % {"name": channel.name},
        text=_("This mail shows that the channel can send. You need not do anything with it."),
        message_id=f"{token}@{channel.address.rpartition('@')[2]}",
        idempotency_key=token,
        headers={"Auto-Submitted": "auto-generated", plus_proof.HEADER: token},
    )


def _write(check, **changes):
    with tenant(check.workspace_id):
        ChannelCheck.objects.filter(workspace_id=check.workspace_id, pk=check.pk).update(**changes)
