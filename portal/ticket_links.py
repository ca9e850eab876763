"""The signed link to one ticket that stands in our mails: it opens the ticket without signing in.

It was mailed to one address only, so who has it counts as that mailbox's owner, for this ticket and nothing else. It is
good for 90 days, unless the requester stops the links of the ticket. Nothing is stored for a link: its key names the
identity it was mailed to and when, under an HMAC of the workspace's secret.
"""

import hmac
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contacts.models import Identity
from portal import own_tickets
from portal.models import TicketLinksStopped
from portal.session import Visitor
from tickets.identifiers import base36, sign
from tickets.models import Ticket

LAST = timedelta(days=90)
MAX_CHARS = 80


def url_of(ticket, identity, *, now=None):
    """The whole address of the link to ``ticket`` for the owner of ``identity``, for a mail to that address and no other."""
    path = reverse("portal:guest", args=[ticket.public_id])
    return f"{ticket.workspace.base_url}{path}?k={key_for(ticket, identity.pk, now or timezone.now())}"


def key_for(ticket, identity_id, at):
    """The key of a link that is mailed at ``at``; its resolution is a second."""
    seconds = int(at.timestamp())
    tag = sign(ticket.workspace, "ticket-link", f"{ticket.public_id}:{identity_id}:{seconds}")
    return f"{base36(identity_id)}.{base36(seconds)}.{tag}"


def open_with(workspace, public_id, key, *, now=None):
    """``(ticket, Visitor)`` for a key that is ours, in time and not stopped; else None, whatever is wrong with it.

    The identity must still be one of the requester's: a contact who lost an address lost its links.
    """
    now = now or timezone.now()
    read = _read(key)
    if read is None or not own_tickets.is_public_id(public_id):
        return None
    identity_id, seconds = read
    ticket = Ticket.objects.filter(workspace=workspace, public_id=public_id).select_related("workspace").first()
    if ticket is None:
        return None
    issued = datetime.fromtimestamp(seconds, tz=UTC)
    if not hmac.compare_digest(key, key_for(ticket, identity_id, issued)):
        return None
    if not issued <= now + timedelta(minutes=5) or issued + LAST < now:
        return None
    if TicketLinksStopped.objects.filter(workspace=workspace, ticket=ticket, before__gt=issued).exists():
        return None
    identity = (
        Identity.objects.filter(
            workspace=workspace, pk=identity_id, kind=Identity.Kind.EMAIL, contact_id=ticket.requester_id
        )
        .select_related("contact")
        .first()
    )
    if identity is None:
        return None
    visitor = Visitor(identity.contact, identity.value)
    found = own_tickets.find(visitor, public_id)
    if found is None or found.pk != ticket.pk and found.requester_id != identity.contact_id:
        return None
    return found, visitor


def url_again(ticket, key):
    """The path of the link to ``ticket`` for who came by ``key``, of one that is part of it now; it lasts as long as that."""
    identity_id, seconds = _read(key)
    key = key_for(ticket, identity_id, datetime.fromtimestamp(seconds, tz=UTC))
    return f"{reverse('portal:guest', args=[ticket.public_id])}?k={key}"


@transaction.atomic
def stop(ticket, *, now=None):
    """Links to ``ticket`` that were mailed until now open nothing any more."""
    TicketLinksStopped.objects.update_or_create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        # A key knows whole seconds: one more, so that a link of this very second is stopped too.
        defaults={"before": (now or timezone.now()) + timedelta(seconds=1)},
    )


def _read(key):
    """``(identity id, seconds)``, or None for what can't be a key of ours."""
    parts = key.split(".")
    if len(key) > MAX_CHARS or len(parts) != 3 or not key.isascii():
        return None
    try:
        identity_id, seconds = int(parts[0], 36), int(parts[1], 36)
    except ValueError:
        return None
    return (identity_id, seconds) if 0 < identity_id < 2**63 and 0 < seconds < 2**33 else None
