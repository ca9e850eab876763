"""What customers write: new requests, and answers to what reached them."""

import itertools
import threading
from email.message import EmailMessage
from email.policy import SMTP

from tests.faults.ledger import Offer

ANSWER_EVERY = 5  # each so-many-th mail answers something that came, if anything did
FILE_EVERY = 40
FILE_BYTES = 100_000
SLOW_PARAGRAPHS = 22_000  # of HTML just below the parser's cap: it reads at that for more than a second


class Letters:
    """``next()`` is the Offer of the next mail. ``mark`` begins every Message-ID; ``sink`` is where our answers arrive."""

    def __init__(self, mark, sink, *, to, copies=1):
        self.mark, self.to, self.copies = mark, to, copies
        self._sink, self._read = sink, 0
        self._numbers = itertools.count(1)
        self._openings = {}  # Message-ID of a customer's mail -> of the one that opened its ticket
        self._senders = {}  # Message-ID of an opening mail -> its sender
        self._lock = threading.Lock()

    def next(self):
        with self._lock:
            number = next(self._numbers)
            answered = self._unanswered() if number % ANSWER_EVERY == 0 else None
            return self._answer(number, answered) if answered else self._request(number)

    def slow(self):
        """A request that takes the parser its time."""
        with self._lock:
            mail, offer = self._opening(next(self._numbers), "Long list")
            rows = "".join(f"<p>Part <b>{n}</b> of the order, <a href='https://x.example/{n}'>{n}</a></p>"
                           for n in range(SLOW_PARAGRAPHS))  # fmt: skip
            mail.set_content(f"<html><body>{rows}</body></html>", subtype="html")
            offer.raw = bytes(mail)
            return offer

    def big(self, size):
        """A request with a file that makes the mail ``size`` bytes at least."""
        with self._lock:
            mail, offer = self._opening(next(self._numbers), "Drawings")
            mail.set_content("The drawings are in the file.")
            mail.add_attachment(bytes(range(256)) * (size // 256), "application", "pdf", filename="drawings.pdf")
            offer.raw = bytes(mail)
            return offer

    def _request(self, number):
        mail, offer = self._opening(number, "Request")
        mail.set_content(f"The battery of bike {offer.message_id} shows 2 % after a full charge.\n" * 10)
        if number % FILE_EVERY == 0:
            mail.add_attachment(bytes(range(256)) * (FILE_BYTES // 256), "image", "png", filename="photo.png")
        offer.raw = bytes(mail)
        return offer

    def _opening(self, number, subject):
        message_id, sender = self._id(number), f"customer-{self.mark}-{number}@faults.example"
        self._openings[message_id], self._senders[message_id] = message_id, sender
        mail = self._mail(message_id, sender, self.to, f"{subject} {message_id}")
        return mail, self._offer(message_id, sender, self.to, message_id)

    def _answer(self, number, arrived):
        opening = self._openings[arrived.in_reply_to]
        message_id, sender = self._id(number), self._senders[opening]
        # By turns through the ticket's own address and through the Message-ID alone.
        by_address = number % (2 * ANSWER_EVERY) == 0 and arrived.reply_to
        to = arrived.reply_to if by_address else self.to
        mail = self._mail(message_id, sender, to, f"Re: {opening}")
        if not by_address:
            mail["In-Reply-To"] = mail["References"] = f"<{arrived.message_id}>"
        mail.set_content(f"It still does ({message_id}).\n")
        self._openings[message_id] = opening
        offer = self._offer(message_id, sender, to, opening)
        offer.raw = bytes(mail)
        return offer

    def _unanswered(self):
        """The next answer of an agent that reached one of our customers, or None."""
        while self._read < len(self._sink.arrived):
            arrived = self._sink.arrived[self._read]
            self._read += 1
            if not arrived.is_automatic and arrived.in_reply_to in self._openings:
                return arrived
        return None

    def _id(self, number):
        return f"{self.mark}-{number}@faults.example"

    def _offer(self, message_id, sender, to, opening):
        together = threading.Barrier(self.copies) if self.copies > 1 else None
        return Offer(message_id, b"", sender, to, opening, copies=self.copies, together=together)

    @staticmethod
    def _mail(message_id, sender, to, subject):
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = f"Customer <{sender}>", to, subject
        mail["Message-ID"] = f"<{message_id}>"
        return mail
