"""What somebody searches for, as terms that each must be found, and as questions to PostgreSQL."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.postgres.search import SearchQuery

from contacts.identities import normalise_phone
from helpdesk.lib.written import ask
from tickets.search.folding import words_of

MOST_TERMS, LONGEST = 8, 60
STEMS = """
    SELECT plainto_tsquery('english', %(word)s)::text, plainto_tsquery('estonian', %(word)s)::text,
        plainto_tsquery('norwegian', %(word)s)::text
"""
NUMBER = re.compile(r"#?(\d{1,12})", re.ASCII)
PHONE = re.compile(r"\+?\d[\d\s()/.-]{6,}", re.ASCII)  # as people write one
CHUNK = re.compile(r'"([^"]*)"?|(\S+)')
LETTERS_AND_FIGURES = re.compile(r"([^\W\d_]+|\d+)")
NEAR_LETTERS = range(4, 25)


class Lexemes(SearchQuery):
    """A tsquery, ``text``, of lexemes as they are stored: no parser and no dictionary looks at them."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, text, **options):
        super().__init__(text, search_type="raw", **options)
        self.text = text


@dataclass(frozen=True)
class Term:
    """One word, or words that stand one after the other. ``is_exact``: as written, not a beginning, no other form."""

    words: tuple[str, ...]
    is_exact: bool = False
    number: int | None = None  # of a ticket that it may also mean
    phone: str = ""  # the figures of a telephone number

    def query(self, *, near=False, longer=True):
        """As a tsquery. ``near`` also takes words that differ by a letter, ``longer`` those that begin like it."""
        ways = [_followed(self.words, begins=longer and not self.is_exact)]
        if self.phone:
            ways.append(f"'{self.phone}':*")
        if self.is_exact or self.phone:
            return _any(ways)
        if len(self.words) > 1:
            if near:
                ways.append(" & ".join(_near(word) for word in self.words))
            return _any(ways)
        (word,) = self.words
        pieces = LETTERS_AND_FIGURES.findall(word)
        if 1 < len(pieces) <= 4:  # "pt20417" also means "PT-20417"
            ways.append(_followed(pieces, begins=True))
        if near:
            ways.append(_near(word))
        return _any([*ways, *_stems(word)])

    def longer(self):
        """As a tsquery, all words that begin like its last one."""
        return Lexemes(f"'{self.words[-1]}':*")


def parse(text):
    """The Terms of ``text``, at most eight. What stands in double quotes is one exact term."""
    text = text.strip()
    if PHONE.fullmatch(text):
        return [Term(tuple(words_of(text)[:MOST_TERMS]), phone=normalise_phone(text).lstrip("+"), number=_number(text))]
    terms = []
    for quoted, chunk in CHUNK.findall(text):
        if quoted:
            terms += _exact(quoted)
        elif words := words_of(chunk):
            # Beside other words a bare figure is a word: "invoice 2" does not mean ticket 2.
            terms.append(Term(_cut(words), number=_number(chunk) if chunk in (text, f"#{words[0]}") else None))
    return terms[:MOST_TERMS]


def terms_of(said):
    """The Terms of ``[(text, is it a phrase?)]``: a phrase is one exact term, whatever signs it has. At most eight."""
    terms = [term for text, is_phrase in said for term in (_exact(text) if is_phrase else parse(text))]
    return terms[:MOST_TERMS]


def all_of(terms, **options):
    """One tsquery for a row that has them all. ``options`` as for ``Term.query``."""
    return Lexemes(" & ".join(f"({term.query(**options).text})" for term in terms))


def any_of(terms):
    """One tsquery for a row that has one of them."""
    return _any([term.query().text for term in terms])


def _exact(text):
    words = words_of(text)
    return [Term(_cut(words), is_exact=True)] if words else []


def _any(ways):
    return Lexemes(" | ".join(f"({way})" for way in dict.fromkeys(ways)))


@lru_cache(maxsize=20_000)
def _stems(word):
    """The different stems of a folded word, as tsqueries; a word that a language leaves out has none there."""
    (stems,) = ask(STEMS, {"word": word})
    return tuple(dict.fromkeys(stem for stem in stems if stem))


def _cut(words):
    return tuple(word[:LONGEST] for word in words[: 2 * MOST_TERMS])


def _number(text):
    found = NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _followed(words, *, begins):
    """Words that stand one after the other; the last may be a beginning, unless it is but one letter."""
    *first, last = [f"'{word}'" for word in words]
    return " <-> ".join([*first, f"{last}:*" if begins and len(words[-1]) > 1 else last])


def _near(word):
    """As ``tickets_near`` stores them: the word and the word without each of its letters, behind a "~"."""
    if len(word) not in NEAR_LETTERS:
        return f"'{word}'"
    without = {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
    return "(" + " | ".join([f"'{word}':*", *(f"'~{one}'" for one in sorted(without))]) + ")"
