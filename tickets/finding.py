"""What the search page shows: tickets for a query, the best first, each with the piece of a message that was found."""

from django.http import Http404
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.lib.numbers import whole
from tickets import search
from tickets.inbox import LATEST, PAGE, Page, page_of
from tickets.query import And, Phrase, Words, all_of, narrow
from tickets.querysets import list_rows
from tickets.rows import Row, rows_of
from tickets.search.ranking import RELEVANCE
from tickets.search.snippets import snippets


def find(member, tree, *, order=RELEVANCE, cursor=""):
    """``(Page, Found or None)`` for the tree of a query; Found is None where it has no words to rank by.

    Without words it is a list as others. ``order`` is "relevance" or "newest". ``cursor`` is what the Page before gave; a
    wrong one raises Http404. Raises QueryError.
    """
    visible = member.workspace.tickets.visible_to(member)
    said, rest = _taken_apart(tree)
    tickets = narrow(visible, rest, member)
    if not said:
        page = page_of(tickets.by_latest(), member, LATEST, cursor)
        rows = rows_of(page.rows, selectable=member.can("tickets.bulk"), newest_first=True)
        return Page(rows, page.next_cursor), None
    start = _read(cursor)
    found = search.ranked(tickets, search.terms_of(said), order=order)
    hits = found.hits[start : start + PAGE]
    shown = list_rows(member, [hit.ticket_id for hit in hits])
    next_cursor = str(start + PAGE) if len(found.hits) > start + PAGE else ""
    return Page(_found_rows(member, hits, shown, found, start), next_cursor), found


def _taken_apart(tree):
    """``(pairs for search.terms_of, the rest of the tree)``: what is to be ranked by, and what only narrows."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    said = [(part.text, isinstance(part, Phrase)) for part in parts if isinstance(part, (Words, Phrase))]
    return said, all_of([part for part in parts if not isinstance(part, (Words, Phrase))])


def _read(cursor):
    if not cursor:
        return 0
    place = whole(cursor, most=9999)
    if place is None:
        raise Http404
    return place


def _found_rows(member, hits, tickets, found, start):
    near = [] if found.near_from is None else hits[max(0, found.near_from - start) :]
    titles = [text for ticket in tickets for text in (ticket.subject, ticket.requester__name)]
    marker, pieces = snippets(member.workspace, hits, found.terms, titles, near=near)
    plain = rows_of(tickets, selectable=member.can("tickets.bulk"), newest_first=True)
    return [FoundRow(row, marker, pieces.get(ticket.pk)) for row, ticket in zip(plain, tickets, strict=True)]


class FoundRow(Row):
    """A row that shows what was found: words marked in subject and name, and where in the thread they stand."""

    __slots__ = ("_marker", "_piece")

    def __init__(self, row, marker, piece):
        super().__init__(row._ticket, row._words)
        self._marker, self._piece = marker, piece

    def _name(self):
        return self._marker(self._ticket.requester__name)

    def _subject(self):
        return self._marker(self.title)

    def _snippet(self):
        piece = self._piece
        if piece is None:
            return self._marker(self._ticket.snippet)
        return SafeString(_sign(piece) + piece.html)  # each part was escaped where it was made


def _sign(piece):
    """Whose words they are, where it is not the requester: a note is never taken for something else."""
    if piece.kind == "note":
        return f'<span class="ticket-row__note">{icons.icon("lock", 12)}{escape(_("Internal note"))}</span> '
    if piece.kind == "file":
        return f'<span class="ticket-row__place">{icons.icon("paperclip", 12, _("File"))}</span> '
    if piece.kind in ("reply", "forward"):
        first_name = piece.author.partition(" ")[0]
        return f'<span class="ticket-row__place">{escape(first_name or _("Reply"))}:</span> '
    return ""
