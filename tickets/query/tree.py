"""What a query says, as a tree; and the tree as text.

Trees have one shape for one meaning: ``all_of`` and ``any_of`` lift what is nested in itself and join words that stand next
to each other, so that ``parse(text_of(tree)) == tree``.
"""

import re
from dataclasses import dataclass, field

BARE_WORD = re.compile(r"""(?!-[^\s\-)])(?!(?:OR|AND)\Z)[^\s"()]+""")
BARE_VALUE = re.compile(r"""[^\s"(),<>=][^\s"(),]*""")
LOOKS_LIKE_TERM = re.compile(r"[^\W\d][\w\-]*(?:\.[\w\-]+)*:(?!//)")


@dataclass(frozen=True)
class Term:
    """``key:value``. ``operator`` is "", "<", "<=", ">" or ">="; of several values one must hold."""

    key: str
    operator: str
    values: tuple[str, ...]
    start: int = field(default=0, compare=False)  # where it stands in the text
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Words:
    """Bare words; each must be found."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Phrase:
    """Words in quotes: found one after the other."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    part: object


@dataclass(frozen=True)
class And:
    """All of them; of none, everything."""

    parts: tuple


@dataclass(frozen=True)
class Or:
    parts: tuple


EVERYTHING = And(())


def all_of(parts):
    """The tree for parts that must all hold."""
    joined = []
    for part in _lifted(And, parts):
        if joined and isinstance(part, Words) and isinstance(joined[-1], Words):
            before = joined.pop()
            part = Words(f"{before.text} {part.text}", before.start, part.end)
        joined.append(part)
    return joined[0] if len(joined) == 1 else And(tuple(joined))


def any_of(parts):
    """The tree for parts of which one must hold."""
    lifted = list(_lifted(Or, parts))
    return lifted[0] if len(lifted) == 1 else Or(tuple(lifted))


def _lifted(kind, parts):
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def leaves(tree):
    """Its terms, words and phrases, from left to right."""
    if isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from leaves(part)
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    else:
        yield tree


def text_of(tree):
    """The tree as it is written: ``parse`` reads the same tree out of it."""
    match tree:
        case And(parts):
            return " ".join(f"({text_of(part)})" if isinstance(part, Or) else text_of(part) for part in parts)
        case Or(parts):
            return " OR ".join(text_of(part) for part in parts)
        case Not(part):
            is_one = isinstance(part, (Term, Phrase)) or (isinstance(part, Words) and " " not in part.text)
            return f"-{text_of(part)}" if is_one else f"-({text_of(part)})"
        case Phrase(text):
            return quoted(text)
        case Words(text):
            return " ".join(word_text(one) for one in text.split())
        case Term(key, operator, values):
            return f"{key}:{operator}{','.join(value_text(one) for one in values)}"
    raise TypeError(f"not a part of a query: {tree!r}")


def value_text(value):
    """A value, in quotes where it needs them."""
    return value if BARE_VALUE.fullmatch(value) else quoted(value)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text):
    """What is meant by a word or a quoted text."""
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def word_text(word):
    """A bare word, in quotes where it would mean something else."""
    return word if BARE_WORD.fullmatch(word) and not LOOKS_LIKE_TERM.match(word) else quoted(word)
