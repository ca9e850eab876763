"""The one query language: ``is:open assignee:me -tag:vip "exact words"``.

``parse`` reads it, ``text_of`` writes it, ``narrow`` limits a queryset of tickets by it. docs/query.md tells people.
"""

from tickets.query.compiling import narrow
from tickets.query.errors import QueryError
from tickets.query.parsing import parse
from tickets.query.tree import And, Not, Or, Phrase, Term, Words, all_of, any_of, text_of

__all__ = [
    "And",
    "Not",
    "Or",
    "Phrase",
    "QueryError",
    "Term",
    "Words",
    "all_of",
    "any_of",
    "narrow",
    "parse",
    "text_of",
]
