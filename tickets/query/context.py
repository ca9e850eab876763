"""What the terms of one query ask of their workspace. Names are read once a query, only those that it uses."""

import unicodedata
from functools import cached_property
from zoneinfo import ZoneInfo

MOST_NAMES = 5_000  # beyond that a name must be written exactly


def same(name):
    """Names that are the same to people: without regard to case."""
    return unicodedata.normalize("NFC", name).casefold().strip()


class Context:
    """The workspace, the member who asks (or None: a rule), and when."""

    def __init__(self, workspace, member, now):
        self.workspace = workspace
        self.member = member
        self.now = now
        self._names = {}

    @cached_property
    def zone(self):
        return ZoneInfo(self.workspace.time_zone)

    def names(self, kind, read):
        """``[(id, shown name, all names that find it)]``, as ``read(workspace, member)`` gives them, kept for the query."""
        if kind not in self._names:
            self._names[kind] = list(read(self))
        return self._names[kind]

    def ids(self, kind, read, value):
        """The ids of those called ``value``."""
        wanted = same(value)
        return [pk for pk, _shown, others in self.names(kind, read) if any(same(one) == wanted for one in others)]
