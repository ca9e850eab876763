"""Which tickets a visitor may see. Every list, page and file of the portal starts from here."""

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from contacts.models import Identity
from portal.addresses import NOBODY
from tickets.models import Message, Ticket, TicketCC
from tickets.models.status import DONE, OPEN, WAITING

A_PAGE = 25
PUBLIC_ID = re.compile(r"\A[a-z2-7]{26}\Z")
KEPT = ("inbox", "spam")  # a customer's ticket does not vanish because somebody took it for spam


@dataclass(frozen=True)
class Page:
    """``tickets`` newest first; ``after`` is the id to go on from, or None."""

    tickets: list
    after: int | None


def is_public_id(text):
    """Can this be a public id at all? Whatever else an address holds (a NUL, say) never gets to the database."""
    return bool(PUBLIC_ID.match(text))


def asked_by(visitor):
    """Tickets whose requester the visitor is."""
    return _tickets(visitor).filter(requester_id=visitor.contact.pk)


def copied_to(visitor):
    """Tickets that the visitor's proved address is a CC of, accepted by an agent.

    Never those that a machine opened: a third party's "verify your address" must not be read by who had themselves copied.
    """
    copies = TicketCC.objects.filter(
        workspace_id=visitor.contact.workspace_id, contact_id=visitor.contact.pk, address=visitor.address
    ).exclude(accepted_at=None)
    machine = Identity.objects.filter(
        workspace_id=visitor.contact.workspace_id, contact=OuterRef("requester"), value__regex=NOBODY.pattern
    )
    return _tickets(visitor).filter(~Exists(machine), pk__in=copies.values("ticket"))


def find(visitor, public_id):
    """The Ticket with this public id that the visitor may see, or None: missing, foreign and hidden are the same.

    One that was merged gives the ticket that it is part of now, if the visitor is on that, too; else it is as it was.
    """
    if not is_public_id(public_id):
        return None
    survivor = Ticket.objects.filter(workspace_id=visitor.contact.workspace_id, merged_tickets__public_id=public_id)
    for which in ({"public_id": public_id}, {"pk__in": survivor.values("pk")}):
        for tickets in (asked_by(visitor), copied_to(visitor)):
            if (
                ticket := tickets.filter(**which)
                .select_related("requester", "assignee__user", "channel", "status")
                .first()
            ):
                return ticket
    return None


def page(visitor, *, done=False, after=None):
    """The visitor's open (or done) tickets as a Page, newest first.

    Ordered by when they were opened: the time of the last change would tell of internal notes.
    """
    categories = DONE if done else (*OPEN, *WAITING)
    found = []
    for tickets in (asked_by(visitor), copied_to(visitor)):
        tickets = tickets.filter(category__in=categories)
        if after is not None:
            tickets = tickets.filter(pk__lt=after)
        found += tickets.select_related("assignee__user", "status").order_by("-id")[: A_PAGE + 1]
    found = sorted({ticket.pk: ticket for ticket in found}.values(), key=lambda ticket: -ticket.pk)
    shown = found[:A_PAGE]
    return Page(shown, shown[-1].pk if len(found) > A_PAGE else None)


def _tickets(visitor):
    workspace_id = visitor.contact.workspace_id
    # A ticket all of whose messages are for agents only (forged in the visitor's name, say) is itself for agents only.
    shown = Message.objects.filter(workspace_id=workspace_id).exclude(visibility=Message.Visibility.INTERNAL)
    # What was merged into a ticket that the visitor is on stands there; what went to somebody else's stays on its own.
    copied = TicketCC.objects.filter(
        workspace_id=workspace_id, ticket=OuterRef("merged_into"), contact=visitor.contact, address=visitor.address
    ).exclude(accepted_at=None)
    part_of_own = Q(merged_into__requester=visitor.contact) | Exists(copied)
    return Ticket.objects.filter(
        Exists(shown.filter(ticket=OuterRef("pk"))) | Exists(shown.filter(home=OuterRef("pk"))),
        Q(merged_into=None) | ~part_of_own,
        workspace_id=workspace_id,
        place__in=KEPT,
    ).select_related("workspace")
