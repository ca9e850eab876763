"""One worker at a time for a raw message, by one UPDATE with a lease; the closing UPDATE asks for the same token."""

import uuid
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from channels_inbox.lease import LEASE
from channels_inbox.models import Channel, InboundMessage
from workspaces.tenancy import tenant

State = InboundMessage.State
MAX_ATTEMPTS = 8  # with the pauses below some six minutes; then people must look


class LostClaim(Exception):
    """Another worker has taken over; what this one did is undone."""


def claim(workspace_id, inbound_id):
    """The InboundMessage with its channel and workspace loaded, ours while its lease is renewed; None if it is done or another's.

    ``own_addresses`` on it are the addresses of the workspace's e-mail channels.
    """
    now = timezone.now()
    token = uuid.uuid4()
    with tenant(workspace_id):
        with connection.cursor() as cursor:  # losing a claim in a crash harms nobody, so it waits for no disk
            cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        taken = InboundMessage.objects.filter(
            free, workspace_id=workspace_id, pk=inbound_id, state=State.RECEIVED
        ).update(lease_token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
        if not taken:
            return None
        own = Channel.objects.filter(workspace_id=workspace_id, kind=Channel.Kind.EMAIL).order_by().values("address")
        return (
            InboundMessage.objects.select_related("channel__workspace")
            .annotate(own_addresses=ArraySubquery(own))
            .get(workspace_id=workspace_id, pk=inbound_id)
        )


def row(inbound):
    """The row as a queryset."""
    return InboundMessage.objects.filter(workspace_id=inbound.workspace_id, pk=inbound.pk)


def close(inbound, outcome):
    """Write what became of it. Inside the transaction that did it; raises LostClaim if the claim is no longer ours."""
    states = {"ignored": State.IGNORED, "quarantined": State.QUARANTINED}
    written = (
        row(inbound)
        .filter(lease_token=inbound.lease_token, state=State.RECEIVED)
        .update(
            state=states.get(outcome.result, State.DONE),
            result=outcome.result,
            reason=outcome.reason[:200],
            ticket_number=outcome.ticket,
            lease_token=None,
            lease_until=None,
            done_at=timezone.now(),
        )
    )
    if not written:
        raise LostClaim


def put_off(inbound):
    """Something of ours failed: let go, to be tried again after 1, 2, 4 … 60 s."""
    pause = timedelta(seconds=min(60, 2 ** max(0, inbound.attempts - 1)))
    with tenant(inbound.workspace_id):
        row(inbound).filter(lease_token=inbound.lease_token, state=State.RECEIVED).update(
            lease_token=None, lease_until=timezone.now() + pause
        )
