"""Why a query finds nothing: which of its conditions keeps all tickets out."""

from dataclasses import dataclass

from tickets.query.compiling import narrow
from tickets.query.tree import And, Term, all_of, text_of

ANYWHERE = Term("in", "", ("anywhere",))
MOST = 6  # conditions that are tried


@dataclass(frozen=True)
class Excluded:
    """Without ``word`` something is found: by ``text``."""

    word: str
    text: str


def excluding(tickets, tree, member):
    """An Excluded for each condition that alone keeps everything out; ``tickets`` are those the member may see."""
    parts = list(tree.parts) if isinstance(tree, And) else [tree]
    found = []
    for at, part in enumerate(parts[:MOST] if len(parts) > 1 else ()):
        rest = all_of(parts[:at] + parts[at + 1 :])
        if narrow(tickets, rest, member).exists():
            found.append(Excluded(text_of(part), text_of(rest)))
    return found


def elsewhere(tickets, tree, member):
    """The text that finds it in spam or trash, or ""."""
    text = text_of(all_of([tree, ANYWHERE]))
    return text if narrow(tickets, text, member).exists() else ""
