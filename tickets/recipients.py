"""Who gets a reply."""

from contacts.models import Identity
from tickets.models import Message, TicketCC


def recipients_of_reply(ticket):
    """``[(kind, name, address), …]``: the requester by the address they last wrote from, then the accepted CCs.

    Empty if the requester has no e-mail address. The composer's "who gets this" shows just this list.
    """
    address = address_of_requester(ticket)
    if not address:
        return []
    name = ticket.requester.name
    if hasattr(ticket, "cc_list"):  # the ticket's page has read them already
        copies = [(one["name"], one["address"]) for one in ticket.cc_list if one["accepted_at"]]
        return [("to", name, address), *(("cc", *one) for one in copies if one[1] != address)]
    ccs = TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(accepted_at=None)
    return [
        ("to", name, address),
        *(("cc", cc.contact.name, cc.address) for cc in ccs.select_related("contact") if cc.address != address),
    ]


def address_of_requester(ticket):
    """Where the requester is answered: the address of their newest message here, else their first; or an empty text."""
    if hasattr(ticket, "identity_list"):  # the ticket's page has read them already
        emails = [one["value"] for one in ticket.identity_list if one["kind"] == Identity.Kind.EMAIL]
        return (ticket.last_address if emails else "") or next(iter(emails), "")
    own = list(
        Identity.objects.filter(
            workspace_id=ticket.workspace_id, contact_id=ticket.requester_id, kind=Identity.Kind.EMAIL
        ).values_list("value", flat=True)
    )
    if not own:
        return ""
    last = (
        Message.objects.filter(
            workspace_id=ticket.workspace_id,
            ticket=ticket,
            kind=Message.Kind.INCOMING,
            author_contact_id=ticket.requester_id,
            from_address__in=own,
        )
        .order_by("-created_at", "-id")
        .values_list("from_address", flat=True)
        .first()
    )
    return last or own[0]


def ticket_addresses(ticket):
    """The requester's own addresses, normalised, as a set."""
    return set(
        Identity.objects.filter(
            workspace_id=ticket.workspace_id, contact_id=ticket.requester_id, kind=Identity.Kind.EMAIL
        ).values_list("value", flat=True)
    )
