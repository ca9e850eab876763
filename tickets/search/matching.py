"""Which tickets have the words. The one place where the table outside of row-level security is read."""

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tickets.models import Ticket, TicketSearch
from workspaces import tenancy


def rows():
    """The rows of words of the workspace that the work is in; its ``ticket`` must be joined to what the reader may see."""
    workspace_id = tenancy.current()
    if not isinstance(workspace_id, int):
        raise RuntimeError("Search needs a workspace.")
    return TicketSearch.objects.filter(workspace_id=workspace_id)


def all_terms(terms, **options):
    """The Q for tickets of which each of these Terms, at least one, is found somewhere."""
    whole = Q()
    for term in terms:
        whole &= one_term(term, **options)
    return whole


def one_term(term, *, public_only=False, titles_only=False):
    """The Q for tickets with this Term."""
    found = rows().filter(document=term.query())
    if public_only:
        found = found.filter(is_public=True)
    if titles_only:
        found = found.filter(message=None)
    ids = found.values("ticket_id")
    if term.number is not None:  # not by OR, for which PostgreSQL would read all tickets
        numbered = Ticket.objects.filter(workspace_id=tenancy.current(), number=term.number)
        ids = ids.union(numbered.values("pk"), all=True)
    return Q(pk__in=ids)


def has_terms(terms):
    """The same Q as ``all_terms``, asked of one ticket after the other: for words that most have, in lists that end soon."""
    whole = Q()
    for term in terms:
        own = rows().filter(ticket_id=OuterRef("pk"), document=term.query()).order_by()
        # A comparison and not EXISTS, which PostgreSQL may turn round and read all rows that have the word.
        has = Q(pk=Coalesce(Subquery(own.values("ticket_id")[:1]), 0))
        whole &= has if term.number is None else has | Q(number=term.number)
    return whole


def matching(tickets, terms, **options):
    """Those of the queryset ``tickets`` that have all ``terms``, in one message or several; none where there are none.

    ``tickets`` must already be limited to what the reader may see: this only narrows. A word finds its other forms and longer
    words, an exact term only itself; 42 also finds the ticket's number. ``public_only`` leaves out notes and what is held back,
    ``titles_only`` all messages: subjects and people are left.
    """
    return tickets.filter(all_terms(terms, **options)) if terms else tickets.none()
