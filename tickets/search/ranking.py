"""The best hits first."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.search import SearchRank
from django.db.models import F, OuterRef, Subquery

from tickets.models import TicketSearch
from tickets.search.matching import all_terms, rows
from tickets.search.newest import FAR, extent, newest
from tickets.search.terms import all_of, any_of, parse

MOST_HITS = 2_000  # the newest are ranked: ranking every hit of a common word would take a second
ENOUGH = 500  # hits in one message; with fewer, words may stand in several
MANY = 50_000  # rows that it takes long to gather
MOST_SCATTERED = 500  # tickets whose words stand in several messages
FEW = 5  # with fewer, words that differ by a letter count, too
WEIGHTS = [0.1, 0.3, 0.6, 1.0]  # of D a message's text, C its sender and files, B addresses, A subject and name
RELEVANCE, NEWEST = "relevance", "newest"


class Hit(NamedTuple):
    """A ticket and which of its messages is the best (None: subject, name or address), ``row`` grows with its age."""

    ticket_id: int
    message_id: int | None
    row: int
    rank: float


@dataclass(frozen=True)
class Found:
    """Hits, one a ticket, in order. ``is_cut``: only the newest were looked at. ``near_from``: from this place on, words

    differ by a letter from what was asked; None if all are as asked.
    """

    hits: list
    terms: list
    is_cut: bool = False
    near_from: int | None = None


def ranked(tickets, terms, *, order=RELEVANCE, public_only=False):
    """The tickets of the queryset that have all ``terms``, the best or the newest first, as a Found.

    ``tickets`` must be limited to what the reader may see. A subject or name counts more than a message's text. Hits in
    one message come before those of which the words are scattered over several, and those before misspelt ones.
    """
    if not terms:
        return Found([], terms)
    found = rows().filter(is_public=True) if public_only else rows()
    visible = _of(found, tickets)
    whole = extent()
    hits, is_cut = _as_asked(visible, terms, order, whole)
    known = {hit.ticket_id for hit in hits}
    if len(terms) == 1 and terms[0].number is not None:
        hits = [*_by_number(tickets, terms[0].number, known), *hits]
        known = {hit.ticket_id for hit in hits}
    if len(terms) > 1 and len(hits) < ENOUGH:
        scattered = tickets.filter(all_terms(terms, public_only=public_only)).exclude(pk__in=known).order_by("-pk")
        ids = list(scattered.values_list("pk", flat=True)[:MOST_SCATTERED])
        more, _ = _best(found.filter(ticket__in=ids), any_of(terms), order) if ids else ([], False)
        hits += more
        known |= {hit.ticket_id for hit in more}
    near_from = None
    if _may_be_misspelt(terms, len(known)):
        near, _ = _best(visible.exclude(ticket__in=known), all_of(terms, near=True), order, whole)
        if near:
            near_from = len(hits)
            hits += near
    return Found(hits, terms, is_cut, near_from)


def _may_be_misspelt(terms, count):
    """Is it worth to look for words that differ by a letter? Few hits of a name may be others; of a number they are it."""
    if all(term.is_exact for term in terms):
        return False
    return count == 0 or (count < FEW and all(word.isalpha() for term in terms for word in term.words))


def best(tickets, text, most):
    """At most so many tickets of the queryset for what somebody typed, the best first."""
    ids = [hit.ticket_id for hit in ranked(tickets, parse(text)).hits[:most]]
    rows = tickets.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _of(found, tickets):
    """Those rows whose ticket is among ``tickets``: asked of each hit by the ticket's id, from the newest on.

    Written as a join or EXISTS, PostgreSQL may read all tickets beforehand.
    """
    own = tickets.order_by().filter(pk=OuterRef("ticket_id")).values("pk")
    return found.filter(ticket_id=Subquery(own[:1]))


def _as_asked(visible, terms, order, whole):
    """Longer words that begin like the terms count, too, unless it takes long to gather them and the words themselves do."""
    hits, is_cut = _best(visible, all_of(terms, longer=False), order, whole)
    open_ended = [term.longer() for term in terms if not term.is_exact]
    if is_cut or not open_ended or (hits and _are_many(open_ended)):
        return hits, is_cut
    return _best(visible, all_of(terms), order, whole, reach=FAR)  # the words themselves are rare


def _are_many(queries):
    """Do PostgreSQL's statistics expect many rows, whosever they are, of one of the queries? It gathers each apart."""
    expected = [TicketSearch.objects.filter(document=query).values("pk") for query in queries]
    plan = json.loads(expected[0].union(*expected[1:], all=True).explain(format="json"))[0]["Plan"]
    return plan["Plan Rows"] > MANY


def _best(found, query, order, whole=None, **options):
    """``(hits, were there more?)``: the best row of each ticket among the newest of ``found``.

    Without ``whole`` it is held to few tickets already, so it does not matter how common the words are; ``options`` as
    for ``newest``.
    """
    matching = found.filter(document=query)
    matching = matching.annotate(rank=SearchRank(F("document"), query, weights=WEIGHTS))
    columns = "ticket_id", "message_id", "pk", "rank"
    if whole:
        all_hits = newest(matching, MOST_HITS + 1, whole, *columns, **options)
    else:
        all_hits = list(matching.order_by("-pk").values_list(*columns)[: MOST_HITS + 1])
    best = {}
    for hit in map(Hit._make, all_hits[:MOST_HITS]):
        if hit.ticket_id not in best or (order == RELEVANCE and hit.rank > best[hit.ticket_id].rank):
            best[hit.ticket_id] = hit
    hits = list(best.values())
    hits.sort(key=(lambda hit: (-hit.rank, -hit.row)) if order == RELEVANCE else (lambda hit: -hit.row))
    return hits, len(all_hits) > MOST_HITS


def _by_number(tickets, number, known):
    return [
        Hit(pk, None, 0, 1.0) for pk in tickets.filter(number=number).values_list("pk", flat=True) if pk not in known
    ]
