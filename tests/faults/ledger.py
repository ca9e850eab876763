"""What customers offered, and what they were promised: one page for each run of a fault."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Offer:
    """A mail that a customer's server keeps until it gets 250. ``opening`` is the Message-ID of the mail that opened its
    ticket, its own for a new one; ids come without <>.
    """

    message_id: str
    raw: bytes
    sender: str
    to: str
    opening: str
    copies: int = 1  # this many deliver it at once
    together: threading.Barrier | None = None
    written_at: float = field(default_factory=time.time)  # seconds since the epoch


class Ledger:
    """Who got 250 for what. Filled by many threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self.offers = {}  # Message-ID -> Offer
        self.accepted = {}  # Message-ID -> when it first got 250
        self.answers = {}  # how often a server said anything else, by its code or the error's name
        self._owed = 0

    def offer(self, offer):
        with self._lock:
            self.offers[offer.message_id] = offer
            self._owed += offer.copies

    def took(self, offer):
        """A copy got its 250."""
        with self._lock:
            self._owed -= 1
            self.accepted.setdefault(offer.message_id, time.time())

    def refused(self, words):
        with self._lock:
            self.answers[words] = self.answers.get(words, 0) + 1

    @property
    def owed(self):
        """Copies that still wait for their 250."""
        return self._owed
