"""How urgent a ticket is among others."""

from datetime import timedelta

# Behind every ticket where somebody waits, but in an order of their own: oldest last word first.
NOBODY_WAITS = timedelta(days=36_500)


def sort_due(*, next_due_at, waiting_since, last_message_at, back_since=None):
    """The instant that lists sort by, never None: the nearest promise, else since when the requester waits, or, of a ticket that
    came back from a snooze, since it was put to sleep. Where there is nothing, an instant a century after the last message.
    """
    return next_due_at or waiting_since or back_since or last_message_at + NOBODY_WAITS
