"""Find what was said."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from talk.rooms import rooms_for
from talk.searching import SHOWN, search
from workspaces.access import right_required


@require_GET
@right_required("talk.use")
def found(request):  # GET /talk/search/?q=packs
    """Messages with all of the words, the newest first, in the rooms that the member may read."""
    typed = request.GET.get("q", "")[:200]
    hits = search(request.member, typed)
    context = {
        "q": typed,
        "hits": hits[:SHOWN],
        "has_more": len(hits) > SHOWN,
        "rooms": rooms_for(request.member),
        "open_room": "search",
        "place": "talk",
    }
    return render(request, "talk/search.html", context)
