"""What every adapter takes and gives. An adapter knows a provider and no tickets."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class OutboundFile:
    """A file that leaves with a message. With a ``content_id`` it is an image that the HTML shows as ``cid:…``."""

    name: str
    content_type: str  # "image/png"
    content: bytes
    content_id: str = ""  # without <>


@dataclass(frozen=True)
class Outbound:
    """A message as it leaves. People are pairs (name, address); ids are without <>.

    ``idempotency_key`` and ``message_id`` are the same on every try. ``partial_ok``: recipients that the server puts off
    for now may be left out (the rest has waited for them long enough); set by the outbox.
    """

    from_name: str
    from_address: str
    to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    message_id: str
    idempotency_key: str
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    reply_to: str = ""
    html: str = ""
    files: tuple[OutboundFile, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)  # {"Auto-Submitted": "auto-replied", …}
    envelope_from: str | None = None  # None: from_address; "": the null sender, which nobody answers
    partial_ok: bool = False


@dataclass(frozen=True)
class Receipt:
    """A provider took a message. ``refused``: recipients that it did not take it for, as pairs (address, its words)."""

    external_id: str
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Inbound:
    """A message as a provider's webhook or poll gave it, before anybody understood it. E-mail is ``raw`` throughout."""

    external_id: str
    raw: bytes
    envelope: dict = field(default_factory=dict)
    sent_at: datetime | None = None  # aware, UTC


@dataclass(frozen=True)
class DeliveryUpdate:
    """News about a message that we sent: ``state`` is a ``Delivery.State``, ``words`` the provider's."""

    external_id: str
    state: str
    words: str = ""
    at: datetime | None = None  # aware, UTC


@dataclass(frozen=True)
class Polled:
    """What a poll brought: how many were stored, and whether more waits for the next one."""

    stored: int
    more: bool = False


class TemporaryFailure(Exception):
    """Try again later. ``words`` are the server's, for the agent.

    ``destination_down``: the server itself did not work, so other messages to it would fare no better.
    ``retry_after``: seconds, where the provider names them. ``code``: the reason for logs, which never get ``words``.
    """

    def __init__(self, words, *, retry_after=None, destination_down=False, code=""):
        super().__init__(words)
        self.words, self.retry_after, self.destination_down, self.code = words, retry_after, destination_down, code


class PermanentFailure(Exception):
    """Another try would end the same way. ``words`` are the server's, for the agent."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


class InvalidSignature(Exception):
    """A webhook that the provider did not send."""


class Adapter:
    """All that a provider must answer. ``channel`` may be None: the installation's own sender (system mail).

    Limits are class attributes, so that nobody asks for the kind of a channel.
    """

    receives = True  # messages come in by this kind of channel
    polls = False  # by ``poll()``
    sends_html = True
    max_bytes = 25 * 2**20  # of one message with its files, as it leaves

    def __init__(self, channel):
        self.channel = channel

    @property
    def destination(self):
        """Names the server that answers leave by; an outage of it holds all that goes there."""
        raise NotImplementedError

    def receive(self, request):
        """The ``Inbound`` and ``DeliveryUpdate`` objects of a webhook request, a list. Raises InvalidSignature."""
        return []

    def poll(self):
        """Fetch what is new and store it; returns Polled. Raises TemporaryFailure."""
        return Polled(0)

    def send(self, outbound):
        """Send ``outbound``; returns a Receipt. Raises TemporaryFailure or PermanentFailure."""
        raise NotImplementedError
