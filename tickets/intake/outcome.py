"""What became of a raw message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """``result`` is opened, appended, duplicate, ignored or quarantined; ``reason`` a code that says why, for the last two.

    ``ticket`` is the ticket's number, ``message`` the Message's public id, ``matched_because`` a code of
    ``tickets.intake.threading``, ``marks`` as on the Message (``tickets.marks``).
    """

    result: str
    ticket: int | None = None
    message: str = ""
    matched_because: str = ""
    marks: tuple[dict, ...] = ()
    reason: str = ""

    def as_json(self):
        return {
            "result": self.result,
            "ticket": self.ticket,
            "message": self.message or None,
            "matched_because": self.matched_because or None,
            "marks": [one["code"] for one in self.marks],
        }
