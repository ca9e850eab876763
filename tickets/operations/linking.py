"""Say how tickets belong together."""

from django.db import transaction
from django.utils import timezone

from tickets import events
from tickets.models import Ticket, TicketLink
from tickets.operations.locking import locked, save
from tickets.operations.refusals import LinkedAlready, LinkToItself

Kind = TicketLink.Kind


@transaction.atomic
def link(ticket, other, *, kind, by, at=None, cause=None):
    """Make ``ticket`` an incident of, a part of, a duplicate of, or related to ``other``; an incident makes that a problem.

    Records ``ticket.linked`` on both. Raises LinkToItself, LinkedAlready (also if it is linked the other way round).
    Returns the TicketLink.
    """
    at, kind = at or timezone.now(), Kind(kind)
    if ticket.pk == other.pk:
        raise LinkToItself
    both = {pk: locked(Ticket(pk=pk, workspace_id=ticket.workspace_id)) for pk in sorted((ticket.pk, other.pk))}
    ticket, other = both[ticket.pk], both[other.pk]
    key = {"workspace_id": ticket.workspace_id, "kind": kind}
    if (
        TicketLink.objects.filter(**key, ticket=ticket, other=other).exists()
        or TicketLink.objects.filter(**key, ticket=other, other=ticket).exists()
    ):
        raise LinkedAlready
    made = TicketLink.objects.create(**key, ticket=ticket, other=other, by=by, at=at)
    for one, type in ((ticket, Ticket.Type.INCIDENT), (other, Ticket.Type.PROBLEM)):
        if kind == Kind.INCIDENT and one.type != type and not one.is_closed:
            old, one.type = one.type, type
            events.record(one, "ticket.type_changed", by=by, at=at, cause=cause, old=str(old), new=str(type))
        save(one, "type")
    _tell(ticket, other, kind, "ticket.linked", by=by, at=at, cause=cause)
    return made


@transaction.atomic
def unlink(made, *, by, cause=None):
    """Take a TicketLink away. Records ``ticket.unlinked`` on both."""
    ids = sorted((made.ticket_id, made.other_id))
    both = {pk: locked(Ticket(pk=pk, workspace_id=made.workspace_id)) for pk in ids}
    gone, _ = TicketLink.objects.filter(workspace_id=made.workspace_id, pk=made.pk).delete()
    if gone:
        for one in both.values():
            save(one)
        _tell(both[made.ticket_id], both[made.other_id], made.kind, "ticket.unlinked", by=by, at=None, cause=cause)


def _tell(ticket, other, kind, type, **how):
    events.record(ticket, type, kind=str(kind), number=other.number, is_from=True, **how)
    events.record(other, type, kind=str(kind), number=ticket.number, is_from=False, **how)
