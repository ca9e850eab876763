"""Saved views of the demo's people."""

from tickets.models import SavedView
from tickets.saved_views import add

VIEWS = (
    ("kadri", "Fleet customers", "is:open tag:fleet", "private", "teal"),
    ("kadri", "Recall PB-5 2311", "tag:recall -is:solved", "private", ""),
    ("marius", "Warranty, mine", "is:open assignee:me tag:warranty", "private", ""),
    ("kadri", "Waiting for parts", "is:waiting tag:parts", "everybody", ""),
)


def write(cast):
    """A few lists that Kadri and Marius keep, one of them for everybody."""
    for key, name, query, visibility, colour in VIEWS:
        add(
            SavedView(
                workspace=cast.workspace,
                owner=cast.members[key],
                name=name,
                query=query,
                visibility=visibility,
                colour=colour,
            )
        )
