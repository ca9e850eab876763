"""The mail server of all customers: it notes what arrived, when, and can be slow, or down."""

import asyncio
import time
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser

from tests.fixtures.smtp_servers import Provider


@dataclass(frozen=True)
class Arrived:
    """A mail as a customer got it. Ids are without <>, as in the ledger; ``at`` in seconds since the epoch."""

    at: float
    message_id: str
    in_reply_to: str
    reply_to: str
    is_automatic: bool


@dataclass
class Sink(Provider):
    """A mail counts as arrived when its last byte is here; the 250 follows ``seconds`` later, if anybody still listens."""

    arrived: list = field(default_factory=list)
    busy: int = 0  # mails that wait for their 250

    async def handle_DATA(self, server, session, envelope):
        headers = BytesHeaderParser().parsebytes(envelope.content)
        self.arrived.append(
            Arrived(
                time.time(),
                _id(headers["Message-ID"]),
                _id(headers["In-Reply-To"]),
                headers["Reply-To"] or "",
                "Auto-Submitted" in headers,
            )
        )
        self.busy += 1
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.busy -= 1
        return "250 OK"


def _id(value):
    return "".join((value or "").split()).strip("<>")
