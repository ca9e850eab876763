"""Text → tree."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from lark import Lark, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken

from tickets.query.errors import QueryError, nearest
from tickets.query.keys import key_for, names
from tickets.query.tree import (
    EVERYTHING,
    LOOKS_LIKE_TERM,
    Not,
    Phrase,
    Term,
    Words,
    all_of,
    any_of,
    leaves,
    quoted,
    unquoted,
    word_text,
)

MAX_LENGTH = 2_000
MAX_DEPTH = 8
MAX_CONDITIONS = 60
MAX_VALUES = 50
MAX_VALUE_LENGTH = 200
TERM = re.compile(r"(?P<key>[^:]+):(?P<operator>>=|<=|>|<|=)?(?P<values>.+)", re.DOTALL)
VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|[^,]+', re.DOTALL)
SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|["()]', re.DOTALL)
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINERS = "\u200c\u200d\xad"  # belong to words of some languages


def parse(text):
    """The tree that ``text`` means. Raises QueryError, and nothing else, for what can't be understood."""
    try:
        return _parse(text)
    except QueryError as error:
        error.text = text if len(text) <= MAX_LENGTH else ""
        raise


def _parse(text):
    if len(text) > MAX_LENGTH:
        raise QueryError(_("A search has at most %(count)s characters.") % {"count": f"{MAX_LENGTH:,}"})
    _refuse_signs(text)
    try:
        tree = _lark().parse(text)
    except UnexpectedInput as error:
        raise _unreadable(error, text) from None
    if sum(1 for _one in leaves(tree)) > MAX_CONDITIONS:
        raise QueryError(_("A search has at most %(count)s conditions.") % {"count": MAX_CONDITIONS})
    return tree


def _refuse_signs(text):
    """What would confuse the reader, or the parser more than it can say: control characters, loose quotes and brackets."""
    for at, sign in enumerate(text):
        if sign not in "\t\r\n" and sign not in JOINERS and unicodedata.category(sign) in INVISIBLE:
            raise QueryError(
                _("There is an invisible character behind “%(before)s”. Delete it.")
                % {"before": text[max(0, at - 12) : at]},
                word=f"U+{ord(sign):04X}",
                start=at,
                end=at + 1,
            )
    opened = []
    for found in SIGNS.finditer(text):
        sign, at = found[0], found.start()
        if sign == '"':
            raise _at(
                _("The quotation mark before “%(rest)s” is never closed.") % {"rest": text[at + 1 : at + 13]}, sign, at
            )
        if sign == "(":
            opened.append(at)
            if len(opened) > MAX_DEPTH:
                raise _at(_("Brackets go at most %(count)s deep.") % {"count": MAX_DEPTH}, sign, at)
        elif sign == ")":
            if not opened:
                raise _at(_("A bracket is closed that was never opened."), sign, at)
            opened.pop()
    if opened:
        raise _at(_("A bracket is never closed."), "(", opened[-1])


def _at(message, word, at):
    return QueryError(message, word=word, start=at, end=at + len(word))


def _unreadable(error, text):
    at = getattr(error, "pos_in_stream", None)
    at = len(text) if at is None or at < 0 else at
    token = error.token if isinstance(error, UnexpectedToken) else None
    word = str(token) if token is not None and token.type != "$END" else ""
    start = token.start_pos if word else at
    if word in ("OR", "AND") or text.rstrip().endswith(("OR", "AND")):
        message = _("OR and AND need a condition on both sides. To search for the word, write it small.")
    elif word == ")":
        message = _("There is nothing between these brackets, or behind the last word in them.")
    else:
        message = _("The search can't be read at “%(rest)s”.") % {"rest": text[at : at + 12]}
    return QueryError(message, word=word, start=start, end=start + len(word))


class _Reader(Transformer):
    """The tree from what the grammar found."""

    def start(self, parts):
        return parts[0] if parts else EVERYTHING

    def any(self, parts):
        return any_of(parts)

    def all(self, parts):
        return all_of(parts)

    def negated(self, parts):
        return Not(parts[0])

    def group(self, parts):
        return parts[0]

    def phrase(self, parts):
        (token,) = parts
        return Phrase(_checked(unquoted(token), token), token.start_pos, token.end_pos)

    def word(self, parts):
        (token,) = parts
        if LOOKS_LIKE_TERM.match(token) and _known(token.partition(":")[0]):
            raise _bare_key(token)
        _checked(token, token)
        kind = Words if word_text(token) == token else Phrase  # what looks like a term is kept in quotation marks
        return kind(str(token), token.start_pos, token.end_pos)

    def term(self, parts):
        (token,) = parts
        return read_term(token)


def read_term(token):
    """The Term that ``key:>=value,value`` means; ``token`` knows where it stands."""
    found = TERM.fullmatch(token)
    key = key_for(found["key"])
    if key is None:
        suggestion = nearest(found["key"], names())
        message = (
            _("No key is called “%(word)s”. Did you mean “%(nearest)s”?")
            if suggestion
            else _("No key is called “%(word)s”. To search for these words, put them in quotation marks.")
        )
        raise QueryError(
            message % {"word": found["key"], "nearest": suggestion},
            word=found["key"],
            start=token.start_pos,
            end=token.end_pos,
            suggestion=f"{suggestion}{token[len(found['key']) :]}" if suggestion else quoted(str(token)),
        )
    values = tuple(_checked(unquoted(one), token) for one in VALUE.findall(found["values"]))
    if len(values) > MAX_VALUES:
        raise _at_token(_("“%(word)s” has too many values.") % {"word": f"{key.name}:"}, token)
    operator = "" if found["operator"] in (None, "=") else found["operator"]
    term = Term(key.name_as(found["key"]), operator, values, token.start_pos, token.end_pos)
    key.check(term)
    return term


def _checked(text, token):
    if not text.strip():
        raise _at_token(_("There is nothing between these quotation marks."), token)
    if len(text) > MAX_VALUE_LENGTH:
        message = _("“%(word)s…” is too long to search for.") % {"word": text[:20]}
        raise QueryError(message, word=text[:20], start=token.start_pos, end=token.end_pos)
    return text


def _at_token(message, token):
    return QueryError(message, word=str(token), start=token.start_pos, end=token.end_pos)


def _bare_key(token):
    key = token.partition(":")[0].lower()
    message = _("“%(key)s:” needs a value right behind it, for example %(example)s.")
    return _at_token(message % {"key": key, "example": key_for(key).example}, token)


def _known(name):
    return key_for(name) is not None


@lru_cache(maxsize=1)
def _lark():
    return Lark(
        Path(__file__).with_name("grammar.lark").read_text(),
        parser="lalr",
        lexer="basic",
        transformer=_Reader(),
        maybe_placeholders=False,
    )
