"""The way of one raw mail into the thread."""

import hashlib
from contextlib import suppress
from functools import partial

import structlog
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from channels_inbox.mail import fingerprint
from tickets.intake import claiming, entering, reading
from tickets.intake.arrival import Arrival
from tickets.intake.outcome import Outcome
from tickets.models import Message
from workspaces.lease import Keeper
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)


def process(workspace_id, inbound_id, token=None):
    """Make one InboundMessage a ticket, a part of one, or say why not. Opens its own transactions; call it outside of one.

    ``token`` is the claim under which the mail was stored, if the bell brought it. Safe to run twice and in two workers:
    every run has a claim, and the transaction that writes the message closes the raw row under the same one. Returns the
    Outcome; None if it was done already or is another worker's just now. A failure of ours puts the mail off; after the
    last try it goes to quarantine, never away.
    """
    inbound = claiming.carried(workspace_id, inbound_id, token) if token else None
    inbound = inbound or claiming.claim(workspace_id, inbound_id, instead_of=token)
    if inbound is None:
        return None
    try:
        with Keeper(partial(claiming.row, inbound), inbound.lease_token, workspace_id):
            return _process(inbound)
    except claiming.LostClaim:
        log.info("inbound.lost_claim", inbound=inbound.pk)
        return None
    except (OperationalError, InterfaceError):  # a deadlock, or the database is away: then the lease runs out
        with suppress(DatabaseError):
            claiming.put_off(inbound)
        raise
    except Exception as error:
        if inbound.attempts >= claiming.MAX_ATTEMPTS:
            log.error("inbound.gave_up", inbound=inbound.pk, error=type(error).__name__)
            return _quarantine(inbound, "failed")
        claiming.put_off(inbound)
        raise


def _process(inbound):
    if inbound.attempts > claiming.MAX_ATTEMPTS:  # its workers died, each time
        return _quarantine(inbound, "failed")
    try:
        mail = reading.read(bytes(inbound.raw))
    except reading.ParserKilled:
        return _quarantine(inbound, "parser_killed")
    if reading.says_nothing(mail):
        return _quarantine(inbound, "no_text")
    arrival = Arrival(inbound, mail, frozenset(inbound.own_addresses))
    mark = _fingerprint(arrival)
    try:
        with tenant(inbound.workspace_id):
            outcome = entering.enter(arrival, mark)
            claiming.close(inbound, outcome)
    except IntegrityError as error:
        refused_by = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if refused_by != "message_once_per_workspace":
            raise
        outcome = _note_duplicate(arrival, mark)
    return outcome


def _fingerprint(arrival):
    """What makes two deliveries the same mail: Message-ID, sender, subject and words.

    Without a Message-ID only the same bytes do: alarms of one machine read alike.
    """
    mail = arrival.mail
    if not mail.message_id:
        return arrival.inbound.external_id
    named = "\0".join([fingerprint(mail), arrival.from_address, mail.subject or ""])
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def _note_duplicate(arrival, mark):
    """The same mail came by another of our addresses: the message that stands is marked with this one too."""
    inbound = arrival.inbound
    with tenant(inbound.workspace_id):
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("ticket")
            .get(workspace_id=inbound.workspace_id, fingerprint=mark)
        )
        also = {"code": "also-to", "address": arrival.channel.address}
        if message.channel_id != inbound.channel_id and also not in message.marks:
            message.marks = [*message.marks, also]
            message.save(update_fields=["marks"])
        outcome = Outcome(
            "duplicate",
            ticket=message.ticket.number,
            message=message.public_id,
            matched_because=message.matched_because,
            marks=tuple(message.marks),
        )
        claiming.close(inbound, outcome)
    return outcome


def _quarantine(inbound, reason):
    outcome = Outcome("quarantined", reason=reason)
    with tenant(inbound.workspace_id):
        claiming.close(inbound, outcome)
    log.warning("inbound.quarantined", inbound=inbound.pk, reason=reason)
    return outcome
