"""The list that stands beside a ticket: the one that it was opened from, or else the one that the member saw last.

Remembered in a cookie, so that merging, splitting, forwarding or the palette lead back to the list that one came from.
"""

from django.conf import settings
from django.http import Http404

from tickets.inbox import VIEWS, view_for

COOKIE = "tugi_list"


def remembered_view(request, named=""):
    """The View of ``?view=``, of ``named``, or the one shown last; else the first. Unknown ones are no error here."""
    for slug in (request.GET.get("view"), named, request.COOKIES.get(COOKIE)):
        if slug:
            try:
                return view_for(slug, request.member)
            except Http404:
                continue
    return VIEWS["my-open"]


def remember(response, request, view):
    """Have the browser say with its next pages that ``view`` was shown. Returns ``response``."""
    if request.COOKIES.get(COOKIE) != view.slug:
        response.set_cookie(COOKIE, view.slug, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response
