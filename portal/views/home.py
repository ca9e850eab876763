"""The first page, and the language of all of them."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from portal.pages import own_path, portal_page, show

A_YEAR = 365 * 24 * 3600


@require_safe
@portal_page
def home(request):
    """What a visitor can do here: write to us, and find their own tickets."""
    return show(request, "portal/home.html")


@require_safe
@portal_page
def help_home(request):
    """What all addresses of the portal begin with: who types that gets to the first page."""
    return redirect("portal:home")


@require_POST
@portal_page
def language(request):
    """Show the portal in another language from now on, by a cookie."""
    chosen = request.POST.get("language", "")
    response = redirect(own_path(request.POST.get("next", "")) or "portal:home")
    if chosen in dict(settings.LANGUAGES) and chosen != get_language():
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response
