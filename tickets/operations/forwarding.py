"""Write to a third party about a ticket, apart from the requester's conversation."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from channels_inbox.models import Channel
from contacts.identities import normalise_email
from tickets import events
from tickets.autolink import autolink
from tickets.bodies import clean_body
from tickets.content import NewFile, text_as_html
from tickets.identifiers import new_message_id
from tickets.mentioning import without_mentions
from tickets.models import Attachment, Message, MessageRecipient, SideThread, Ticket, TicketEvent
from tickets.models.status import Category
from tickets.operations import statuses, taking_back
from tickets.operations.attaching import attach, take_uploads
from tickets.operations.copying import BadAddress
from tickets.operations.locking import locked, save
from tickets.operations.refusals import ForwardToRequester, NotesNotNamed, NothingToSend, NotInInbox, TicketClosed
from tickets.recipients import ticket_addresses
from tickets.senders import channel_for_mail, sender_address, sender_name

MAX_ADDRESSES = 20
KEPT = "forward"  # draft_kind of the files that came back with an undone one


@dataclass(frozen=True)
class Unsent:
    """What was written and chosen, as ``forward`` was given it; the files that were new wait as uploads (KEPT)."""

    text: str
    to: list
    subject: str
    side: SideThread | None  # None where the talk began with it: then it is gone
    quoted: list  # Messages
    files: list  # Attachments of the ticket
    uploads: list  # Attachments
    held: bool  # it had set the ticket on hold


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
    uploads=(),
    side=None,
    status=None,
    at=None,
    cause=None,
):
    """Send a mail about ``ticket`` to third parties; their answers come back into the ticket, for agents only.

    It leaves after the member's undo time, as a reply does, and until then can be taken back (``undo``). ``to`` are their
    addresses, or ``side`` the SideThread that goes on. ``quoted`` are Messages of the ticket whose words stand below; notes
    among them only with ``with_notes``. ``files`` are Attachments of the ticket to send along, ``attachments`` NewFiles,
    ``uploads`` public ids of files that came back. ``status`` is set if given. Nothing of this ever reaches the requester:
    the mail has a reply address and a Message-ID of the talk's own. Records ``ticket.forwarded``. Raises TicketClosed,
    NotInInbox, BadAddress, ForwardToRequester, NotesNotNamed, NothingToSend. Returns the Message, delivery QUEUED.
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
    html = autolink(without_mentions(html))
    if not text.strip() and not any((quoted, attachments, files, uploads)):
        raise NothingToSend
    side = side or _begin(ticket, to, subject, by=by, at=at)
    channel = channel_for_mail(ticket)
    wait = timedelta(seconds=by.undo_seconds if by else 0)
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
        next_attempt_at=at + wait,
        undo_until=at + wait if wait else None,
        created_at=at,
    )
    MessageRecipient.objects.bulk_create(
        MessageRecipient(workspace_id=ticket.workspace_id, message=message, kind="to", address=address)
        for address in side.addresses
    )
    attach(message, attachments)
    take_uploads(message, by, uploads, draft_kind=KEPT)
    copies = [one.pk for one in attach(message, [_copy_of(one) for one in files])]
    ticket.last_message_at = max(ticket.last_message_at, at)
    along = {"messages": [one.pk for one in quoted], "files": [one.pk for one in files], "copies": copies}
    said = {"message": message.pk, "addresses": side.addresses, "quoted": len(quoted), "along": along}
    news = [("ticket.forwarded", said)]
    if status is not None and status.pk != ticket.status_id:
        waits = ticket.waiting_since
        was = statuses.apply(ticket, status, at=at)
        ticket.waiting_since = None if ticket.is_done else waits
        news.append(statuses.news(ticket, was))
    save(ticket, "last_message_at", *statuses.FIELDS)
    events.record_all(ticket, news, by=by, cause=cause, at=at)
    if not wait:
        tasks.deliver_message.ring_on_commit(ticket.workspace_id, message.pk)
    return message


@transaction.atomic
def undo(message, *, by):
    """Take a mail to third parties back before it leaves; the message goes, and so does the talk if it began with it.

    Who may, and what becomes of the ticket's status, is as for a reply (``delivery.undo``). Records ``message.undone``,
    ``ticket.status_changed``. Raises AlreadyGone. Returns what was written, as Unsent.
    """
    ticket = locked(message.ticket)
    now, key = timezone.now(), {"workspace_id": ticket.workspace_id}
    message = taking_back.not_gone(ticket, message, Message.Kind.FORWARD, by=by, now=now)
    pk, sent_at, side = message.pk, message.created_at, message.side
    said = TicketEvent.objects.get(**key, ticket=ticket, at=sent_at, type="ticket.forwarded", data__message=pk).data
    own = message.attachments.filter(**key)
    copies = own.filter(pk__in=said["along"]["copies"])
    names = list(copies.values_list("file", flat=True))
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names if name])
    copies.delete()
    uploads = list(own.all())
    own.update(message=None, uploaded_by=by, draft_ticket=ticket, draft_kind=KEPT)
    goes_on = Message.objects.filter(**key, ticket=ticket, side=side).exclude(pk=pk).exists()
    changes = TicketEvent.objects.filter(**key, ticket=ticket, at=sent_at, type="ticket.status_changed")
    unsent = Unsent(
        text=message.reply_text,
        to=list(side.addresses),
        subject=side.subject,
        side=side if goes_on else None,
        quoted=list(Message.objects.filter(**key, ticket=ticket, pk__in=said["along"]["messages"])),
        files=list(Attachment.objects.filter(**key, message__ticket=ticket, pk__in=said["along"]["files"])),
        uploads=uploads,
        held=changes.filter(data__new_category=Category.HOLD).exists(),
    )
    message.delete()
    if not goes_on:
        side.delete()
    news = taking_back.put_back(ticket, by=by, at=sent_at, now=now)
    save(ticket, *statuses.FIELDS)
    events.record_all(
        ticket, [("message.undone", {"message": pk, "addresses": said["addresses"]}), *news], by=by, at=now
    )
    return unsent


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
