"""A message by the contact form becomes a ticket; its number goes to the page, its link only to the mailbox."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox.models import Channel
from channels_inbox.system_mail import send_system_mail
from contacts.identities import contact_for, normalise_email
from contacts.models import Identity
from portal import ticket_links
from portal.addresses import is_nobodys
from portal.session import contact_of
from tickets import acknowledging, events
from tickets.content import Content
from tickets.identifiers import reply_address
from tickets.models import Ticket
from tickets.operations import conversation, fields
from tickets.senders import channel_for_mail

NOT_PROVEN = {"code": "sender-not-proven"}


def form_channel(workspace):
    """The channel of the contact form, or None if the workspace has switched it off."""
    return Channel.objects.active().filter(workspace=workspace, kind=Channel.Kind.FORM).order_by("id").first()


def mail_address(workspace):
    """Where customers can write by e-mail, or an empty text."""
    channels = Channel.objects.active().filter(workspace=workspace, kind=Channel.Kind.EMAIL).exclude(address="")
    return channels.order_by("id").values_list("address", flat=True).first() or ""


@transaction.atomic
def write(
    workspace,
    *,
    visitor,
    name="",
    email="",
    subject,
    message,
    files=(),
    follows=None,
    suspect=False,
    language="",
    topic=None,
    held=(),
):
    """Open a ticket by the form. ``visitor`` is who is signed in, or None: then ``email`` is a claim, and marked as one.

    ``follows`` is the closed Ticket that this is about. ``suspect``: a machine seems to have written it; it goes to spam,
    where nothing is lost, and no mail goes out. ``topic`` is the TicketForm that was chosen: its team gets the ticket;
    ``held`` what custom fields hold, (CustomField, value) each. Returns the Ticket.
    """
    if visitor:
        requester, address, name = visitor.contact, visitor.address, visitor.contact.name
    else:
        address = normalise_email(email)
        # A claim changes nothing about a contact we know, not even an empty name.
        requester = contact_of(workspace.pk, address) or contact_for(
            workspace.pk, Identity.Kind.EMAIL, address, name=name, language=language
        )
    ticket = conversation.open_ticket(
        by=requester,
        requester=requester,
        channel=form_channel(workspace),
        content=Content(
            text=message,
            files=tuple(files),
            from_name=name,
            from_address=address,
            marks=() if visitor else (NOT_PROVEN,),
        ),
        subject=subject,
        origin=Ticket.Origin.PORTAL if visitor else Ticket.Origin.FORM,
        language=language,
        follows=follows,
        place=Ticket.Place.SPAM if suspect else Ticket.Place.INBOX,
        team=topic.team if topic else None,
    )
    if topic is not None:
        fields.set_form(ticket, topic, by=requester)
    for custom, value in held:
        fields.set_field(ticket, custom, value, by=requester)
    if not suspect:
        _acknowledge(ticket, address, language)
    return ticket


def _acknowledge(ticket, address, language):
    """Mail number and link to the address given: nothing of what was typed, so that nobody can send words by it.

    A mail of its own and no message of the ticket: the link is for the mailbox, and stands on no page. Its limits are those
    of every acknowledgement. Records ``ticket.acknowledged``.
    """
    workspace = ticket.workspace
    if not workspace.ack_enabled or is_nobodys(address) or not acknowledging.allowed(workspace.pk, address):
        return
    identity = Identity.objects.get(workspace=workspace, kind=Identity.Kind.EMAIL, value=address)
    channel = channel_for_mail(ticket)
    back = reply_address(ticket, channel.address) if channel.takes_plus_addresses else None
    with translation.override(language or workspace.language):
        words = {
            "number": ticket.number,
            "thanks": acknowledging.words(workspace, number=ticket.number, address=channel.address),
            "url": ticket_links.url_of(ticket, identity),
            "sign_in": workspace.base_url + reverse("portal:sign_in"),
        }
        send_system_mail(
            workspace,
            address,
            _("We have your message [#%(number)s]") % words,
            _(
                "%(thanks)s\n\n"
                "Read it, add to it or say that it is solved:\n%(url)s\n\n"
                "Whoever has this link can read the ticket, so keep it to yourself. It works for 90 days. All your tickets: "
                "%(sign_in)s\n\nYou did not write to us? Then somebody gave your address by mistake, and you can ignore this."
            )
            % words,
            headers={"Reply-To": back} if back else None,
            channel=channel if channel.address else None,
        )
    events.record(ticket, "ticket.acknowledged", by_link=True)
