"""What all pages of the portal share: who is there, the host's time zone and colour."""

import re
from functools import wraps
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.colours import readable
from portal.session import current_visitor

OWN = re.compile(r"\A/(?:help/[a-zA-Z0-9_/-]*)?\Z")
# Which entry of the navigation a page belongs to.
CURRENT = {"home": "home", "new": "new", "sent": "new", "tickets": "tickets", "ticket": "tickets", "answers": "tickets"}


def portal_page(view):
    """Gives the request its ``visitor`` (a lazy Visitor or None) and tells times in the workspace's zone."""

    @wraps(view)
    def page(request, *args, **kwargs):
        request.visitor = SimpleLazyObject(lambda: current_visitor(request))
        with timezone.override(ZoneInfo(request.workspace.time_zone)):
            return view(request, *args, **kwargs)

    return page


def signed_in(view):
    """As ``portal_page``, for those who proved a mailbox; others are sent to sign in, whatever they asked for."""

    @wraps(view)
    @portal_page
    def page(request, *args, **kwargs):
        if not request.visitor:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return page


def to_sign_in(request):
    """To the sign-in page, and back here afterwards."""
    query = urlencode({"next": request.path}) if request.method == "GET" else ""
    return redirect(f"{reverse('portal:sign_in')}{'?' if query else ''}{query}")


def show(request, template, context=None, *, status=200):
    """Answer with a page of the portal."""
    shared = {
        "visitor": request.visitor or None,
        "host_colour": readable(request.workspace.portal_colour),
        "here": _here(request),
        "current": CURRENT.get(request.resolver_match.url_name, ""),
    }
    return render(request, template, {**shared, **(context or {})}, status=status)


def own_path(path):
    """``path`` if it is a plain path of the portal (no query, no other host, no control characters), else an empty text."""
    return path if len(path) <= 200 and OWN.match(path) else ""


def _here(request):
    """The path that shows this page again by GET: where a choice of the language comes back to."""
    match = request.resolver_match
    return reverse("portal:ticket", args=[match.kwargs["public_id"]]) if match.url_name == "answers" else request.path
