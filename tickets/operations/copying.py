"""Outside people who get copies."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox.models import Channel
from contacts.identities import contact_for, normalise_email
from contacts.models import Identity
from helpdesk.lib.errors import OperationRefused
from tickets import events, seen
from tickets.models import TicketCC
from tickets.operations.locking import locked, save
from tickets.operations.refusals import TicketClosed
from tickets.recipients import ticket_addresses


class BadAddress(OperationRefused):
    code = "bad_address"


def add_cc(ticket, address, *, by, name="", accepted):
    """Put an outside person on the ticket. ``accepted=False``: came by mail and gets nothing until an agent agrees.

    Our own channels, the requester and people already there are passed over. Raises BadAddress. Returns the TicketCC or None.
    """
    address = normalise_email(address)
    _refuse_bad([address])
    ours = Channel.objects.filter(workspace_id=ticket.workspace_id, kind="email", address=address)
    if address in ticket_addresses(ticket) or ours.exists():
        return None
    contact = contact_for(ticket.workspace_id, Identity.Kind.EMAIL, address, name=name)
    cc, made = TicketCC.objects.get_or_create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        address=address,
        defaults={"contact": contact, "accepted_at": timezone.now() if accepted else None},
    )
    if accepted and cc.accepted_at is None:
        cc.accepted_at = timezone.now()
        cc.save(update_fields=["accepted_at"])
        made = True
    if made:
        events.record(ticket, "ticket.cc_added" if accepted else "ticket.cc_proposed", by=by, address=address)
    return cc


@transaction.atomic
def change(ticket, addresses, *, by):
    """Make exactly these addresses the accepted CCs. Raises BadAddress, TicketClosed. Returns the ticket."""
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    set_ccs(ticket, addresses, by=by)
    save(ticket)
    seen.no_words(ticket)
    return ticket


def set_ccs(ticket, addresses, *, by):
    """Make exactly these addresses the accepted CCs. Those who only wait for an agent's look stay as they are."""
    wanted = {normalise_email(address) for address in addresses if address.strip()}
    _refuse_bad(sorted(wanted))
    for cc in TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(accepted_at=None):
        if cc.address not in wanted:
            cc.delete()
            events.record(ticket, "ticket.cc_removed", by=by, address=cc.address)
    for address in sorted(wanted):
        add_cc(ticket, address, by=by, accepted=True)


def check_address(address):
    """Raise BadAddress if it is no e-mail address."""
    _refuse_bad([address])


def _refuse_bad(addresses):
    """Raise a BadAddress that names each which is none."""
    bad = [address[:80] for address in addresses if not _is_address(address)]
    if len(bad) == 1:
        raise BadAddress(_("“%(address)s” is not an e-mail address.") % {"address": bad[0]})
    if bad:
        raise BadAddress(
            _("These are not e-mail addresses: %(list)s.") % {"list": ", ".join(f"“{one}”" for one in bad)}
        )


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
