"""Addresses of what the settings show of tickets."""

from django.urls import path

from tickets.views import acknowledgement, quarantine

app_name = "ticket_settings"

urlpatterns = [
    path("acknowledgement/", acknowledgement.preview, name="acknowledgement"),
    path("quarantine/", quarantine.quarantine_list, name="quarantine"),
    path("quarantine/<int:pk>/retry/", quarantine.retry, name="quarantine_retry"),
    path("quarantine/<int:pk>/raw/", quarantine.raw, name="quarantine_raw"),
]
