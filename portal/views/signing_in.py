"""Sign-in by a mailed link, and sign-out."""

from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from channels_inbox.limits import allow
from contacts.identities import normalise_email
from portal import session, signing_in
from portal.forms import SignInForm
from portal.pages import own_path, portal_page, show
from workspaces.client_address import client_address

FROM_ONE_PLACE = 10  # wishes in a minute
FOR_ONE_ADDRESS = 4  # in a quarter of an hour


@require_http_methods(["GET", "POST"])
@portal_page
def sign_in(request):
    """Ask for a link. The answer is the same whether we know the address or not."""
    next_path = own_path((request.POST or request.GET).get("next", ""))
    if request.visitor and request.method == "GET":
        return redirect(next_path or "portal:tickets")
    if request.method == "GET":
        return show(request, "portal/sign_in.html", {"form": SignInForm(), "next": next_path})
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show(request, "portal/sign_in.html", {"form": form, "next": next_path}, status=422)
    address = normalise_email(form.cleaned_data["email"])
    if not _within_limits(request, address):
        form.add_error(None, _("That were many tries. Wait some minutes, then ask for a new link."))
        response = show(request, "portal/sign_in.html", {"form": form, "next": next_path}, status=429)
        response["Retry-After"] = "300"
        return response
    signing_in.ask(request.workspace, address, language=get_language(), next_path=next_path)
    return show(request, "portal/sign_in_sent.html", {"email": form.cleaned_data["email"]})


@require_http_methods(["GET", "POST"])
@portal_page
def link(request, token):
    """The mailed link. Opening it changes nothing (mail scanners do); its button spends it."""
    if request.method == "GET":
        found = signing_in.find(request.workspace, token)
        return show(request, "portal/sign_in_link.html", {"address": found.address}) if found else dead_link(request)
    spent = signing_in.spend(request.workspace, token)
    if spent is None:
        return dead_link(request)
    response = redirect(own_path(spent.next) or "portal:tickets")
    return session.begin(request, response, spent.address)


@require_POST
@portal_page
def sign_out(request):
    """End this browser's session; with ``everywhere``, those of all browsers that proved the same mailbox."""
    if request.POST.get("everywhere") and request.visitor:
        session.end_everywhere(request.workspace.pk, request.visitor.address)
    return session.end(request, redirect("portal:home"))


def dead_link(request):
    """One page for every link that opens nothing: used, out of time, stopped, changed, never ours."""
    return show(request, "portal/dead_link.html", status=404)


def _within_limits(request, address):
    return allow(f"portal-sign-in-from:{client_address(request)}", per_seconds=60, limit=FROM_ONE_PLACE) and allow(
        f"portal-sign-in:{request.workspace.pk}:{address}", per_seconds=900, limit=FOR_ONE_ADDRESS
    )
