"""All addresses."""

from django.conf import settings
from django.urls import include, path

from helpdesk.views import internal, setup

urlpatterns = [
    path("internal/known-host", internal.known_host, name="known_host"),
    path("setup/", setup.set_up, name="setup"),
    path("", include("workspaces.account_urls")),
    path("", include("workspaces.urls")),
    path("", include("channels_inbox.urls")),
    path("settings/", include("tickets.settings_urls")),
    path("", include("tickets.urls")),
    path("", include("notifications.urls")),
    path("", include("automation.urls")),
    path("", include("talk.urls")),
    path("contacts/", include("tickets.contact_urls")),
    path("", include("portal.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("helpdesk.demo.urls")))

handler400 = "helpdesk.views.errors.bad_request"
handler403 = "helpdesk.views.errors.forbidden"
handler404 = "helpdesk.views.errors.not_found"
handler500 = "helpdesk.views.errors.server_error"
