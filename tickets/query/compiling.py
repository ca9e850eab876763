"""Tree → queryset."""

from django.db.models import Q
from django.utils import timezone

from tickets import search
from tickets.query.context import Context
from tickets.query.errors import QueryError
from tickets.query.keys import key_for
from tickets.query.keys.places import names_a_place
from tickets.query.parsing import parse
from tickets.query.tree import And, Not, Or, Phrase, Term, Words, leaves

MOST_IDS = 2_000


def narrow(tickets, query, member, now=None, *, workspace=None):
    """Those of the queryset ``tickets`` that ``query``, a text or a tree, asks for.

    Only narrows: ``tickets`` must be limited to what ``member`` may see already. Where the query names no place, the inbox is
    meant. Without a member (a rule asks) ``workspace`` says whose names are meant, and "me" is an error. Raises QueryError.
    """
    text = query if isinstance(query, str) else ""
    context = Context(workspace or member.workspace, member, now or timezone.now())
    tree = parse(query) if isinstance(query, str) else query
    try:
        if not any(isinstance(leaf, Term) and names_a_place(leaf) for leaf in leaves(tree)):
            tickets = tickets.filter(place="inbox")
        for part in tree.parts if isinstance(tree, And) else (tree,):
            if isinstance(part, (Words, Phrase)):
                tickets = search.matching(tickets, _terms(part))
            else:
                tickets = tickets.filter(_condition(part, context))
    except QueryError as error:
        error.text = text
        raise
    return tickets


def _condition(tree, context):
    match tree:
        case And(parts):
            condition = Q()
            for part in parts:
                condition &= _condition(part, context)
            return condition
        case Or(parts):
            condition = Q()
            for part in parts:
                condition |= _condition(part, context)
            return condition
        case Not(part):
            return ~_condition(part, context)
        case Term():
            return _of_term(tree, context)
    return _said(tree, context)


def _said(leaf, context):
    """Words beside others: the ids that the index finds, so that the statement compares those; of many, each ticket is asked."""
    terms = _terms(leaf)
    found = search.matching(context.workspace.tickets.order_by(), terms).values_list("pk", flat=True)
    ids = list(found[: MOST_IDS + 1])
    return Q(pk__in=ids) if len(ids) <= MOST_IDS else search.has_terms(terms)


def _of_term(term, context):
    try:
        return key_for(term.key).condition(term, context)
    except QueryError as error:
        if not error.end:  # raised where only the value is known
            error.start, error.end = term.start, term.end
        raise


def _terms(leaf):
    return search.terms_of([(leaf.text, isinstance(leaf, Phrase))])
