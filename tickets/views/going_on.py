"""From one ticket of a list to the next: by key and button, and by itself once one is answered, solved or put to sleep."""

import json
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helpdesk.lib.toasts import toast
from tickets.neighbours import has_left, neighbour
from tickets.views.changed import is_from_list
from tickets.views.finding import find_ticket
from tickets.views.last_list import remembered_view
from workspaces.access import agent_required
from workspaces.models import Member

After = Member.AfterAction


@require_GET
@agent_required
def following_one(request, number, *, back=False):
    """The ticket behind this one in the list that it was opened from (``back``: before it). Where there is none: the list.

    One that has left the list meanwhile, being answered, has nobody behind it: the list begins anew.
    """
    ticket = find_ticket(request, number)
    view = view_of(request)
    found = neighbour(ticket, view, request.member, back=back)
    if found is None and has_left(ticket, view, request.member):
        found = neighbour(ticket, view, request.member, around=True)
    if found is None and request.htmx:
        words = _("That was the first one of %(list)s.") if back else _("That was the last one of %(list)s.")
        return toast(HttpResponse(status=204), words % {"list": view.title})
    return lead_to(request, view, found)


class Going:
    """Made before the change, since that may take the ticket out of its list: ``on`` answers where to go, None to stay."""

    def __init__(self, request, ticket):
        self.request = request
        self.where = After.STAY if is_from_list(request) else request.member.after_action
        self.number = None
        if self.where != After.STAY:
            self.view = view_of(request)
        if self.where == After.NEXT:
            self.number = neighbour(ticket, self.view, request.member, around=True)

    def on(self):
        """The response that leads on, or None: the ticket's page answers as ever. Where there is no next one: the list."""
        return None if self.where == After.STAY else lead_to(self.request, self.view, self.number)


def view_of(request):
    """The list that the page was opened from: ``?view=`` of the request or of the page's address; else the one seen last."""
    page = request.htmx.current_url if request.htmx else request.headers.get("referer")
    named = parse_qs(urlsplit(page or "").query).get("view", [""])[0]
    return remembered_view(request, named)


def lead_to(request, view, number):
    """A response that opens the ticket beside its list, or the list where ``number`` is None."""
    path = f"/tickets/{number}/?view={view.slug}" if number else view.url
    if not request.htmx:
        return redirect(path)
    place = {"path": path, "target": "#ticket", "swap": "innerHTML"}
    if not number:
        place |= {"select": "#ticket", "swap": "outerHTML"}
    response = HttpResponse()
    response["HX-Location"] = json.dumps(place)
    return response
