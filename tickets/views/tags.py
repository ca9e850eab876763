"""Tags by their words: what is offered while one types, and that a new one is made only when it is asked for."""

import difflib

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import reswap, retarget

from helpdesk.lib.errors import OperationRefused
from tickets.models import Tag
from tickets.operations.triage import clean_tag
from tickets.views.finding import need
from workspaces.access import agent_required

OFFERED = 5
MOST = 5000  # names that are looked through


class NoSuchTag(OperationRefused):
    """``word`` as it would be stored."""

    code = "no_such_tag"

    def __init__(self, word):
        self.word = word
        super().__init__(_("There is no tag “%(word)s” yet.") % {"word": word})


@require_GET
@agent_required
def choices(request):
    """Entries for what is typed so far: ``add`` a word, where a new one can be made, or ``remove`` one."""
    need(request, "tickets.triage")
    return render(request, "tickets/_tag_choices.html", _offers(request, request.GET))


def asked(request, field):
    """The word that a form asks for: ``tag``, one that was offered; ``create``, a new one; or what was typed into ``field``.

    Raises NoSuchTag for what was typed and is none.
    """
    if chosen := request.POST.get("tag") or (field == "add" and request.POST.get("create")):
        return clean_tag(chosen)
    word = clean_tag(request.POST.get(field, ""))
    if word and not Tag.objects.filter(workspace=request.workspace, name=word, deleted_at=None).exists():
        raise NoSuchTag(word)
    return word


def ask_back(request, refused, *, into):
    """The answer to a NoSuchTag: what is like it, and the step that makes it. For htmx it goes ``into`` the menu (a selector)."""
    context = {**_offers(request, request.POST), "error": refused.message}
    if request.htmx:
        return retarget(reswap(render(request, "tickets/_tag_choices.html", context, status=422), "innerHTML"), into)
    again = [(name, value) for name, values in request.POST.lists() for value in values]
    context["again"] = [(name, value) for name, value in again if name not in ("tag", "create", "csrfmiddlewaretoken")]
    back = request.headers.get("referer", "")
    context["back"] = back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""
    return render(request, "tickets/tag.html", context, status=422)


def _offers(request, data):
    field = "remove" if "remove" in data else "add"
    word = clean_tag(data.get(field, ""))
    found = Tag.objects.filter(workspace=request.workspace, deleted_at=None).order_by("name")
    names = list(found.values_list("name", flat=True)[:MOST])
    return {"names": _like(word, names), "new": word if field == "add" and word and word not in names else ""}


def _like(word, names):
    """The names that begin with the word, then those that hold it, then those that are nearly it."""
    begin = [name for name in names if name.startswith(word)]
    hold = [name for name in names if word in name]
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.7) if word else []
    return list(dict.fromkeys([*begin, *hold, *near]))[:OFFERED]
