"""One worker at a time for a raw message, by one UPDATE with a lease; the closing UPDATE asks for the same token."""

import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from channels_inbox.lease import LEASE
from channels_inbox.models import Channel, InboundMessage
from helpdesk.lib.written import Rows, fetch
from workspaces.models import Workspace
from workspaces.tenancy import tenant

State = InboundMessage.State
MAX_ATTEMPTS = 8  # with the pauses below some six minutes; then people must look


class LostClaim(Exception):
    """Another worker has taken over; what this one did is undone."""


CLAIM = """
    UPDATE "channels_inbox_inboundmessage" SET lease_token = %(token)s, lease_until = %(until)s, attempts = attempts + 1
    WHERE workspace_id = %(workspace)s AND id = %(id)s AND state = 'received'
        AND (lease_until IS NULL OR lease_until <= %(now)s)
    RETURNING *, (SELECT array_agg(address) FROM "channels_inbox_channel"
                  WHERE workspace_id = %(workspace)s AND kind = 'email') AS own_addresses
"""
CHANNEL, WORKSPACE = Rows(Channel, "channel"), Rows(Workspace, "workspace")
CHANNEL_AND_WORKSPACE = f"""
    SELECT {CHANNEL.columns}, {WORKSPACE.columns} FROM "channels_inbox_channel" channel
    JOIN "workspaces_workspace" workspace ON workspace.id = channel.workspace_id
    WHERE channel.workspace_id = %s AND channel.id = %s
"""


def claim(workspace_id, inbound_id):
    """The InboundMessage with its channel and workspace, ours while its lease is renewed; None if done or another's.

    ``own_addresses`` on it are the addresses of the workspace's e-mail channels.
    """
    now = timezone.now()
    values = {"token": uuid.uuid4(), "until": now + LEASE, "now": now, "workspace": workspace_id, "id": inbound_id}
    with tenant(workspace_id, durable=False):  # losing a claim in a crash harms nobody
        # Written out, because composing these takes longer than running them, and every mail comes by here.
        inbound = next(iter(InboundMessage.objects.raw(CLAIM, values)), None)
        if inbound is not None:
            ((channel, workspace),) = fetch(
                CHANNEL_AND_WORKSPACE, [workspace_id, inbound.channel_id], CHANNEL, WORKSPACE
            )
            channel.workspace = workspace
            inbound.channel = channel
            inbound.own_addresses = [address for address in inbound.own_addresses or () if address]
        return inbound


def row(inbound):
    """The row as a queryset."""
    return InboundMessage.objects.filter(workspace_id=inbound.workspace_id, pk=inbound.pk)


CLOSE = """
    UPDATE "channels_inbox_inboundmessage" SET state = %s, result = %s, reason = %s, ticket_number = %s, done_at = %s,
        lease_token = NULL, lease_until = NULL
    WHERE workspace_id = %s AND id = %s AND lease_token = %s AND state = 'received'
"""


def close(inbound, outcome):
    """Write what became of it. Inside the transaction that did it; raises LostClaim if the claim is no longer ours."""
    state = str({"ignored": State.IGNORED, "quarantined": State.QUARANTINED}.get(outcome.result, State.DONE))
    written = [state, outcome.result, outcome.reason[:200], outcome.ticket, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [*written, inbound.workspace_id, inbound.pk, inbound.lease_token])
        if not cursor.rowcount:
            raise LostClaim


def put_off(inbound):
    """Something of ours failed: let go, to be tried again after 1, 2, 4 … 60 s."""
    pause = timedelta(seconds=min(60, 2 ** max(0, inbound.attempts - 1)))
    with tenant(inbound.workspace_id):
        row(inbound).filter(lease_token=inbound.lease_token, state=State.RECEIVED).update(
            lease_token=None, lease_until=timezone.now() + pause
        )
