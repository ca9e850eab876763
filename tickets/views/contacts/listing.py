"""The list of contacts."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets.contact_list import filter_of, page_of
from workspaces.access import right_required


@require_safe
@right_required("contacts.read")
def contacts(request):  # GET /contacts/?q=&vip=1&blocked=1&tag=&organization=&after=
    """By name. For htmx with ``after`` the next rows alone."""
    narrowing = filter_of(request)
    page = page_of(request.member, narrowing, after=request.GET.get("after", ""))
    kept = {
        "q": narrowing.query,
        "vip": "1" if narrowing.is_vip else "",
        "blocked": "1" if narrowing.is_blocked else "",
        "tag": narrowing.tag,
        "organization": narrowing.organization.pk if narrowing.organization else "",
    }
    address = urlencode({name: value for name, value in kept.items() if value})
    context = {"place": "contacts", "page": page, "filter": narrowing, "address": address, "kept": kept}
    is_part = request.htmx and request.GET.get("after")
    return render(request, "contacts/_rows.html" if is_part else "contacts/contacts.html", context)
