"""Who may open a page."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse


def agent_required(view):
    """Only for signed-in members of the workspace. Others are sent to sign in; htmx requests by a whole-page redirect."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.member:
            if not request.htmx:
                return redirect_to_login(request.get_full_path())
            answer = HttpResponse(status=401)
            answer["HX-Redirect"] = redirect_to_login(request.htmx.current_url_abs_path or "/inbox/").url
            return answer
        return view(request, *args, **kwargs)

    return guarded


def right_required(action):
    """Only for members whose role may do ``action`` (a key of permissions.yaml); others get 403."""

    def decorate(view):
        @wraps(view)
        @agent_required
        def guarded(request, *args, **kwargs):
            if not request.member.can(action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
