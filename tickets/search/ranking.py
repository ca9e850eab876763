"""The best hits first."""

from dataclasses import dataclass
from typing import NamedTuple

from tickets.search.matching import all_terms
from tickets.search.newest import FEW_BLOCKS, Newest, expected
from tickets.search.terms import all_of, any_of, parse

MOST_HITS = 1_000  # the newest are ranked: ranking every hit of a common word would take a second
ENOUGH = 500  # hits in one message; with fewer, words may stand in several
SCARCE = 3_000  # rows of the newest tickets: longer words and, after them, misspelt ones are asked for at once
MANY = 50_000  # rows that it takes long to gather
MOST_SCATTERED = 500  # tickets whose words stand in several messages
FEW = 5  # with fewer, words that differ by a letter count, too
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

    @property
    def count(self):
        """How many tickets, in words: "1,204", or "1,204+" where there are more."""
        return f"{len(self.hits):,}{'+' if self.is_cut else ''}"


def ranked(tickets, terms, *, order=RELEVANCE, public_only=False):
    """The tickets of the queryset that have all ``terms``, the best or the newest first, as a Found.

    ``tickets`` must be limited to what the reader may see. A subject or name counts more than a message's text. Hits in
    one message come before those of which the words are scattered over several, and those before misspelt ones.
    """
    if not terms:
        return Found([], terms)
    newest = Newest(tickets, public_only=public_only)
    hits, is_cut, misspelt = _as_asked(newest, terms, order)
    known = {hit.ticket_id for hit in hits}
    if len(terms) == 1 and terms[0].number is not None:
        hits = [*_by_number(tickets, terms[0].number, known), *hits]
        known = {hit.ticket_id for hit in hits}
    if len(terms) > 1 and len(hits) < ENOUGH:
        scattered = tickets.filter(all_terms(terms, public_only=public_only)).exclude(pk__in=known).order_by("-pk")
        if ids := list(scattered.values_list("pk", flat=True)[:MOST_SCATTERED]):
            more, _ = _best(newest.hits_of(ids, any_of(terms), MOST_HITS + 1), order)
            hits += more
            known |= {hit.ticket_id for hit in more}
    near_from = None
    if len(known) < _few(terms):
        if misspelt is None:
            misspelt = _misspelt(newest, terms, known)
        near, _ = _best([hit for hit in misspelt if hit[0] not in known], order)
        if near:
            near_from = len(hits)
            hits += near
    return Found(hits, terms, is_cut, near_from)


def _few(terms):
    """With fewer tickets than this, words that differ by a letter count, too: a name may be misspelt, a number is it or not."""
    if all(term.is_exact for term in terms):
        return 0
    return FEW if all(word.isalpha() for term in terms for word in term.words) else 1


def _misspelt(newest, terms, known):
    query = all_of(terms, near=True)
    return newest.hits(query, MOST_HITS + 1, *expected([query]), most_blocks=FEW_BLOCKS, but=known)


def best(tickets, text, most):
    """At most so many tickets of the queryset for what somebody typed, the best first."""
    ids = [hit.ticket_id for hit in ranked(tickets, parse(text)).hits[:most]]
    rows = tickets.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _as_asked(newest, terms, order):
    """``(hits, were there more?, misspelt ones or None where they were not asked for)``.

    Longer words that begin like the terms count, too, unless it takes long to gather them and the words themselves do.
    """
    whole, longer = all_of(terms, longer=False), all_of(terms)
    open_ended = [term.longer() for term in terms if not term.is_exact]
    of_whole, of_longer, *of_each = expected([whole, longer, *open_ended])
    are_many = sum(of_each) > MANY
    if not are_many and newest.are_few(of_longer, SCARCE):
        near = all_of(terms, near=True)
        hits, others = newest.hits_of_rare(whole, longer, near, _few(terms), MOST_HITS + 1, of_whole)
        return *_best(hits, order), others
    hits, is_cut = _best(newest.hits(whole, MOST_HITS + 1, of_whole), order)
    if open_ended and not is_cut and not (hits and are_many):
        hits, is_cut = _best(newest.hits(longer, MOST_HITS + 1, of_longer, most_blocks=FEW_BLOCKS), order)
    return hits, is_cut, None


def _best(found, order):
    """``(hits, were there more?)``: the best of each ticket among what a Newest has ``found``."""
    best = {}
    for hit in map(Hit._make, found[:MOST_HITS]):
        if hit.ticket_id not in best or (order == RELEVANCE and hit.rank > best[hit.ticket_id].rank):
            best[hit.ticket_id] = hit
    hits = list(best.values())
    hits.sort(key=(lambda hit: (-hit.rank, -hit.row)) if order == RELEVANCE else (lambda hit: -hit.row))
    return hits, len(found) > MOST_HITS


def _by_number(tickets, number, known):
    return [
        Hit(pk, None, 0, 1.0) for pk in tickets.filter(number=number).values_list("pk", flat=True) if pk not in known
    ]
