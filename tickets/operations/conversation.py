"""What is said on a ticket: open_ticket, receive, reply, add_note."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.together import Together
from helpdesk.lib.written import insert
from tickets import events, live
from tickets.autolink import autolink
from tickets.bodies import as_text, clean_body
from tickets.content import Content, one_line
from tickets.identifiers import new_message_id
from tickets.mentioning import resolve, without_mentions
from tickets.models import Mention, Message, MessageRecipient, Ticket
from tickets.models.status import Category
from tickets.operations import solving, statuses
from tickets.operations.attaching import attach, take_uploads
from tickets.operations.copying import add_cc, set_ccs
from tickets.operations.locking import locked_to_reply, locked_to_write, save
from tickets.operations.numbering import next_ticket
from tickets.operations.preparing import status_in
from tickets.operations.refusals import NoAddress, NothingToSend, NotInInbox, TicketClosed
from tickets.operations.whole import whole
from tickets.ordering import sort_due
from tickets.recipients import recipients_of_reply
from tickets.senders import channel_for_mail, sender_address, sender_name

Kind, Visibility = Message.Kind, Message.Visibility


@transaction.atomic(savepoint=False)  # nobody goes on with half of it
def open_ticket(
    *,
    by,
    requester,
    channel,
    content,
    subject="",
    origin=Ticket.Origin.EMAIL,
    team=None,
    assignee=None,
    priority=Ticket.Priority.NORMAL,
    type=Ticket.Type.QUESTION,
    language="",
    follows=None,
    place=Ticket.Place.INBOX,
    kind=Kind.INCOMING,
    call=None,
    ccs=(),
    visibility=Visibility.REQUESTER,
    awaits_review=False,
    at=None,
    cause=None,
):
    """Open a ticket with its first message, which is the requester's own words.

    ``by`` is the Contact who wrote, or the Member who logged it by hand. ``content`` is a ``tickets.content.Content``;
    ``kind`` INCOMING or CALL. ``ccs`` are addresses that an agent named (they count as accepted). ``visibility`` INTERNAL
    keeps the words of an unproven sender for agents only. ``at`` defaults to now. What a blocked contact writes opens in
    spam, whatever ``place`` says.
    Records ``ticket.opened``. Returns the Ticket; its first message is ``ticket.first_message``.
    """
    at = at or timezone.now()
    workspace_id = channel.workspace_id
    if by == requester and requester.is_blocked:
        place = Ticket.Place.SPAM
    category = Category.OPEN if assignee else Category.NEW
    given = next_ticket(workspace_id, category)
    waiting_since = None if content.is_automatic else at
    ticket = Ticket(
        pk=given.ticket_id,
        workspace_id=workspace_id,
        number=given.number,
        subject=" ".join(subject.split())[:500],
        snippet=content.snippet if visibility != Visibility.INTERNAL else "",
        language=language,
        channel=channel,
        origin=origin,
        requester=requester,
        team_id=team.pk if team else channel.team_id,
        assignee=assignee,
        status_id=given.status_id,
        category=category,
        place=place,
        priority=priority,
        type=type,
        follows=follows,
        awaits_review=awaits_review,
        created_at=at,
        last_message_at=at,
        waiting_since=waiting_since,
        sort_due=sort_due(next_due_at=None, waiting_since=waiting_since, last_message_at=at),
    )
    message = _incoming(
        ticket, by=requester, channel=channel, content=content, kind=kind, call=call, at=at, visibility=visibility
    )
    message.pk, ticket.first_message = given.message_id, message
    writing = Together().insert(ticket).insert(message).insert_all(_recipients(message, content))
    opened = {
        "message": message.pk,
        "origin": str(origin),
        "channel": channel.pk,
        "channel_name": channel.address or channel.name,
        "follows": follows.number if follows else None,
        "assignee": assignee.pk if assignee else None,
    }
    events.record_all(ticket, [("ticket.opened", opened)], by=by, cause=cause, at=at, into=writing)
    writing.run()
    attach(message, content.files)
    for address in ccs:
        add_cc(ticket, address, by=by, accepted=True)
    return ticket


@whole
def receive(
    ticket,
    *,
    by,
    content,
    channel=None,
    at=None,
    visibility=Visibility.REQUESTER,
    awaits_review=False,
    home=None,
    side=None,
    cause=None,
):
    """Add what a contact wrote. Pending, hold and solved become open, but never by automatic mail or a blocked contact's.

    ``visibility`` INTERNAL keeps a stranger's or unproven sender's words for agents only; the ticket opens all the same,
    so that they are not overlooked. ``awaits_review`` holds the ticket until an agent has looked. ``home`` is the merged
    ticket that it was written to, by somebody who is on that one only. ``side`` is the SideThread that a third party
    answered: internal, and nobody waits. A closed ticket raises TicketClosed: intake opens a linked one. Records
    ``message.received``. Returns the Message; its ``ticket`` is current.
    """
    at = at or timezone.now()
    ticket, message_id = locked_to_write(ticket)
    if ticket.is_closed:
        raise TicketClosed
    visibility = Visibility.INTERNAL if side else visibility
    message = _incoming(
        ticket, by=by, channel=channel, content=content, kind=Kind.INCOMING, at=at, visibility=visibility
    )
    message.pk, message.home, message.side = message_id, home, side
    changed = ["last_message_at"]
    ticket.last_message_at = max(ticket.last_message_at, at)
    if visibility != Visibility.INTERNAL:
        ticket.snippet = content.snippet
        changed.append("snippet")
    if awaits_review:
        ticket.awaits_review = True
        changed.append("awaits_review")
    reopened_from = None
    writing = Together()
    if not content.is_automatic and not by.is_blocked:
        if side is None:
            writing.also(INTERRUPT, [at, ticket.workspace_id, ticket.pk])
            ticket.waiting_since = ticket.waiting_since or at
            changed.append("waiting_since")
        if ticket.category in (Category.PENDING, Category.HOLD, Category.SOLVED):
            reopened_from = statuses.apply(ticket, status_in(ticket.workspace_id, Category.OPEN), at=at)
            changed += statuses.FIELDS
    received = {
        "message": message.pk,
        "automatic": content.is_automatic,
        "matched_because": content.matched_because,
    }
    news = [("message.received", received)]
    if reopened_from:
        news.append(statuses.news(ticket, reopened_from))
    writing.insert(message).insert_all(_recipients(message, content))
    save(ticket, *changed, into=writing)
    events.record_all(ticket, news, by=by, cause=cause, at=at, into=writing)
    writing.run()
    attach(message, content.files)
    return message


@whole
def reply(
    ticket,
    *,
    by,
    body,
    body_format="html",
    attachments=(),
    uploads=(),
    cc=None,
    status=None,
    minutes=None,
    without_signature=False,
    at=None,
    cause=None,
    is_scheduled=False,
    is_late=False,
    letter=None,
):
    """Answer the requester; the message leaves over the ticket's channel after the member's undo time.

    ``body`` may be raw composer HTML, it is cleaned here; as "text" it is escaped and keeps its lines. ``attachments`` are
    NewFiles, ``uploads`` public ids of the member's own uploads into this ticket's draft. ``cc`` replaces the ticket's CCs
    if given (addresses). ``status`` is set on the ticket if given. ``minutes`` is what writing it took, if that is noted.
    ``without_signature`` leaves out what else stands below it. ``by`` is the acting Member, or None for a rule.
    ``is_scheduled``: it was written before, so the member's draft is another text, which stays; ``is_late``: nobody is there
    to undo it, so it leaves at once. ``letter`` is the Letter by which it came, if not from the browser: the
    draft stays, too.
    Stops the wait; a new ticket becomes open, an unassigned one is the answering member's. Records ``message.replied``.
    Raises TicketClosed, NotInInbox, NothingToSend, NoAddress, MissingToSolve. Returns the Message, delivery QUEUED.
    """
    from tickets import tasks

    at = at or timezone.now()
    ticket, message_id = locked_to_reply(ticket)
    if ticket.is_closed:
        raise TicketClosed
    if ticket.place != Ticket.Place.INBOX:
        raise NotInInbox
    html, text = clean_body(body, body_format)
    html = autolink(without_mentions(html))
    if not text.strip() and "<img" not in html and not attachments and not uploads:
        raise NothingToSend
    if not recipients_of_reply(ticket):
        raise NoAddress
    if status is not None:
        solving.check(ticket, status, by=by)
    if cc is not None:
        with transaction.atomic():  # a refused address undoes those before it
            set_ccs(ticket, cc, by=by)
    recipients = recipients_of_reply(ticket, fresh=cc is not None)

    channel = channel_for_mail(ticket)
    undo = timedelta(seconds=by.undo_seconds if by and not is_late else 0)
    message = Message(
        pk=message_id,
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=Kind.REPLY,
        visibility=Visibility.REQUESTER,
        channel=channel,
        author_member=by,
        from_name=sender_name(ticket.workspace, by)[:200],
        from_address=sender_address(channel),
        body_format=Message.Format.HTML,
        body_text=text,
        reply_text=text,
        body_html=html,
        message_id=new_message_id(ticket, channel),
        delivery=Message.State.QUEUED,
        queued_at=at,
        next_attempt_at=at + undo,
        undo_until=at + undo if undo else None,
        minutes_spent=minutes,
        without_signature=without_signature,
        created_at=at,
        **_from(letter),
    )
    was = ticket.status
    ticket.last_message_at = max(ticket.last_message_at, at)
    ticket.snippet = one_line(text)
    ticket.waiting_since = ticket.back_since = None
    ticket.awaits_review = False
    ticket.first_responded_at = ticket.first_responded_at or (at if by else None)
    taken = by is not None and ticket.assignee_id is None and by.can("tickets.triage")
    if taken:
        ticket.assignee = by
    if status is None and ticket.category == Category.NEW:
        status = status_in(ticket.workspace_id, Category.OPEN)
    if status is not None and status.pk != ticket.status_id:
        statuses.apply(ticket, status, at=at)
    news = [("message.replied", {"message": message.pk} | ({"by_mail": True} if letter else {}))]
    if taken:
        news.append(("ticket.assigned", {"old": None, "old_name": "", "new": by.pk, "new_name": by.name}))
    if ticket.status_id != was.pk:
        news.append(statuses.news(ticket, was))
    writing = Together().insert(message)
    writing.insert_all(
        MessageRecipient(workspace_id=ticket.workspace_id, message=message, kind=kind, name=name, address=address)
        for kind, name, address in recipients
    )
    fields = ("last_message_at", "snippet", "awaits_review", "first_responded_at", "assignee", *statuses.FIELDS)
    save(ticket, *fields, into=writing)
    events.record_all(ticket, news, by=by, cause=cause, at=at, into=writing)
    if not is_scheduled and letter is None:
        _forget_draft(ticket, by, "reply", into=writing)
    writing.run()
    attach(message, attachments)
    take_uploads(message, by, uploads, draft_kind="reply")
    if not undo:
        tasks.deliver_message.ring_on_commit(ticket.workspace_id, message.pk)
    return message


@whole
def add_note(
    ticket, *, by, body, body_format="html", attachments=(), uploads=(), minutes=None, at=None, cause=None, letter=None
):
    """Write for agents only. Never reopens, never answers, never leaves the house. Records ``note.added``.

    Who is named in it (``tickets.mentioning``) may read the ticket from now on. ``minutes`` is what it took, if that is
    noted, ``letter`` the Letter by which it came, if not from the browser. Raises NothingToSend. A closed ticket still takes
    notes. Returns the Message.
    """
    at = at or timezone.now()
    ticket, message_id = locked_to_write(ticket)
    html, text = clean_body(body, body_format)
    html, named = resolve(ticket.workspace_id, autolink(html))
    if "data-mention" in html:
        text = as_text(html)
    if not text.strip() and "<img" not in html and not attachments and not uploads:
        raise NothingToSend
    message = Message(
        pk=message_id,
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=Kind.NOTE,
        visibility=Visibility.INTERNAL,
        author_member=by,
        body_format=Message.Format.HTML,
        body_text=text,
        reply_text=text,
        body_html=html,
        minutes_spent=minutes,
        created_at=at,
        **_from(letter),
    )
    writing = Together().insert(message)
    if by is not None:
        named.pop(by.pk, None)
    writing.insert_all(
        Mention(workspace_id=ticket.workspace_id, ticket=ticket, message=message, member_id=member_id, team_id=team_id)
        for member_id, team_id in named.items()
    )
    if named:
        transaction.on_commit(partial(live.reach_changed, ticket.workspace_id, sorted(named)))
    ticket.last_message_at = max(ticket.last_message_at, at)
    save(ticket, "last_message_at", into=writing)
    noted = {"message": message.pk} | ({"mentioned": sorted(named)} if named else {})
    noted |= {"by_mail": True} if letter else {}
    events.record_all(
        ticket,
        [("note.added", noted)],
        by=by,
        cause=cause,
        at=at,
        into=writing,
    )
    if letter is None:
        _forget_draft(ticket, by, "note", into=writing)
    writing.run()
    attach(message, attachments)
    take_uploads(message, by, uploads, draft_kind="note")
    return message


def _from(letter):
    """Fields of a Message that a member wrote by mail."""
    if letter is None:
        return {}
    return {
        "inbound_id": letter.inbound_id,
        "fingerprint": letter.fingerprint,
        "matched_because": letter.matched_because,
        "marks": list(letter.marks),
    }


def write_incoming(ticket, *, by, channel, content, kind, at, visibility=Visibility.REQUESTER):
    """The row of what came in, with recipients and files; changes nothing on the ticket. Returns the Message."""
    message = _incoming(ticket, by=by, channel=channel, content=content, kind=kind, at=at, visibility=visibility)
    insert([message])
    insert(_recipients(message, content))
    attach(message, content.files)
    return message


def _incoming(ticket, *, by, channel, content, kind, at, visibility, call=None):
    """The Message for what came in, not yet stored."""
    assert isinstance(content, Content)
    return Message(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        kind=kind,
        visibility=visibility,
        channel_id=channel.pk if channel else ticket.channel_id,
        author_contact=by,
        from_name=content.from_name[:200],
        from_address=content.from_address[:254],
        body_format=content.body_format,
        body_text=content.text,
        reply_text=content.new_text,
        body_html=content.html,
        quoted_lines=content.quoted_lines,
        message_id=content.message_id[:998],
        fingerprint=content.fingerprint,
        in_reply_to=content.in_reply_to[:998],
        matched_because=content.matched_because,
        marks=list(content.marks),
        is_automatic=content.is_automatic,
        inbound_id=content.inbound_id,
        call=call,
        created_at=at,
    )


def _recipients(message, content):
    """The addresses that a mail says it went to; not yet stored."""
    people = [("to", *one) for one in content.to] + [("cc", *one) for one in content.cc]
    return [
        MessageRecipient(
            workspace_id=message.workspace_id, message=message, kind=kind, name=name[:200], address=address[:254]
        )
        for kind, name, address in people[:200]
    ]


# What waits for the customer's silence ends with their words; tickets.operations.later clears it away.
INTERRUPT = """
UPDATE "tickets_later" SET interrupted_at = %s
WHERE workspace_id = %s AND ticket_id = %s AND cancel_if_customer_writes AND interrupted_at IS NULL"""
FORGET = 'DELETE FROM "tickets_draft" WHERE workspace_id = %s AND ticket_id = %s AND member_id = %s AND kind = %s'


def _forget_draft(ticket, member, kind, *, into):
    if member is not None:
        into.also(FORGET, [ticket.workspace_id, ticket.pk, member.pk, kind])
