"""What becomes of tickets when contacts are merged, or made two again."""

from django.db.models import F, Q
from django.dispatch import receiver

from contacts import editing, forms_of_address
from contacts.merging import rows_of
from contacts.signals import contacts_merged
from tickets import events
from tickets.models import Message, Ticket, TicketCC, TicketEvent
from tickets.publication import listener


@rows_of("tickets.Message")
def messages_of(kept, gone):
    """What the one who goes wrote on tickets of either or with a copy: found by the tickets, as no index names authors."""
    copied = TicketCC.objects.filter(workspace_id=gone.workspace_id, contact__in=[kept, gone]).values("ticket")
    theirs = Ticket.objects.filter(Q(requester__in=[kept, gone]) | Q(pk__in=copied), workspace_id=gone.workspace_id)
    return Message.objects.filter(workspace_id=gone.workspace_id, ticket__in=theirs.values("pk"), author_contact=gone)


@receiver(contacts_merged, dispatch_uid="tickets.contacts_merged")
def say_it_on_their_tickets(sender, kept, gone, by, moved, undone, **kwargs):
    """Each ticket that has another requester now says so. ``kept`` is who has it now."""
    ids = moved.get("tickets.Ticket.requester", [])
    tickets = Ticket.objects.filter(workspace_id=kept.workspace_id, pk__in=ids, requester=kept)
    tickets.update(version=F("version") + 1)
    type = "ticket.contacts_unmerged" if undone else "ticket.contacts_merged"
    for ticket in tickets:
        data = {"old": gone.pk, "old_name": str(gone), "new": kept.pk, "new_name": str(kept)}
        ticket.version_before = ticket.version - 1
        events.record(ticket, type, by=by, **data)


@listener("contacts.form_of_address", "ticket.opened", "message.received")
def guess_form_of_address(event):
    """Their own words say whether they are on first-name terms, until a member has chosen."""
    if event.actor_kind != TicketEvent.Actor.CONTACT:
        return
    rows = Message.objects.filter(workspace_id=event.workspace_id, ticket_id=event.ticket_id, pk=event.data["message"])
    message = rows.exclude(visibility=Message.Visibility.INTERNAL).select_related("author_contact").first()
    if message is None or message.is_automatic or message.author_contact is None:
        return
    if message.author_contact.form_is_guessed:
        form = forms_of_address.guess(message.reply_text, message.author_contact.language)
        editing.guess_form_of_address(message.author_contact, form)
