"""All addresses."""

from django.urls import include, path

from helpdesk.views import internal

urlpatterns = [
    path("internal/known-host", internal.known_host, name="known_host"),
    path("", include("workspaces.urls")),
    path("", include("tickets.urls")),
    path("", include("portal.urls")),
]

handler400 = "helpdesk.views.errors.bad_request"
handler403 = "helpdesk.views.errors.forbidden"
handler404 = "helpdesk.views.errors.not_found"
handler500 = "helpdesk.views.errors.server_error"
