"""The ledger against the books, and the verdict."""

from collections import Counter
from dataclasses import dataclass, field

MAX_BACK = 30  # seconds


@dataclass
class Result:
    """One line of the table. ``complaints`` is empty for a fault that was survived; times in seconds."""

    fault: str
    accepted: int = 0
    stored: int = 0
    doubled: int = 0
    lost: int = 0
    answers: int = 0
    sent: int = 0
    resent: int = 0
    back: float | None = None
    longest: float = 0.0  # that a mail waited between its 250 and its ticket
    notes: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def survived(self):
        return not self.complaints

    def expect(self, claim, otherwise):
        """Note ``otherwise`` as a complaint unless ``claim`` holds."""
        if not claim:
            self.complaints.append(otherwise)


def compare(result, *, ledger, books, mark, sink, written, began):
    """Fill ``result`` from what was promised and what there is. ``written``: Message-IDs that agents believe they sent."""
    incoming = books.incoming(mark)
    _compare_mails(result, ledger, incoming)
    _compare_answers(result, books.outgoing(mark), sink, written, ledger)
    raw = books.taken_in(began)
    result.longest = max((done - received for _, received, done, _ in raw if done), default=0.0)
    for state, count in Counter(state for state, *_ in raw).items():
        result.expect(state == "done", f"{count} raw mails are {state}")
    again = sum(tries > 1 for *_, tries in raw)
    if again:
        result.notes.append(f"{again} claimed more than once")


def _compare_mails(result, ledger, incoming):
    counts = Counter(message_id for message_id, _ in incoming)
    result.accepted, result.stored = len(ledger.accepted), len(counts)
    result.doubled = sum(count - 1 for count in counts.values())
    lost = set(ledger.accepted) - set(counts)
    result.lost = len(lost)
    result.expect(not lost, f"lost: {', '.join(sorted(lost)[:5])}")
    result.expect(not result.doubled, f"doubled: {[one for one, count in counts.items() if count > 1][:5]}")
    waiting = set(ledger.offers) - set(ledger.accepted)
    result.expect(not waiting and not ledger.owed, f"{ledger.owed} deliveries never got 250")

    ticket_of = dict(incoming)
    placed = [offer for offer in ledger.offers.values() if offer.message_id in ticket_of]
    astray = [one.message_id for one in placed if ticket_of[one.message_id] != ticket_of.get(one.opening)]
    result.expect(not astray, f"in another ticket than what they answer: {astray[:5]}")
    openings = {one.message_id for one in placed if one.opening == one.message_id}
    tickets = {ticket_of[one] for one in openings}
    result.expect(len(tickets) == len(openings), f"{len(openings)} requests became {len(tickets)} tickets")
    result.notes.append(f"{len(tickets)} tickets")


def _compare_answers(result, outgoing, sink, written, ledger):
    known = {message_id: delivery for message_id, _, delivery, _, _ in outgoing}
    arrived = Counter(one.message_id for one in sink.arrived if one.in_reply_to in ledger.offers)
    result.answers, result.sent = len(known), len(set(known) & set(arrived))
    result.resent = sum(count - 1 for count in arrived.values())
    result.expect(result.sent == result.answers, f"{result.answers - result.sent} answers never left")
    unsent = Counter(delivery for delivery in known.values() if delivery != "sent")
    result.expect(not unsent, f"answers that do not count as sent: {dict(unsent)}")
    strange = set(arrived) - set(known)
    result.expect(not strange, f"left under an id that nobody gave: {sorted(strange)[:5]}")
    forgotten = set(written) - set(known)
    result.expect(not forgotten, f"written by an agent, not there: {sorted(forgotten)[:5]}")
    result.expect(written, "no agent answered anything")
    due = {message_id: at for message_id, kind, _, at, _ in outgoing if kind == "reply"}
    late = [one.at - due[one.message_id] for one in sink.arrived if one.message_id in due]
    result.notes.append(f"no answer left later than {max(late, default=0):.0f} s after it was due")
    confirmed = Counter(ticket for _, kind, _, _, ticket in outgoing if kind == "system")
    result.expect(max(confirmed.values(), default=0) <= 1, "a ticket was acknowledged twice")


def back_after(since, *, pulse, books, sink, mark):
    """Seconds from ``since`` until all three held: ready, a mail of after it in its ticket, an answer of after it gone.

    None if one of them never came. The answer is one that was due after ``since`` and stands in the sink.
    """
    due = {message_id: at for message_id, _, _, at, _ in books.outgoing(mark)}
    ready = pulse.ready_again(since)
    mail_in = min((done for _, _, done, _ in books.taken_in(since) if done), default=None)
    answer_out = min((one.at for one in sink.arrived if due.get(one.message_id, 0) > since), default=None)
    times = (ready, mail_in, answer_out)
    return None if None in times else max(times) - since
