"""Write one read mail into its ticket. Runs inside the workspace's transaction; reads no clock but the row's."""

from datetime import timedelta

from contacts.identities import contact_for, contact_or_new, normalise_email, who_is
from contacts.models import Contact, Identity
from helpdesk.lib.written import ask
from tickets import marks as words
from tickets.intake import answering, bounces, filters, forwarding, threading
from tickets.intake.content import HOLDING_NOTICES, content_of
from tickets.intake.outcome import Outcome
from tickets.models import Message, Ticket
from tickets.operations import conversation, copying, refused_answers

Visibility = Message.Visibility
MAX_PROPOSED_CCS = 20
LOOP_MESSAGES, LOOP_WINDOW = 10, timedelta(minutes=10)
LATELY = """
    SELECT count(*) FROM "tickets_message"
    WHERE workspace_id = %s AND ticket_id = %s AND author_contact_id = %s AND created_at > %s
"""


def enter(arrival, fingerprint):
    """Open a ticket, add to one, or ignore. Returns the Outcome."""
    findings = filters.examine(arrival)
    for one in findings:
        if one.ignores:
            return Outcome("ignored", reason=one.code)
        if one.code == "bounce":
            return bounces.enter(arrival, fingerprint)
    named = answering.find(arrival)
    if named is not None:
        if any(one.is_automatic for one in findings):
            return Outcome("ignored", reason="automatic-answer")  # a member is away, and the mailbox says so
        if answering.is_from_member(arrival, named):
            return answering.enter(arrival, named, fingerprint)
    return _Entry(arrival, fingerprint, findings, named).write()


