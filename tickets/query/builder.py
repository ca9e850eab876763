"""The condition builder: the language as rows of field, operator and value, in groups of which all or any must hold.

Three pictures of one query: text, tree (``tickets.query.tree``) and rows. Rows have two levels: conditions, and groups of
conditions. What is nested deeper stands in a row as text. Each query has exactly one Builder, and ``builder_of`` finds it:
``builder_of(parse(builder.text)) == builder``.
"""

from dataclasses import dataclass

from tickets.query.tree import And, Not, Or, Phrase, Term, Words, all_of, any_of, text_of, word_text

ALL, ANY = "all", "any"
WORDS, PHRASE = "words", "phrase"  # what stands for the key where there is none


@dataclass(frozen=True)
class Condition:
    """A row. ``key`` is one of the language, or WORDS or PHRASE, which have one value and no operator."""

    key: str
    operator: str  # "", "<", "<=", ">" or ">="
    values: tuple[str, ...]
    is_not: bool = False

    @property
    def tree(self):
        match self.key:
            case "words":
                leaf = all_of(map(_word, self.values[0].split()))
            case "phrase":
                leaf = Phrase(self.values[0])
            case _:
                leaf = Term(self.key, self.operator, self.values)
        return Not(leaf) if self.is_not else leaf


@dataclass(frozen=True)
class AsText:
    """A row that says what no other could: brackets within brackets. ``tree`` is what the text means."""

    tree: object

    @property
    def text(self):
        return text_of(self.tree)


@dataclass(frozen=True)
class Group:
    """Rows in brackets: all or any of them."""

    match: str
    rows: tuple

    @property
    def tree(self):
        return _joined(self.match, self.rows)


@dataclass(frozen=True)
class Builder:
    """Conditions, groups and texts, of which all or any must hold; without any, every ticket is meant."""

    match: str = ALL
    rows: tuple = ()

    @property
    def tree(self):
        return _joined(self.match, self.rows)

    @property
    def text(self):
        return text_of(self.tree)


def builder_of(tree):
    """The Builder that says what ``tree`` says."""
    match tree:
        case And(parts):
            return Builder(ALL, tuple(_row(part, groups=True) for part in parts))
        case Or(parts):
            return Builder(ANY, tuple(_row(part, groups=True) for part in parts))
    return Builder(ALL, (_row(tree, groups=True),))


def _row(tree, *, groups=False):
    is_not = isinstance(tree, Not)
    match tree.part if is_not else tree:
        case Term(key, operator, values):
            return Condition(key, operator, values, is_not)
        case Words(text):
            return Condition(WORDS, "", (text,), is_not)
        case Phrase(text):
            return Condition(PHRASE, "", (text,), is_not)
    if groups and isinstance(tree, (And, Or)):
        return Group(ALL if isinstance(tree, And) else ANY, tuple(_row(part) for part in tree.parts))
    return AsText(tree)


def _joined(match, rows):
    trees = [row.tree for row in rows]
    return any_of(trees) if match == ANY and trees else all_of(trees)


def _word(word):
    """A word as the language reads it: one that would mean something else stands in quotation marks."""
    return Words(word) if word_text(word) == word else Phrase(word)
