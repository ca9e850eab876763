"""What a query rules out, read off its tree alone: which states, or which teams, none of its tickets can have."""

from tickets.models.status import DONE, OPEN, WAITING, Category
from tickets.query.context import same
from tickets.query.keys import key_for
from tickets.query.tree import And, Not, Or, Term

# What a value of "is:" says of the category; of some it is only part of what they say.
SAYS = {"open": OPEN, "waiting": WAITING, "solved": DONE} | {
    one: (one,) for one in ("new", "pending", "hold", "closed")
}
IMPLIES = {"snoozed": WAITING, "overdue": OPEN + WAITING, "undelivered": OPEN + WAITING}


def may_have_category(tree, category, statuses):
    """Can a ticket of the query be in ``category``? ``statuses``: pairs of a status' name and its category."""
    named = {}
    for name, its in statuses:
        named.setdefault(same(name), set()).add(its)

    def judge(key, value):
        if key == "is" and value in SAYS:
            return category in SAYS[value]
        if key == "is" and value in IMPLIES:
            return None if category in IMPLIES[value] else False
        if key == "status" and same(value) in named:
            return None if category in named[same(value)] else False
        if key == "status" and value in Category.values:
            return category == value
        return None

    return _holds(tree, judge) is not False


def may_have_team(tree, team):
    """Can a ticket of the query be of the team called ``team``?"""
    return _holds(tree, lambda key, value: same(value) == same(team) if key == "team" else None) is not False


def _holds(tree, judge):
    """True, False, or None where it depends."""
    match tree:
        case And(parts):
            return _all([_holds(part, judge) for part in parts])
        case Or(parts):
            return _any([_holds(part, judge) for part in parts])
        case Not(part):
            known = _holds(part, judge)
            return None if known is None else not known
        case Term():
            key = key_for(tree.key).name
            return _any([judge(key, value if key == "team" else value.lower()) for value in tree.values])
    return None


def _all(found):
    return False if False in found else None if None in found else True


def _any(found):
    return True if True in found else None if None in found else False
