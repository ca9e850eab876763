"""Write to a third party about a ticket, apart from the requester's conversation."""

from html import escape

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from channels_inbox.models import Channel
from contacts.identities import normalise_email
from tickets import events
from tickets.bodies import clean_body
from tickets.content import NewFile, text_as_html
from tickets.identifiers import new_message_id
from tickets.mentioning import without_mentions
from tickets.models import Message, MessageRecipient, SideThread, Ticket
from tickets.operations import statuses
from tickets.operations.attaching import attach
from tickets.operations.copying import BadAddress
from tickets.operations.locking import locked, save
from tickets.operations.refusals import ForwardToRequester, NotesNotNamed, NothingToSend, NotInInbox, TicketClosed
from tickets.recipients import ticket_addresses
from tickets.senders import channel_for_mail, sender_address, sender_name

MAX_ADDRESSES = 20


@transaction.atomic
def forward(
    ticket,
    *,
    by,
    body,
    body_format="html",
    to=(),
    subject="",
    quoted=(),
    with_notes=False,
    files=(),
    attachments=(),
    side=None,
    status=None,
    at=None,
    cause=None,
):
    """Send a mail about ``ticket`` to third parties; their answers come back into the ticket, for agents only.

    ``to`` are their addresses, or ``side`` the SideThread that goes on. ``quoted`` are Messages of the ticket whose words
    stand below; notes among them only with ``with_notes``. ``files`` are Attachments of the ticket to send along,
    ``attachments`` NewFiles. ``status`` is set if given. Nothing of this ever reaches the requester: the mail has a reply
    address and a Message-ID of the talk's own. Records ``ticket.forwarded``. Raises TicketClosed, NotInInbox, BadAddress,
    ForwardToRequester, NotesNotNamed, NothingToSend. Returns the Message, delivery QUEUED.
    """
    from tickets import tasks

    at = at or timezone.now()
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    if ticket.place != Ticket.Place.INBOX:
        raise NotInInbox
    quoted = [one for one in quoted if one.ticket_id == ticket.pk and one.workspace_id == ticket.workspace_id]
    if not with_notes and any(one.kind == Message.Kind.NOTE for one in quoted):
        raise NotesNotNamed
    html, text = clean_body(body, body_format)
    html = without_mentions(html)
    if not text.strip() and not quoted and not attachments and not files:
        raise NothingToSend
    side = side or _begin(ticket, to, subject, by=by, at=at)
    channel = channel_for_mail(ticket)
    message = Message.objects.create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        side=side,
        kind=Message.Kind.FORWARD,
        visibility=Message.Visibility.INTERNAL,
        channel=channel,
        author_member=by,
        from_name=sender_name(ticket.workspace, by)[:200],
        from_address=sender_address(channel),
        body_format=Message.Format.HTML,
        body_text="\n\n".join([text, *map(_as_text, quoted)]),
        reply_text=text,
        body_html=html + "".join(map(_as_html, quoted)),
        message_id=new_message_id(ticket, channel),
        delivery=Message.State.QUEUED,
        queued_at=at,
        next_attempt_at=at,
        created_at=at,
    )
    MessageRecipient.objects.bulk_create(
        MessageRecipient(workspace_id=ticket.workspace_id, message=message, kind="to", address=address)
        for address in side.addresses
    )
    attach(message, [*attachments, *map(_copy_of, files)])
    ticket.last_message_at = max(ticket.last_message_at, at)
    news = [("ticket.forwarded", {"message": message.pk, "addresses": side.addresses, "quoted": len(quoted)})]
    if status is not None and status.pk != ticket.status_id:
        waits = ticket.waiting_since
        was = statuses.apply(ticket, status, at=at)
        ticket.waiting_since = None if ticket.is_done else waits
        news.append(statuses.news(ticket, was))
    save(ticket, "last_message_at", *statuses.FIELDS)
    events.record_all(ticket, news, by=by, cause=cause, at=at)
    tasks.deliver_message.ring_on_commit(ticket.workspace_id, message.pk)
    return message


def _begin(ticket, to, subject, *, by, at):
    """A new SideThread with these addresses."""
    addresses = list(dict.fromkeys(normalise_email(one) for one in to if one.strip()))[:MAX_ADDRESSES]
    for address in addresses or [""]:
        try:
            validate_email(address)
        except ValidationError:
            raise BadAddress(_("“%(address)s” is not an e-mail address.") % {"address": address[:80]}) from None
    people = ticket_addresses(ticket) | {one.address for one in ticket.ccs.filter(workspace_id=ticket.workspace_id)}
    if people & set(addresses):
        raise ForwardToRequester
    ours = Channel.objects.filter(workspace_id=ticket.workspace_id, kind="email", address__in=addresses)
    if found := ours.first():
        raise BadAddress(_("%(address)s is our own: its mails come in here.") % {"address": found.address})
    return SideThread.objects.create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        subject=" ".join((subject or ticket.title).split())[:500],
        addresses=addresses,
        by=by,
        at=at,
    )


def _introduction(message):
    at = timezone.localtime(message.created_at)
    return _("On %(day)s at %(time)s, %(name)s wrote:") % {
        "day": date_format(at, "DATE_FORMAT"),
        "time": at.strftime("%H:%M"),
        "name": _author(message) or _("we"),
    }


def _author(message):
    if message.author_member_id:
        return message.from_name or message.author_member.first_name
    return (message.author_contact.name if message.author_contact else "") or message.from_name or message.from_address


def _as_text(message):
    words = message.reply_text or message.body_text
    return f"{_introduction(message)}\n" + "\n".join(f"> {line}".rstrip() for line in words.splitlines())


def _as_html(message):
    words = text_as_html(message.reply_text or message.body_text)
    return f"<p>{escape(_introduction(message))}</p><blockquote>{words}</blockquote>"


def _copy_of(attachment):
    """A file of the ticket as a file of its own, so that either can be deleted."""
    with attachment.file.open("rb") as stored:
        return NewFile(attachment.name, stored.read(), attachment.content_type)
