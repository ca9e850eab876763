"""Search: the query language in the field above the list, what it completes, and how it is explained."""

from django.db import OperationalError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helpdesk.lib.numbers import whole
from helpdesk.lib.patience import counted, limited
from tickets import query as language
from tickets import search as words
from tickets.counts import shown
from tickets.finding import find
from tickets.inbox import LATEST, Page, View
from tickets.query import Phrase, QueryError, Words
from tickets.query.capitals import in_capitals
from tickets.query.completing import completions
from tickets.query.excluding import elsewhere, excluding
from tickets.query.explaining import EXAMPLES, SIGNS, explained
from tickets.search.ranking import NEWEST, RELEVANCE
from tickets.tables import LIST_MILLISECONDS, slow_words
from workspaces.access import agent_required


@require_GET
@agent_required
def search(request):
    """The tickets that ``?q=`` asks for, the best first, or with ``?order=newest`` by their newest message that was found.

    An exact number opens the ticket at once.
    """
    text = request.GET.get("q", "").strip()
    is_part = request.GET.get("part") == "rows"
    number = words.NUMBER.fullmatch(text)
    if number and not is_part:
        found = _visible(request).filter(number=int(number[1])).first()
        if found:
            return redirect(found)
    one = View("search", _("Search"), "search", LATEST, empty_title="", empty_text="")
    context = {"view": one, "query": text, "place": "search", "searching": True, "has_tickets": True}
    context |= _found(text, request)
    return render(request, "tickets/_rows.html" if is_part else "tickets/queue.html", context)


def _found(text, request):
    """The page of rows; beside an empty one, what is wrong with the query or which of its words excluded all."""
    if not text:
        return {"page": Page([]), "examples": EXAMPLES}
    try:
        tree = language.parse(text)
        with limited(LIST_MILLISECONDS):
            found = _page(tree, request)
        return found if found["page"].rows else {**found, "capitals": in_capitals(text)}
    except QueryError as error:
        error.text = text
        return {"page": Page([]), "error": error}
    except OperationalError:
        return {"page": Page([]), "slow": slow_words()}


def _page(tree, request):
    order = NEWEST if request.GET.get("order") == NEWEST else RELEVANCE
    page, found = find(request.member, tree, order=order, cursor=request.GET.get("after", ""))
    if request.GET.get("part") == "rows":
        return {"page": page, "found": found, "order": order}
    visible = _visible(request)
    if page.rows:
        count = found.count if found else shown(counted(language.narrow(visible, tree, request.member)))
        return {"page": page, "found": found, "order": order, "count": count}
    return {
        "page": page,
        "excluded": excluding(visible, tree, request.member),
        "only_words": isinstance(tree, (Words, Phrase)),
        "elsewhere": elsewhere(visible, tree, request.member),
    }


def _visible(request):
    return request.workspace.tickets.visible_to(request.member)


@require_GET
@agent_required
def query_completions(request):
    """What may stand where the cursor is (``?at=``) in ``?q=``: ``{"start", "end", "choices": [{"text", "label"}]}``."""
    text = request.GET.get("q", "")
    at = min(whole(request.GET.get("at"), len(text)), len(text))
    return JsonResponse(completions(text, at, request.member))


@require_GET
@agent_required
def query_help(request):
    """How to search: every key with an example; a page, and the inside of a dialog."""
    context = {"keys": explained(request.member), "examples": EXAMPLES, "signs": SIGNS, "place": "search"}
    return render(request, "tickets/_query_help.html" if request.htmx else "tickets/query_help.html", context)
