"""Delete for good what lies in spam or trash."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from tickets.drawing.pages import stored_names
from tickets.models import Attachment, Message, Ticket
from tickets.operations.locking import locked
from tickets.operations.refusals import NotInTrash


@transaction.atomic
def purge(ticket):
    """Delete a ticket in spam or trash with all that hangs on it, and the tickets that were merged into it. Cannot be undone.

    The stored files go after commit. The number is not given out again. Raises NotInTrash. Returns how many tickets went.
    """
    ticket = locked(ticket)
    if ticket.place == Ticket.Place.INBOX:
        raise NotInTrash
    key = {"workspace_id": ticket.workspace_id}
    gone = [*Ticket.objects.filter(**key, merged_into=ticket).order_by("pk"), ticket]
    messages = Message.objects.filter(Q(ticket__in=gone) | Q(home__in=gone), **key)
    files = Attachment.objects.filter(Q(message__in=messages) | Q(draft_ticket__in=gone), **key).exclude(file="")
    names = stored_names(files)
    messages.delete()
    for one in gone:
        one.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
    return len(gone)
