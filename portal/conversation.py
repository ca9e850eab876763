"""A ticket's public thread as its page shows it: with files, and with "You" where the visitor wrote.

Everything starts from ``public_thread``: only files of messages that it gives are found here, so an internal note has no
way in.
"""

from dataclasses import dataclass

from contacts.models import Contact
from portal.own_tickets import is_public_id
from portal.session import seed_of
from tickets.models import Attachment, Message, TicketCC
from tickets.public_thread import PublicEntry, public_thread


@dataclass(frozen=True)
class Entry:
    """A public message. ``is_mine``: by the visitor; ``seed`` chooses the tone of the avatar."""

    message: PublicEntry
    is_mine: bool
    seed: str
    initials_of: str  # whose initials stand for the author
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class Reader:
    """Somebody who can read the ticket from outside."""

    name: str
    seed: str
    is_visitor: bool


def entries_for(ticket, visitor):
    """What ``visitor`` may read of ``ticket``, oldest first, as a list of Entry: three statements."""
    thread = [
        one
        for one in _thread(ticket, visitor)
        if one.kind != Message.Kind.SYSTEM  # an automatic confirmation is for the mailbox; here it says nothing new
    ]
    shown = [one.pk for one in thread]
    authors = dict(
        Message.objects.filter(workspace_id=ticket.workspace_id, pk__in=shown).values_list("pk", "author_contact_id")
    )
    files = {}
    for file in Attachment.objects.filter(workspace_id=ticket.workspace_id, message_id__in=shown):
        files.setdefault(file.message_id, []).append(file)
    return [
        Entry(
            message=one,
            is_mine=_is_mine(one, authors, visitor),
            seed=seed_of(authors[one.pk]) if authors[one.pk] else f"ours-{one.author}",
            # "Kadri, Põhjatuul Bikes" is Kadri
            initials_of=visitor.name if _is_mine(one, authors, visitor) else one.author.partition(",")[0],
            files=tuple(files.get(one.pk, ())),
        )
        for one in thread
    ]


def _thread(ticket, visitor):
    """What the visitor may read; of a colleague's ticket what the requester may."""
    address = None if getattr(ticket, "is_colleagues", False) else visitor.address
    return public_thread(ticket, for_address=address).entries


def _is_mine(message, authors, visitor):
    return not message.is_ours and authors[message.pk] == visitor.contact.pk


def file_for(ticket, visitor, public_id):
    """``(Attachment, is it ours)`` for a file of a message that the visitor may read, or None."""
    if not is_public_id(public_id):
        return None
    thread = {one.pk: one.is_ours for one in _thread(ticket, visitor)}
    file = Attachment.objects.filter(
        workspace_id=ticket.workspace_id, public_id=public_id, message_id__in=list(thread)
    ).first()
    return (file, thread[file.message_id]) if file else None


def readers(ticket, visitor):
    """Who can read the ticket from outside: the requester and the CCs that an agent accepted."""
    people = [(ticket.requester, "")]
    accepted = TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(accepted_at=None)
    people += [(cc.contact, cc.address) for cc in accepted.select_related("contact")]
    return [
        Reader(
            name=_shown(contact, address, visitor),
            seed=seed_of(contact.pk),
            is_visitor=contact.pk == visitor.contact.pk,
        )
        for contact, address in people
    ]


def _shown(contact: Contact, address, visitor):
    if contact.pk == visitor.contact.pk:
        return visitor.name
    return contact.name or address or contact.email
