"""From raw bytes to the thread: which messages count, to which ticket they belong, and why.

``process`` takes one InboundMessage all the way. The order of its steps: claim, read in a child process, filters, sender,
threading, one transaction that writes everything and marks the raw row as done.
"""

from tickets.intake.outcome import Outcome
from tickets.intake.processing import process
from tickets.intake.quarantine import retry

__all__ = ["Outcome", "process", "retry"]
