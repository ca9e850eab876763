"""Which tickets a visitor may see. Every list, page and file of the portal starts from here."""

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact, Identity, Organization
from portal.addresses import NOBODY
from tickets.models import Message, Ticket, TicketCC
from tickets.models.status import DONE, OPEN, WAITING

A_PAGE = 25
# What colleagues never read: put away, of a private team (personnel, say), or part of another ticket.
SHAREABLE = {"place": Ticket.Place.INBOX, "team__is_private": False, "merged_into": None}
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
    return _tickets(visitor).filter(~_by_a_machine(visitor), pk__in=copies.values("ticket"))


def organization_of(visitor):
    """The visitor's Organization if its people see one another's tickets, else None. A mailed link lets in to one ticket."""
    if visitor.session_id is None or visitor.contact.organization_id is None:
        return None
    found = Organization.objects.filter(workspace_id=visitor.contact.workspace_id, pk=visitor.contact.organization_id)
    return found.filter(shares_tickets=True).first()


def of_colleagues(visitor):
    """Tickets of others of the visitor's organization, where it shares them: to be read, not to be answered.

    Never those of private teams (personnel, say), of machines, or in spam.
    """
    organization = organization_of(visitor)
    if organization is None:
        return Ticket.objects.none()
    people = Contact.objects.standing().filter(workspace_id=organization.workspace_id, organization=organization)
    return _tickets(visitor).filter(
        ~_by_a_machine(visitor),
        requester__in=people.exclude(pk=visitor.contact.pk).values("pk"),
        **SHAREABLE,
    )


def sharing(ticket):
    """The name of the organization whose people may all read ``ticket``, or ""."""
    if ticket.requester.organization_id is None:
        return ""
    shared = Ticket.objects.filter(
        workspace_id=ticket.workspace_id,
        pk=ticket.pk,
        requester__organization__shares_tickets=True,
        **SHAREABLE,
    )
    return shared.values_list("requester__organization__name", flat=True).first() or ""


def _by_a_machine(visitor):
    addresses = Identity.objects.filter(
        workspace_id=visitor.contact.workspace_id, contact=OuterRef("requester"), value__regex=NOBODY.pattern
    )
    return Exists(addresses)


def find(visitor, public_id):
    """The Ticket with this public id that the visitor may see, or None: missing, foreign and hidden are the same.

    One that was merged gives the ticket that it is part of now, if the visitor is on that, too; else it is as it was.
    ``is_colleagues`` says that the visitor only reads it, as one of the requester's organization.
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
                ticket.is_colleagues = False
                return ticket
    rows = of_colleagues(visitor).filter(public_id=public_id)
    ticket = rows.select_related("requester", "assignee__user", "channel", "status").first()
    if ticket is not None:
        ticket.is_colleagues = True
    return ticket


def page(visitor, *, done=False, after=None, colleagues=False):
    """The visitor's open (or done) tickets as a Page, newest first; or those of ``colleagues``.

    Ordered by when they were opened: the time of the last change would tell of internal notes.
    """
    categories = DONE if done else (*OPEN, *WAITING)
    found = []
    for tickets in (of_colleagues(visitor),) if colleagues else (asked_by(visitor), copied_to(visitor)):
        tickets = tickets.filter(category__in=categories)
        if after is not None:
            tickets = tickets.filter(pk__lt=after)
        found += tickets.select_related("assignee__user", "status", "requester").order_by("-id")[: A_PAGE + 1]
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
