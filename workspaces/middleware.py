"""From a request to its workspace, and the transaction in which its view sees that workspace's rows."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.toasts import refusal
from helpdesk.lib.written import Rows, fetch
from workspaces.hosts import workspace_for
from workspaces.models import Member, User, Workspace
from workspaces.tenancy import tenant

MEMBER, USER = Rows(Member, "member"), Rows(User, "person")
ACTIVE_MEMBER = f"""
    SELECT {MEMBER.columns}, {USER.columns} FROM "workspaces_member" member
    JOIN "workspaces_user" person ON person.id = member.user_id
    WHERE member.workspace_id = %s AND member.user_id = %s AND member.deactivated_at IS NULL AND person.is_active
"""
WITHOUT_WORKSPACE = ("/setup/", "/health/", "/internal/", "/static/")


class WorkspaceMiddleware:
    """Sets ``request.workspace``. A host that belongs to none gets 404, or the set-up page while there are none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.workspace = None
        if request.path.startswith(WITHOUT_WORKSPACE):
            return self.get_response(request)
        request.workspace = workspace_for(request.headers.get("Host", ""))
        if request.workspace is None:
            if not Workspace.objects.exists():
                return redirect("setup")
            return render(request, "errors/no_workspace.html", status=404)
        return self.get_response(request)


class TenantMiddleware:
    """Runs the view inside the workspace's transaction, as ATOMIC_REQUESTS does: whatever the view raises undoes it.

    Must stand last: it calls the view itself. An OperationRefused becomes a 409 that says what to do.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = SimpleLazyObject(lambda: _member(request))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.workspace is None:
            return None
        try:
            with timezone.override(ZoneInfo(request.workspace.time_zone)), tenant(request.workspace):
                _recognise(request)
                _speak_their_language(request)
                _keep_their_time(request)
                response = view(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()
        except OperationRefused as refused:
            if request.htmx:  # the page stays as it is and says why
                answer = refusal(HttpResponse(status=409), refused)
                answer["HX-Reswap"] = "none"
                return answer
            return render(request, "errors/409.html", {"refused": refused}, status=409)
        return _in_words(request, response) if response.status_code == 405 else response


class NoStoreMiddleware:
    """Pages of people are never kept by a cache on the way."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        return response


def _in_words(request, refused):
    """Django's answer to a method that an address does not take has no text: a page of ours with its headers."""
    if request.htmx or refused.content:
        return refused
    page = render(request, "errors/405.html", status=405)
    page["Allow"] = refused["Allow"]
    return page


def _recognise(request):
    """Set ``request.member`` and ``request.user`` from one statement, where the session is plainly a member's.

    Whatever is not plain (a session signed with an older key, another password, no member here, …) is left to Django's
    own look-up, which reads the user alone, renews the session or ends it.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    session = request.session
    user_id, signed = session.get(SESSION_KEY, ""), session.get(HASH_SESSION_KEY)
    if (
        not signed
        or not user_id.isdecimal()
        or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS
    ):
        return
    for member, user in fetch(ACTIVE_MEMBER, [request.workspace.pk, int(user_id)], MEMBER, USER):
        if constant_time_compare(signed, user.get_session_auth_hash()):
            member.user, member.workspace = user, request.workspace
            request.member, request.user = member, user


def _speak_their_language(request):
    """The language that the signed-in person chose wins over the browser's."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and request.user.language:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def _keep_their_time(request):
    """The time zone that the signed-in person chose wins over the workspace's."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and request.user.time_zone:
        timezone.activate(ZoneInfo(request.user.time_zone))


def _member(request):
    """The active Member of ``request.user`` in the workspace, or None. Read inside the view's transaction."""
    if request.workspace is None or not request.user.is_authenticated:
        return None
    member = Member.objects.active().filter(workspace=request.workspace, user=request.user).first()
    if member is not None:  # both are known already: nothing is joined for them
        member.user, member.workspace = request.user, request.workspace
    return member
