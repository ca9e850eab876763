"""What the ticket operations write, as rows in memory: one ticket's messages, events, recipients, and its own fields.

Four hundred tickets through the operations themselves take longer than anybody waits for a first start.
``tests/helpdesk/demo/test_ledger.py`` holds both to the same rows.
"""

from datetime import timedelta

from channels_inbox.mail.html import clean_mail_html, html_to_text
from contacts.identities import normalise_email
from helpdesk.demo.content import fill
from helpdesk.lib.ids import opaque_id
from tickets.bodies import clean_body
from tickets.content import one_line, text_as_html
from tickets.identifiers import new_message_id
from tickets.models import Message, Ticket, TicketCC, TicketEvent
from tickets.models.status import Category
from tickets.operations.triage import clean_tag
from tickets.senders import sender_address, sender_name

UNDO = timedelta(seconds=10)
ON_THE_WAY = timedelta(seconds=2)  # from the end of the undo time until the mail is out


class Ledger:
    """The rows of one ticket of ``contact``. Members are named by their keys, entries are the content's ``Entry``.

    ``files`` are pairs (Message, FileText), ``recipients`` (Message, kind, name, address), ``tags`` names. Each method
    does what the operation of its name does, at ``at``. Data of events hold Messages where their ids will stand.
    """

    sent = Message.State.SENT  # what becomes of a reply that left

    def __init__(self, ticket, contact, address, cast, *, values=None):
        self.ticket, self.contact, self.address, self.cast = ticket, contact, address, cast
        self.values = values or {}
        self.messages, self.recipients, self.events, self.files = [], [], [], []
        self.mentions = []  # (note, member)
        self.tags, self.ccs = set(), {}

    def open(self, entry, at, *, logged_by=""):
        """As ``conversation.open_ticket``: by the contact, or by the member who wrote it down."""
        ticket = self.ticket
        ticket.waiting_since = None if entry.automatic else at
        message = self._incoming(entry, at, channel=ticket.channel)
        ticket.snippet = one_line(message.reply_text or message.body_text)
        by = self.cast.members[logged_by] if logged_by else self.contact
        self._record(
            "ticket.opened",
            by=by,
            at=at,
            message=message,
            origin=str(ticket.origin),
            channel=ticket.channel.pk,
            channel_name=ticket.channel.address or ticket.channel.name,
            follows=None,
            assignee=None,
        )

    def receive(self, entry, at):
        """As ``conversation.receive``: a later message comes by mail, however the first one came."""
        ticket = self.ticket
        message = self._incoming(entry, at, channel=self._mail_channel())
        ticket.last_message_at = at
        ticket.snippet = one_line(message.reply_text or message.body_text)
        reopened_from = None
        if not entry.automatic:
            ticket.waiting_since = ticket.waiting_since or at
            if ticket.category in (Category.PENDING, Category.HOLD, Category.SOLVED):
                reopened_from = ticket.status
                self._apply(Category.OPEN)
                ticket.solved_at = ticket.reopen_until = None
        self._changed()
        self._record(
            "message.received",
            by=self.contact,
            at=at,
            message=message,
            automatic=entry.automatic,
            matched_because=message.matched_because,
        )
        if reopened_from:
            self._record_status(reopened_from, by=self.contact, at=at)
        return message

    def reply(self, entry, at):
        """As ``conversation.reply``, and as the outbox leaves it: sent, or refused with the server's words."""
        ticket, member = self.ticket, self.cast.members[entry.author]
        for address in entry.cc:
            self._add_cc(address, by=member, at=at)
        channel = self._mail_channel()
        html, text = clean_body(self._filled(entry.text), "text")
        left_at = at + UNDO + ON_THE_WAY
        message = self._message(
            Message.Kind.REPLY,
            at,
            visibility=Message.Visibility.REQUESTER,
            channel=channel,
            author_member=member,
            from_name=sender_name(self.cast.workspace, member)[:200],
            from_address=sender_address(channel),
            body_format=Message.Format.HTML,
            body_text=text,
            reply_text=text,
            body_html=html,
            message_id=new_message_id(ticket, channel),
            delivery=Message.State.FAILED if entry.failure else self.sent,
            delivery_error=entry.failure,
            delivery_attempts=1,
            queued_at=at,
            sent_at=None if entry.failure else left_at,
            undo_until=at + UNDO,
        )
        people = [("to", self.contact.name, normalise_email(self.address))]
        people += [("cc", cc.contact.name, cc.address) for cc in self.ccs.values()]
        self.recipients += [(message, *one) for one in people]
        self.files += [(message, file) for file in entry.attachments]
        was, taken = ticket.status, ticket.assignee is None and member.can("tickets.triage")
        ticket.last_message_at = at
        ticket.snippet = one_line(text)
        if not entry.failure:
            ticket.waiting_since = None
            ticket.first_responded_at = ticket.first_responded_at or at
        if taken:
            ticket.assignee = member
        if ticket.category == Category.NEW:
            self._apply(Category.OPEN)
        self._changed()
        self._record("message.replied", by=member, at=at, message=message)
        if taken:
            self._record_assigned(None, member, by=member, at=at)
        if ticket.status is not was:
            self._record_status(was, by=member, at=at)
        self._changed()
        if entry.failure:
            self._record("message.not_delivered", by=None, at=left_at, message=message)
        else:
            self._record("message.sent", by=None, at=left_at, message=message, refused=[])
        return message

    def add_note(self, entry, at):
        """As ``conversation.add_note``."""
        member = self.cast.members[entry.author]
        html, text = clean_body(self._with_mentions(text_as_html(self._filled(entry.text))), "html")
        message = self._message(
            Message.Kind.NOTE,
            at,
            visibility=Message.Visibility.INTERNAL,
            author_member=member,
            body_format=Message.Format.HTML,
            body_text=text,
            reply_text=text,
            body_html=html,
        )
        self.files += [(message, file) for file in entry.attachments]
        self.ticket.last_message_at = at
        self._changed()
        named = self._named(html)
        self.mentions += [(message, one) for one in named]
        told = {"mentioned": sorted(one.pk for one in named)} if named else {}
        self._record("note.added", by=member, at=at, message=message, **told)
        return message

    def assign(self, key, *, by, at):
        """As ``triage.assign``; ``key`` and ``by`` are keys of members."""
        new, old = self.cast.members[key], self.ticket.assignee
        if new is old:
            return
        self.ticket.assignee = new
        self._changed()
        self._record_assigned(old, new, by=self.cast.members[by], at=at)
        if self.ticket.category == Category.NEW:
            self.set_status(Category.OPEN, by=by, at=at)

    def set_status(self, category, *, by, at):
        """As ``triage.set_category``; ``by`` "" is Tugi itself."""
        ticket, old = self.ticket, self.ticket.status
        if old.category == category:
            return
        if category == Category.SOLVED:
            ticket.solved_at = at
            ticket.reopen_until = at + timedelta(days=self.cast.workspace.reopen_days)
            ticket.waiting_since = None
        elif category == Category.CLOSED:
            ticket.reopen_until = ticket.waiting_since = None
        else:
            ticket.solved_at = ticket.reopen_until = None
        self._apply(category)
        self._changed()
        self._record_status(old, by=self.cast.members[by] if by else None, at=at)

    def set_priority(self, entry, at):
        """As ``triage.set_priority``, by a member or a rule."""
        old, self.ticket.priority = self.ticket.priority, Ticket.Priority[entry.value.upper()]
        self._changed()
        self._record("ticket.priority_changed", **self._who(entry), at=at, old=int(old), new=int(self.ticket.priority))

    def set_team(self, entry, at):
        """As ``triage.set_team``, by a member or a rule."""
        old, self.ticket.team = self.ticket.team, self.cast.teams[entry.value]
        new = self.ticket.team
        self._changed()
        names = {"old": old.pk, "old_name": old.name, "new": new.pk, "new_name": new.name}
        self._record("ticket.team_changed", **self._who(entry), at=at, **names)

    def tag(self, entry, at):
        """As ``triage.add_tag`` and ``remove_tag``."""
        name = clean_tag(entry.value)
        if entry.change == "tag":
            self.tags.add(name)
        else:
            self.tags.discard(name)
        self._changed()
        event = "ticket.tag_added" if entry.change == "tag" else "ticket.tag_removed"
        self._record(event, **self._who(entry), at=at, tag=name)

    def _add_cc(self, address, *, by, at):
        if address in self.ccs:
            return
        contact = self.cast.contacts[address]
        workspace = self.cast.workspace
        self.ccs[address] = TicketCC(
            workspace=workspace, ticket=self.ticket, contact=contact, address=address, accepted_at=at, created_at=at
        )
        self._record("ticket.cc_added", by=by, at=at, address=address)

    def _incoming(self, entry, at, *, channel):
        text = self._filled(entry.text)
        html = clean_mail_html(entry.html) if entry.html else ""
        text = text or html_to_text(html)
        first = not self.messages
        by_mail = channel.kind == "email"
        kind = Message.Kind.CALL if first and self.ticket.origin == Ticket.Origin.PHONE else Message.Kind.INCOMING
        message = self._message(
            kind,
            at,
            visibility=Message.Visibility.REQUESTER,
            channel=channel,
            author_contact=self.contact,
            from_name=self.contact.name,
            from_address=self.address,
            body_format=Message.Format.HTML if html else Message.Format.TEXT,
            body_text=f"{text}\n\n{_quoted(entry.quoted)}" if entry.quoted else text,
            reply_text=text,
            body_html=html,
            quoted_lines=len(entry.quoted.splitlines()),
            message_id=f"{opaque_id()}@{self.address.partition('@')[2]}" if by_mail else "",
            in_reply_to=self._last_of_ours() if by_mail and not first else "",
            matched_because="" if first or not self._last_of_ours() else "reply-address",
            is_automatic=entry.automatic,
            call={"direction": "in", "duration_seconds": 60 * (2 + len(text) // 90)}
            if kind == Message.Kind.CALL
            else None,
        )
        if by_mail:
            self.recipients += [(message, "to", "", channel.address), *((message, "cc", "", one) for one in entry.cc)]
        self.files += [(message, file) for file in entry.attachments]
        return message

    def _message(self, kind, at, **fields):
        message = Message(workspace=self.cast.workspace, ticket=self.ticket, kind=kind, created_at=at, **fields)
        self.messages.append(message)
        return message

    def _last_of_ours(self):
        return next((one.message_id for one in reversed(self.messages) if one.kind == Message.Kind.REPLY), "")

    def _mail_channel(self):
        """As ``tickets.senders.channel_for_mail``."""
        own = self.ticket.channel
        return own if own.kind == "email" else self.cast.mail[self.ticket.team.name]

    def _apply(self, category):
        self.ticket.status = self.cast.statuses[category]
        self.ticket.category = category

    def _changed(self):
        self.ticket.version += 1

    def _record(self, type, *, by, at, rule="", **data):
        """An event that is published already: nobody is to react to history."""
        kind = TicketEvent.Actor.RULE if rule else TicketEvent.Actor.SYSTEM
        if by is not None:
            kind = TicketEvent.Actor.CONTACT if by is self.contact else TicketEvent.Actor.MEMBER
        event = TicketEvent(
            workspace=self.cast.workspace,
            ticket=self.ticket,
            type=type,
            at=at,
            actor_kind=kind,
            actor_id=by.pk if by is not None else None,
            actor_name=by.name if by is not None else rule,
            data=data,
            published_at=at,
        )
        self.events.append(event)

    def _record_assigned(self, old, new, *, by, at):
        names = {"old": old.pk if old else None, "old_name": old.name if old else ""}
        self._record("ticket.assigned", by=by, at=at, **names, new=new.pk, new_name=new.name)

    def _record_status(self, was, *, by, at):
        new = self.ticket.status
        self._record(
            "ticket.status_changed",
            by=by,
            at=at,
            old=was.pk,
            old_name=was.name,
            old_category=was.category,
            new=new.pk,
            new_name=new.name,
            new_category=new.category,
        )

    def _who(self, entry):
        return {"by": self.cast.members[entry.author] if entry.author else None, "rule": entry.rule}

    def _filled(self, text):
        return fill(text, self.values) if self.values else text

    def _with_mentions(self, html):
        """``@Kadri`` as the composer writes it."""
        for member in self.cast.members.values():
            name = f"@{member.first_name}"
            html = html.replace(name, f'<span data-mention="member-{member.public_id}">{name}</span>')
        return html

    def _named(self, html):
        """The members whom ``html`` names."""
        return [one for one in self.cast.members.values() if f'"member-{one.public_id}"' in html]


def _quoted(history):
    """History as mail programs set it below an answer: the first line introduces, the others are marked."""
    first, _, rest = history.partition("\n")
    return "\n".join([first, *(f"> {line}".rstrip() for line in rest.splitlines())])
