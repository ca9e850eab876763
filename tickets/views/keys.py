"""The sheet of keys."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets.keys import GROUPS
from workspaces.access import agent_required


@require_GET
@agent_required
def keys(request):  # GET /keys/
    """All keys: as the inside of the dialog that "?" opens, or as a page for who came without scripts."""
    template = "tickets/_keys.html" if request.htmx else "tickets/keys.html"
    return render(request, template, {"groups": GROUPS})
