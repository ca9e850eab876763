"""Who asked, after all."""

from django.db import transaction
from django.utils import timezone

from tickets import events
from tickets.models import TicketCC
from tickets.operations.copying import add_cc
from tickets.operations.locking import locked, save
from tickets.operations.refusals import SameRequester, TicketClosed


@transaction.atomic
def change_requester(ticket, contact, *, by, keep_as_copy=False, shows_history=False, cause=None):
    """Make ``contact`` the requester: they get the answers from now on, and find the ticket in the help centre.

    What was written until now they may read only with ``shows_history``; else from now on, or since they were a CC.
    ``keep_as_copy``: who asked before gets copies, and goes on reading what they could. Records
    ``ticket.requester_changed``. Raises TicketClosed, SameRequester. Returns the ticket.
    """
    ticket, now = locked(ticket), timezone.now()
    if ticket.is_closed:
        raise TicketClosed
    if ticket.requester_id == contact.pk:
        raise SameRequester
    old, old_address, old_since = ticket.requester, ticket.requester.email, ticket.requester_since
    copies = TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, contact=contact)
    accepted = copies.exclude(accepted_at=None).order_by("accepted_at").values_list("accepted_at", flat=True).first()
    ticket.requester = contact
    ticket.requester_since = None if shows_history else accepted or now
    save(ticket, "requester", "requester_since")
    copies.delete()
    if keep_as_copy and old_address:
        cc = add_cc(ticket, old_address, by=by, name=old.name, accepted=True)
        if cc is not None:
            TicketCC.objects.filter(workspace_id=ticket.workspace_id, pk=cc.pk).update(
                accepted_at=old_since or ticket.created_at
            )
    events.record(
        ticket,
        "ticket.requester_changed",
        by=by,
        cause=cause,
        old=old.pk,
        old_name=str(old),
        new=contact.pk,
        new_name=str(contact),
        kept=bool(keep_as_copy and old_address),
        history=bool(shows_history),
    )
    return ticket
