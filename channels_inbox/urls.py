"""Addresses of the settings pages of channels."""

from django.urls import path

from channels_inbox.views import channels, checks, first_run

app_name = "channels_inbox"

urlpatterns = [
    path("settings/channels/", channels.channels_list, name="channels"),
    path("settings/channels/new/", channels.new_channel, name="new_channel"),
    path("settings/channels/first-run/", first_run.first_run, name="first_run"),
    path("settings/channels/<slug:public_id>/", channels.channel, name="channel"),
    path("settings/channels/<slug:public_id>/activity/", channels.activity, name="activity"),
    path("settings/channels/<slug:public_id>/checks/", checks.checks, name="checks"),
    path("settings/channels/<slug:public_id>/checks/<int:pk>/", checks.check, name="check"),
]
