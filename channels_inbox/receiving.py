"""Storing what comes in: raw bytes first, then the doorbell.

A raw mail is stored as claimed already by the task that is about to be rung for: the bell carries the claim, so that the
task need not commit one of its own. If the bell is lost, or its worker dies, the claim's lease runs out like any other.
"""

import uuid
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from channels_inbox import plus_proof
from channels_inbox.mail.identity import external_id
from channels_inbox.models import Channel, InboundMessage
from workspaces import doorbell
from workspaces.lease import LEASE
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)

# (workspace id, InboundMessage id, its claim or nothing); by name, because channels know no tickets
DOORBELL = "tickets.receive_inbound"
QUEUE = "inbound"
HEALTH_EVERY = timedelta(seconds=10)


def store(channel, raw, *, envelope=None):
    """Commit ``raw``, the bytes of a mail, and ring for its intake. Returns the InboundMessage.

    None if the channel has the same mail already: the constraint refuses it. ``envelope`` is
    ``{"mail_from", "rcpt_to": [...], "authenticated": bool|None}`` or empty. A mail of our own that proves that the
    channel takes plus-addresses is stored as ignored, and rings for nobody. Database errors are raised: then nothing is
    stored, and the sender must not be told otherwise.
    """
    now = timezone.now()
    with tenant(channel.workspace_id):
        message = unread(channel, bytes(raw), envelope=envelope, now=now)
        if plus_proof.take(channel, message.raw, now=now):
            message.state, message.result = InboundMessage.State.IGNORED, "ignored"
            message.reason, message.done_at = "channel_check", now
            message.attempts, message.lease_token, message.lease_until = 0, None, None
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError as error:
            if getattr(error.__cause__.diag, "constraint_name", "") != "inbound_once_per_channel":
                raise
            log.info("inbound.duplicate", channel=channel.pk)
            return None
        quiet = Q(last_received_at=None) | Q(last_received_at__lt=now - HEALTH_EVERY)
        Channel.objects.filter(quiet, workspace_id=channel.workspace_id, pk=channel.pk).update(last_received_at=now)
        if message.state == InboundMessage.State.RECEIVED:
            claim = [str(message.lease_token)] if message.lease_token else []
            doorbell.ring_on_commit(DOORBELL, message.workspace_id, message.pk, *claim, queue=QUEUE)
    return message


def unread(channel, raw, *, envelope=None, now):
    """The InboundMessage for ``raw``, not yet stored. Claimed, unless it is known that the doorbell is out of order."""
    message = InboundMessage(
        workspace_id=channel.workspace_id,
        channel=channel,
        external_id=external_id(raw),
        raw=raw,
        size=len(raw),
        envelope=envelope or {},
    )
    if not doorbell.is_out_of_order():
        message.attempts, message.lease_token, message.lease_until = 1, uuid.uuid4(), now + LEASE
    return message
