"""One worker at a time for a raw message, by a claim with a lease; the closing UPDATE asks for the claim's token.

The first claim is stored along with the mail (``channels_inbox.receiving``) and comes with the bell: who answers it at once
needs no commit before the one that closes the mail. Every other claim is an UPDATE that counts an attempt, so that a mail
whose workers die does not go round for ever.
"""

import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from channels_inbox.models import Channel, InboundMessage
from helpdesk.lib.prepared import Statement
from helpdesk.lib.written import Rows, Values, fetch
from workspaces.lease import LEASE, RENEW_SECONDS
from workspaces.models import Workspace
from workspaces.tenancy import tenant

State = InboundMessage.State
MAX_ATTEMPTS = 8  # with the pauses below some six minutes; then people must look


class LostClaim(Exception):
    """Another worker has taken over; what this one did is undone."""


CLAIM = """
    UPDATE "channels_inbox_inboundmessage" SET lease_token = %(token)s, lease_until = %(until)s, attempts = attempts + 1
    WHERE workspace_id = %(workspace)s AND id = %(id)s AND state = 'received'
        AND (lease_until IS NULL OR lease_until <= %(now)s OR lease_token = %(carried)s)
"""
INBOUND, CHANNEL, WORKSPACE = Rows(InboundMessage, "inbound"), Rows(Channel, "channel"), Rows(Workspace, "workspace")
CLAIMED = f"""
    SELECT {INBOUND.columns}, {CHANNEL.columns}, {WORKSPACE.columns}, (
        SELECT array_agg(address) FROM "channels_inbox_channel" WHERE workspace_id = %(workspace)s AND kind = 'email')
    FROM "channels_inbox_inboundmessage" inbound
    JOIN "channels_inbox_channel" channel ON channel.workspace_id = inbound.workspace_id AND channel.id = inbound.channel_id
    JOIN "workspaces_workspace" workspace ON workspace.id = inbound.workspace_id
    WHERE inbound.workspace_id = %(workspace)s AND inbound.id = %(id)s AND inbound.state = 'received'
        AND inbound.lease_token = %(token)s AND inbound.lease_until > %(until)s
"""
FRESH = timedelta(seconds=RENEW_SECONDS)  # as old as a claim gets before it is renewed


def carried(workspace_id, inbound_id, token):
    """The InboundMessage, if it is to be read still and ``token``, which came with the bell, is its fresh claim; or None."""
    with tenant(workspace_id):
        return _claimed(workspace_id, inbound_id, token, until=timezone.now() + LEASE - FRESH)


def claim(workspace_id, inbound_id, *, instead_of=None):
    """The InboundMessage, ours while its lease is renewed; None if done or another's. ``instead_of``: an older claim of ours.

    It comes with channel and workspace; ``own_addresses`` on it are the addresses of the workspace's e-mail channels.
    """
    now = timezone.now()
    values = {"token": uuid.uuid4(), "until": now + LEASE, "workspace": workspace_id, "id": inbound_id, "now": now}
    with tenant(workspace_id, durable=False), connection.cursor() as cursor:  # losing a claim in a crash harms nobody
        cursor.execute(Statement(CLAIM), {**values, "carried": instead_of})
        return _claimed(workspace_id, inbound_id, values["token"], until=now) if cursor.rowcount else None


def _claimed(workspace_id, inbound_id, token, *, until):
    """The InboundMessage with this claim, if it lasts until then."""
    values = {"workspace": workspace_id, "id": inbound_id, "token": token, "until": until}
    for inbound, channel, workspace, more in fetch(CLAIMED, values, INBOUND, CHANNEL, WORKSPACE, Values("addresses")):
        channel.workspace = workspace
        inbound.channel = channel
        inbound.own_addresses = [address for address in more["addresses"] or () if address]
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
        cursor.execute(Statement(CLOSE), [*written, inbound.workspace_id, inbound.pk, inbound.lease_token])
        if not cursor.rowcount:
            raise LostClaim


def put_off(inbound):
    """Something of ours failed: let go, to be tried again after 1, 2, 4 … 60 s."""
    pause = timedelta(seconds=min(60, 2 ** max(0, inbound.attempts - 1)))
    with tenant(inbound.workspace_id):
        row(inbound).filter(lease_token=inbound.lease_token, state=State.RECEIVED).update(
            lease_token=None, lease_until=timezone.now() + pause
        )
