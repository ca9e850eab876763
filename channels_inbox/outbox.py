"""The way out of a row with the ``Delivery`` mixin: claim, send outside of any transaction, close.

PostgreSQL is the queue. A claim is one UPDATE and holds for fifteen seconds, renewed while the sending lasts, so that a
killed worker's row is taken over within twenty; every closing UPDATE names the claim's token, so that a worker that
wakes up too late changes nothing. A row may leave twice after a crash, then under the same Message-ID.
"""

import random
import time
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import outages
from channels_inbox.adapters import adapter_for
from channels_inbox.adapters.base import PermanentFailure, TemporaryFailure
from channels_inbox.models import Delivery, Outage
from workspaces.lease import LEASE, Keeper
from workspaces.tenancy import across_tenants, tenant

log = structlog.get_logger(__name__)

State = Delivery.State
PAUSES = (5, 30, 120, 600, 3600)  # seconds before the next try; the last one repeats
JITTER = 0.2  # of the pause, either way
GIVE_UP = timedelta(hours=72)
PATIENCE = timedelta(hours=1)  # so long nobody gets a mail that some recipient's server puts off
ORDER_WAIT = timedelta(minutes=1)  # an earlier row of the same thread that waits longer is overtaken
CLOSE_TRIES = 10  # a second apart: the mail is out, so PostgreSQL gets a chance to come back and hear of it


@dataclass(frozen=True)
class Result:
    """How a delivery ended: ``state`` sent or failed. ``refused``: pairs (address, the server's words) although sent."""

    state: str
    words: str = ""
    refused: tuple[tuple[str, str], ...] = ()


def deliver(model, pk, *, workspace_id, build, on_end=None):
    """Try once to send a row of ``model``. Safe to call at any time: just one call at once can claim it.

    ``build(row)`` makes the Outbound, inside ``tenant()``; it may raise PermanentFailure. ``on_end(row, result)`` runs in
    the transaction that closes the row as sent or failed, just before; it must not save the row.

    Returns the row's new state, or None if there was nothing to do: not due, claimed by another, workspace paused, server
    down and this not the probe.
    """
    with tenant(workspace_id):
        row = _rows(model, workspace_id, pk).select_related("channel", "workspace").first()
    now = timezone.now()
    if row is None or row.workspace.sending_paused or not is_due(row, now):
        return None
    adapter = adapter_for(row.channel)
    held = not outages.may_try(adapter.destination, now=now)
    if held and not _too_old(row, now):
        return None
    token = claim(model, pk, workspace_id=workspace_id, now=now)
    if token is None:
        return None
    with Keeper(partial(_rows, model, workspace_id, pk), token, workspace_id) as keeper:
        if held:
            outcome = _give_up_words(adapter)
        else:
            outcome = _send(row, adapter, build, keeper)
        return _close(row, token, outcome, on_end)


def claim(model, pk, *, workspace_id, now=None):
    """Make a due row SENDING by one UPDATE. Returns the token that its closing must name, or None."""
    now, token = now or timezone.now(), uuid.uuid4()
    with tenant(workspace_id):
        rows = _rows(model, workspace_id, pk).filter(_ready(now))
        if model.delivery_thread:
            rows = rows.exclude(pk__in=_behind_another(model, rows, now))
        claimed = rows.update(
            delivery=State.SENDING,
            lease_token=token,
            lease_until=now + LEASE,
            delivery_attempts=F("delivery_attempts") + 1,
        )
    return token if claimed else None


def due(model, *, now=None, limit=100):
    """Rows to ring for, as pairs (workspace id, id), the longest due first: what is due, or was claimed by the dead.

    Of what goes to a server that is down, one row as its next probe, and rows that have waited for too long.
    """
    now = now or timezone.now()
    with across_tenants("the sweep rings again for every workspace"):
        rows = model.objects.filter(_ready(now), delivery__in=[State.QUEUED, State.SENDING])
        rows = rows.filter(workspace__sending_paused=False).order_by("next_attempt_at", "pk")
        down = list(Outage.objects.all())
        if not down:
            return list(rows.values_list("workspace_id", "pk")[:limit])
        rows = rows.annotate(destination=outages.destination_of_row())
        names = [outage.destination for outage in down]
        free = rows.filter(~Q(destination__in=names) | Q(queued_at__lte=now - GIVE_UP))
        found = list(free.values_list("workspace_id", "pk")[:limit])
        for outage in down:
            if outage.probe_at <= now:
                found += rows.filter(destination=outage.destination).values_list("workspace_id", "pk")[:1]
        return list(dict.fromkeys(found))


def retry_now(row, *, now=None):
    """Queue a failed or waiting row again, at once and for another 72 hours. Returns whether it was one.

    Runs inside ``tenant()``; the caller rings for it after commit.
    """
    now = now or timezone.now()
    waiting = Q(delivery__in=[State.FAILED, State.UNKNOWN, State.QUEUED])
    changed = (
        _rows(type(row), row.workspace_id, row.pk)
        .filter(waiting)
        .update(delivery=State.QUEUED, queued_at=now, next_attempt_at=now, delivery_attempts=0, delivery_error="")
    )
    if changed:
        Outage.objects.filter(destination=adapter_for(row.channel).destination).update(probe_at=now)
    return bool(changed)


