"""The mail parser: pure Python, no ORM, no settings.

``parse(raw)`` reads a mail in this process, ``pool.parse_in_child(raw)`` in a child with limits of time and memory.
"""

from .identity import external_id, fingerprint
from .parsed import Address, Bounce, ParsedAttachment, ParsedMail
from .parsing import parse

__all__ = ["Address", "Bounce", "ParsedAttachment", "ParsedMail", "external_id", "fingerprint", "parse"]
