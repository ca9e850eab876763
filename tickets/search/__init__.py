"""Find tickets by the words of their messages, notes, subjects, people, numbers and files.

``matching`` narrows a queryset to the tickets that have all words; ``ranked`` puts the best of them first and says which
message it was, ``best`` are the first few of them; ``snippets`` shows where. All start from what the member may see. The
rows that are read are written by triggers (docs/adr/search-rows-by-trigger.md).
"""

from tickets.search.folding import fold, words_of
from tickets.search.matching import has_terms, matching
from tickets.search.ranking import Found, best, ranked
from tickets.search.terms import NUMBER, parse, terms_of

__all__ = ["NUMBER", "Found", "best", "fold", "has_terms", "matching", "parse", "ranked", "terms_of", "words_of"]
