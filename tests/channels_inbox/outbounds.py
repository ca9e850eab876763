"""A mail that leaves, for tests."""

from channels_inbox.adapters.base import Outbound


def outbound(**changes):
    fields = {
        "from_name": "Bob Birch",
        "from_address": "help@acme.example",
        "to": (("Rosa Mets", "rosa@example.com"),),
        "subject": "Your printer",
        "text": "Try it now.\n",
        "message_id": "1@acme.example",
        "idempotency_key": "1",
    }
    return Outbound(**{**fields, **changes})