class _Entry:
    """One mail and what has been found out about it so far."""

    def __init__(self, arrival, fingerprint, findings, named):
        self.arrival, self.fingerprint = arrival, fingerprint
        self.named = named  # whose answer address it was sent to, by somebody else
        self.is_automatic = any(one.is_automatic for one in findings)
        self.may_propose = not findings and arrival.authentication != "fail"
        self.marks = [{"code": one.code} for one in findings]
        self.is_unproven_agent = self.is_held = self.is_doubted = False
        self.forward = None

    def write(self):
        self.look_at_mail()
        sender = self.sender()
        if sender.is_blocked:
            self.mark("blocked")
        match = self.to_answer_address(sender) if self.named else threading.find(self.arrival, sender)
        ticket = match.ticket
        if ticket is None or ticket.is_closed or ticket.place == Ticket.Place.TRASH:
            return self.open(sender, match)
        return self.append(sender, match)

    def to_answer_address(self, sender):
        """The Match for what somebody else wrote to a member's answer address: it is as good as the ticket's reply address."""
        match = threading.on_ticket(self.named.ticket, answering.BECAUSE, sender)
        self.mark("answer-of", name=self.named.member.name)
        return match

    def look_at_mail(self):
        arrival, mail = self.arrival, self.arrival.mail
        if arrival.authentication == "fail":
            self.is_doubted = self.is_held = True
            self.mark("sender-not-authenticated")
        for notice in mail.notices:
            self.mark("notice", notice=notice)
            self.is_held = self.is_held or notice in HOLDING_NOTICES
        if arrival.reply_to is not None and not arrival.is_from_own_address:
            self.mark("reply-to-elsewhere", address=arrival.reply_to.address[:254])

    def sender(self):
        """The Contact who wrote this."""
        arrival = self.arrival
        address, name = arrival.from_address, arrival.from_name
        if arrival.is_from_own_address:  # a form on some web site: only the Reply-To says who asks
            address, name = arrival.reply_to.address, arrival.reply_to.name
            self.mark("sent-by-own-address", address=arrival.from_address)
            self.is_held = True
        if not address:
            self.mark("no-sender")
            self.is_held = True
            return Contact.objects.create(workspace_id=arrival.workspace.pk, name=name[:120])
        found, is_member = who_is(arrival.workspace.pk, address)
        if is_member:
            self.look_at_agent()
        if self.forward:
            address, name = self.forward.address, self.forward.name
        if "@" in name and name.lower() != address:
            self.mark("name-looks-like-address")
            name = ""
        if self.forward:
            return contact_for(arrival.workspace.pk, Identity.Kind.EMAIL, address, name=name)
        return contact_or_new(found, arrival.workspace.pk, Identity.Kind.EMAIL, address, name=name)

    def look_at_agent(self):
        """From an agent's address. Only a proven one may pass on a customer's mail; nobody acts as agent by mail (yet)."""
        proven = self.arrival.authentication == "pass"
        forward = forwarding.read(self.arrival.mail)
        self.is_unproven_agent = not proven
        if forward and proven and not self.arrival.is_ours(forward.address):
            self.forward = forward
            self.mark("forwarded-by", address=self.arrival.from_address, comment=forward.comment[:2000])
        elif not proven:
            self.mark("agent-unproven", address=self.arrival.from_address)

    def open(self, sender, match):
        follows = match.ticket
        if match.duplicate_of is not None:
            self.mark("possible-duplicate", ticket=match.duplicate_of.number)
        if follows is not None and not match.sender_is_on_it:
            self.mark("not-on-ticket")
        subject = self.arrival.mail.subject or ""
        ticket = conversation.open_ticket(
            by=sender,
            requester=sender,
            channel=self.arrival.channel,
            subject=self.forward.subject or subject if self.forward else subject,
            content=self.content(match),
            visibility=Visibility.INTERNAL if self.is_doubted else Visibility.REQUESTER,
            follows=follows,
            awaits_review=self.is_held,
            at=self.arrival.inbound.received_at,
        )
        self.propose_ccs(ticket, sender)
        return self.outcome("opened", ticket, ticket.first_message)

    def append(self, sender, match):
        ticket, at = match.ticket, self.arrival.inbound.received_at
        if not match.sender_is_on_it and match.side is None:
            self.mark("not-on-ticket")
        if match.home is not None:
            self.mark("to-merged-ticket", ticket=match.home.number)
        inside = self.is_doubted or not match.sender_is_on_it
        if self.named and not match.sender_is_on_it:  # it may be the member, by another mailbox
            refused_answers.tell(ticket, self.named.member, "sender")
        if not self.is_automatic and _is_flooding(ticket, sender, at):
            self.is_automatic = True
            self.mark("too-many")
        message = conversation.receive(
            ticket,
            by=sender,
            channel=self.arrival.channel,
            content=self.content(match),
            visibility=Visibility.INTERNAL if inside else Visibility.REQUESTER,
            awaits_review=self.is_held or (inside and match.side is None),
            home=match.home,
            side=match.side,
            at=at,
        )
        if match.side is None:
            self.propose_ccs(message.ticket, sender, include_sender=not match.sender_is_on_it)
        return self.outcome("appended", message.ticket, message)

    def content(self, match):
        return content_of(
            self.arrival,
            marks=self.marks,
            matched_because=match.because,
            is_automatic=self.is_automatic,
            fingerprint=self.fingerprint,
            forward=self.forward,
        )

    def propose_ccs(self, ticket, sender, *, include_sender=False):
        """Those in Cc, and a stranger who wrote, wait for an agent's look: until then they get nothing."""
        if not self.may_propose or self.forward:
            return
        people = [(self.arrival.from_name, self.arrival.from_address)] if include_sender else []
        people += [(one.name, one.address) for one in self.arrival.mail.cc]
        for name, address in people[:MAX_PROPOSED_CCS]:
            if self.arrival.is_ours(address) or who_is(ticket.workspace_id, normalise_email(address))[1]:
                continue
            try:
                copying.add_cc(ticket, address, by=sender, name=name, accepted=False)
            except copying.BadAddress:
                continue

    def mark(self, code, **data):
        assert code in words.WORDS, code
        self.marks.append({"code": code, **data})

    def outcome(self, result, ticket, message):
        return Outcome(
            result,
            ticket=ticket.number,
            message=message.public_id,
            matched_because=message.matched_because,
            marks=tuple(message.marks),
        )


def _is_flooding(ticket, sender, at):
    """Has this sender written ten times on the ticket within ten minutes? Two machines talk to each other like that."""
    if ticket.version < LOOP_MESSAGES or ticket.last_message_at <= at - LOOP_WINDOW:
        return False  # each message counts the version up, and none is newer than the last: nothing to ask
    ((lately,),) = ask(LATELY, [ticket.workspace_id, ticket.pk, sender.pk, at - LOOP_WINDOW])
    return lately >= LOOP_MESSAGES
