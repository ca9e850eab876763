"""Who gets a reply."""

from collections import namedtuple

from contacts.models import Identity
from helpdesk.lib.written import fetch
from tickets import beside

_People = namedtuple("_People", beside.FOR_REPLY)
READ = f"SELECT {beside.PEOPLE_COLUMNS} FROM tickets_ticket WHERE workspace_id = %s AND id = %s"


def recipients_of_reply(ticket, *, fresh=False):
    """``[(kind, name, address), …]``: the requester by the address they last wrote from, then the accepted CCs.

    Empty if the requester has no e-mail address. The composer's "who gets this" shows just this list. ``fresh`` asks
    again, whatever came with the ticket.
    """
    people = _read(ticket) if fresh else _people(ticket)
    address = _address(people)
    if not address:
        return []
    copies = [(one["name"], one["address"]) for one in people.cc_list if one["accepted_at"]]
    return [("to", ticket.requester.name, address), *(("cc", *one) for one in copies if one[1] != address)]


def address_of_requester(ticket):
    """Where the requester is answered: the address of their newest message here, else their first; or an empty text."""
    return _address(_people(ticket))


def _address(people):
    return people.last_address or next(
        (one["value"] for one in people.identity_list if one["kind"] == Identity.Kind.EMAIL), ""
    )


def _people(ticket):
    """What decides it: brought by a ticket that was read for its page or a reply, else read now, in one statement."""
    if all(hasattr(ticket, name) for name in beside.FOR_REPLY):
        return ticket
    return _read(ticket)


def _read(ticket):
    ((found,),) = fetch(READ, [ticket.workspace_id, ticket.pk], beside.PEOPLE)
    return _People(**beside.people(found))


def ticket_addresses(ticket):
    """The requester's own addresses, normalised, as a set."""
    return set(
        Identity.objects.filter(
            workspace_id=ticket.workspace_id, contact_id=ticket.requester_id, kind=Identity.Kind.EMAIL
        ).values_list("value", flat=True)
    )