def is_due(row, now):
    """May ``row`` be claimed?"""
    if row.delivery == State.QUEUED:
        return row.next_attempt_at is not None and row.next_attempt_at <= now
    return row.delivery == State.SENDING and (row.lease_until is None or row.lease_until < now)


def pause_after(attempts, *, spread=None):
    """The wait after so many tries: 5 s, 30 s, 2 min, 10 min, 1 h, 1 h, … with jitter. ``spread`` is -1 … 1."""
    seconds = PAUSES[min(attempts, len(PAUSES)) - 1]
    spread = random.uniform(-1, 1) if spread is None else spread
    return timedelta(seconds=seconds * (1 + JITTER * spread))


def _rows(model, workspace_id, pk):
    return model.objects.filter(workspace_id=workspace_id, pk=pk)


def _ready(now):
    return Q(delivery=State.QUEUED, next_attempt_at__lte=now) | Q(delivery=State.SENDING, lease_until__lt=now)


def _behind_another(model, rows, now):
    """Ids among ``rows`` whose thread has an earlier row that is about to leave: answers arrive in their order."""
    earlier = model.objects.filter(
        workspace_id=OuterRef("workspace_id"),
        pk__lt=OuterRef("pk"),
        delivery__in=[State.QUEUED, State.SENDING],
        next_attempt_at__lte=now + ORDER_WAIT,
        **{model.delivery_thread: OuterRef(model.delivery_thread)},
    )
    return rows.filter(Exists(earlier)).values("pk")


def _too_old(row, now):
    return row.queued_at is not None and row.queued_at <= now - GIVE_UP


def _give_up_words(adapter):
    outage = outages.current(adapter.destination)
    return PermanentFailure(outage.words if outage else _("The server did not answer for 72 hours."))


def _send(row, adapter, build, keeper):
    """The Receipt, or the failure as an object: what happened on the wire, and the outage's begin or end."""
    try:
        with tenant(row.workspace_id):
            outbound = build(row)
        if row.queued_at and timezone.now() - row.queued_at > PATIENCE:
            outbound = replace(outbound, partial_ok=True)
        if not keeper.holds():
            return None
        outcome = adapter.send(outbound)
    except PermanentFailure as failure:
        outcome = failure
    except TemporaryFailure as failure:
        outcome = failure
    except Exception as error:  # ours to mend; the row says so, and its tries go on by the schedule
        log.exception("outbox.broken", error=type(error).__name__, exc_info=False)
        return TemporaryFailure(_("Something went wrong here (%(error)s).") % {"error": type(error).__name__})
    if isinstance(outcome, TemporaryFailure) and outcome.destination_down:
        outages.begin(adapter.destination, outcome.words)
    else:
        outages.end(adapter.destination)
    return outcome


def _close(row, token, outcome, on_end):
    if outcome is None:  # the claim was lost before anything was sent
        return None
    for tries_left in range(CLOSE_TRIES - 1, -1, -1):
        try:
            return _close_once(row, token, outcome, on_end)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or not tries_left:
                raise
            connection.close()
            time.sleep(1)
    return None


def _close_once(row, token, outcome, on_end):
    now = timezone.now()
    changes, result = _after(row, outcome, now)
    try:
        with tenant(row.workspace_id):
            if result and on_end:
                # First, since it may lock the row's parent, and everybody else locks a parent before its rows.
                row.delivery, row.delivery_error = result.state, result.words
                on_end(row, result)
            rows = _rows(type(row), row.workspace_id, row.pk).filter(delivery=State.SENDING, lease_token=token)
            if not rows.update(lease_token=None, lease_until=None, **changes):
                raise _ClaimLost  # undoes what on_end did
    except _ClaimLost:
        log.warning("outbox.claim_lost", kind=type(row).__name__)
        return None
    log.info("outbox.tried", kind=type(row).__name__, code=changes["delivery"], channel=row.channel_id)
    return changes["delivery"]


class _ClaimLost(Exception):
    """Another worker has taken the row over."""


def _after(row, outcome, now):
    """``(changes of the row, Result or None)`` for what happened."""
    if isinstance(outcome, TemporaryFailure) and not _too_old(row, now):
        if outcome.destination_down:
            # Due at once, held by the outage; a probe is no try. Behind the others, so that the next probe is another.
            counted = {"delivery_attempts": F("delivery_attempts") - 1, "next_attempt_at": now}
        else:
            pause = pause_after(row.delivery_attempts + 1)
            if outcome.retry_after:
                pause = max(pause, timedelta(seconds=outcome.retry_after))
            counted = {"next_attempt_at": now + pause}
        return {"delivery": State.QUEUED, "delivery_error": outcome.words, **counted}, None
    if isinstance(outcome, (TemporaryFailure, PermanentFailure)):
        changes = {"delivery": State.FAILED, "delivery_error": outcome.words, "next_attempt_at": None}
        return changes, Result(State.FAILED, outcome.words)
    words = "; ".join(f"{address}: {said}" for address, said in outcome.refused)
    changes = {"delivery": State.SENT, "delivery_error": words, "sent_at": now, "next_attempt_at": None}
    return changes, Result(State.SENT, words, outcome.refused)
