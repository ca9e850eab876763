"""Pages for what went wrong. They read no rows: the transaction is gone when they are made."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.colours import readable


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "errors/403.html", status=403)


def not_found(request, exception=None):
    if request.path.startswith("/help/") and getattr(request, "workspace", None):
        # Who visits is not looked up: customers see the frame of their pages, with what the workspace itself says.
        colour = readable(request.workspace.portal_colour)
        return render(request, "portal/not_found.html", {"host_colour": colour, "here": "/"}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request):
    # Without the request, so that no context processor runs: what broke may be what they need.
    return HttpResponseServerError(render_to_string("errors/500.html"))


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)
