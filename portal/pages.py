"""What all pages of the portal share: who is there, the host's time zone and colour."""

from functools import wraps
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from portal.colours import readable
from portal.session import current_visitor

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
        "current": CURRENT.get(request.resolver_match.url_name, ""),
    }
    return render(request, template, {**shared, **(context or {})}, status=status)


def own_path(path):
    """``path`` if it leads to a page of this portal, else an empty text (an open redirect otherwise)."""
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=False)
    return path if safe and path.startswith("/help/") and len(path) <= 200 else ""
