"""One planned ticket told from its first message to its end."""

from datetime import timedelta
from zlib import crc32

from helpdesk.demo.ledger import Ledger
from tickets.content import text_as_html
from tickets.models import Draft, Message, Ticket, TicketFollower
from tickets.models.status import Category
from tickets.operations.triage import clean_tag
from tickets.ordering import sort_due

ON_PAPER = ("phone", "visit", "letter", "fax")  # what an agent logs by hand
AT_THE_DESK = "helena"  # logs what nobody else did
MAX_SOLVING = timedelta(hours=5)  # between the last word and "solved"


class Story(Ledger):
    """All rows of a Planned, made in one go."""

    def __init__(self, planned, cast, *, now):
        self.planned, self.now = planned, now
        contact = cast.contacts[planned.contact.email]
        ticket = _blank_ticket(planned, contact, cast)
        super().__init__(ticket, contact, planned.contact.email, cast, values=planned.values)
        if planned.featured:
            self.sent = Message.State.DELIVERED
        ticket.subject = " ".join(self._filled(planned.text.subject).split())[:500]
        self.followers, self.drafts = [], []
        self._tell()
        self._end()

    def _tell(self):
        at = self.planned.opened_at
        entries = self.planned.text.entries
        logged = self.ticket.origin in ON_PAPER
        by = self.planned.text.last_agent or self.planned.assignee or AT_THE_DESK
        self.open(entries[0], at, logged_by=by if logged else "")
        told = {clean_tag(entry.value) for entry in entries if entry.change == "tag"}
        self.tags |= set(self.planned.text.tags) - told
        taken_at = None if any(entry.change == "assign" for entry in entries) else self._taken_at()
        for entry in entries[1:]:
            at += timedelta(minutes=entry.after_minutes)
            if taken_at and at >= taken_at:
                self.assign(self.planned.assignee, by=self.planned.assignee, at=taken_at)
                taken_at = None
            self._add(entry, at)
        if taken_at:
            self.assign(self.planned.assignee, by=self.planned.assignee, at=taken_at)
        self.last_at = max(at, self.ticket.last_message_at)

    def _taken_at(self):
        """When the assignee takes the ticket, where answering does not do it by itself; else None."""
        ago = timedelta()
        for entry in self.planned.text.entries:
            ago += timedelta(minutes=entry.after_minutes)
            if entry.kind == "reply":
                if entry.author == self.planned.assignee:
                    return None
                return self.planned.opened_at + ago * 0.7
        if not self.planned.assignee:
            return None
        return self.planned.opened_at + min(timedelta(minutes=9), (self.now - self.planned.opened_at) * 0.3)

    def _add(self, entry, at):
        if entry.kind == "incoming":
            self.receive(entry, at)
        elif entry.kind == "reply":
            self.reply(entry, at)
        elif entry.kind == "note":
            self.add_note(entry, at)
        elif entry.change == "assign":
            self.assign(entry.value, by=entry.author, at=at)
        elif entry.change == "status":
            self.set_status(entry.value, by=entry.author, at=at)
        elif entry.change == "priority":
            self.set_priority(entry, at)
        elif entry.change == "team":
            self.set_team(entry, at)
        else:
            self.tag(entry, at)

    def _end(self):
        """Bring the ticket to the end that was planned, and to its place."""
        ticket, planned = self.ticket, self.planned
        by = planned.assignee or planned.text.last_agent
        wanted = Category.SOLVED if planned.ends in ("solved", "closed") else planned.ends
        if wanted not in (Category.NEW, ticket.category):
            self.set_status(wanted, by=by, at=self.last_at + self._pause(self.last_at))
        if ticket.category == Category.SOLVED and ticket.reopen_until < self.now:
            self.set_status(Category.CLOSED, by="", at=ticket.reopen_until)
        if planned.text.place != Ticket.Place.INBOX:
            at = self.last_at + self._pause(self.last_at)
            old, ticket.place, ticket.place_changed_at = ticket.place, planned.text.place, at
            self._changed()
            mover = self.cast.members[by or AT_THE_DESK]
            self._record("ticket.moved", by=mover, at=at, old=str(old), new=str(ticket.place))
        if planned.featured:
            self._add_features(planned.featured)
        ticket.sort_due = sort_due(
            next_due_at=None, waiting_since=ticket.waiting_since, last_message_at=ticket.last_message_at
        )

    def _add_features(self, featured):
        workspace = self.cast.workspace
        self.followers = [
            TicketFollower(workspace=workspace, ticket=self.ticket, member=self.cast.members[key])
            for key in featured.followers
        ]
        self.drafts = [
            Draft(
                workspace=workspace,
                ticket=self.ticket,
                member=self.cast.members[draft.author],
                kind=draft.kind,
                body_html=self._with_mentions(text_as_html(draft.text)),
                updated_at=self.now - timedelta(minutes=draft.minutes_ago),
            )
            for draft in featured.drafts
        ]

    def _pause(self, at):
        """A while that differs from ticket to ticket and ends before now."""
        share = (crc32(str(self.planned.number).encode()) % 80 + 10) / 100
        return min(MAX_SOLVING, self.now - at) * share


def _blank_ticket(planned, contact, cast):
    """The ticket before its first message. A rule's first change of team or priority is told, not foreseen."""
    text = planned.text
    team, priority = text.team, text.priority
    address = planned.featured.address if planned.featured else ""
    if any(entry.change == "team" for entry in text.entries):
        team = next(iter(cast.teams))
    if any(entry.change == "priority" for entry in text.entries):
        priority = "normal"
    if text.channel == "email":
        channel = cast.by_address[address] if address else cast.mail[team]
    else:
        channel = cast.manual if text.channel in ON_PAPER else cast.form
    at = planned.opened_at
    status = cast.statuses[Category.NEW]
    return Ticket(
        workspace=cast.workspace,
        number=planned.number,
        language=text.language,
        channel=channel,
        origin=text.channel,
        requester=contact,
        team=cast.teams[team],
        status=status,
        category=status.category,
        priority=Ticket.Priority[priority.upper()],
        type=text.type,
        created_at=at,
        last_message_at=at,
    )
