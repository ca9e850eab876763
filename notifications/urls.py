"""News, and how a member wants to hear of it."""

from django.urls import path

from notifications.views import devices, news
from notifications.views import settings as own_settings

app_name = "notifications"

urlpatterns = [
    path("news/", news.news, name="news"),
    path("news/count/", news.count, name="count"),
    path("news/read/", news.read, name="read"),
    path("news/devices/", devices.devices, name="devices"),
    path("news/devices/<slug:public_id>/removal/", devices.removal, name="device_removal"),
    path("service-worker.js", devices.service_worker, name="service_worker"),
    path("manifest.webmanifest", devices.manifest, name="manifest"),
    path("news/<slug:public_id>/", news.open_one, name="open"),
    path("tickets/<number:number>/mute/", news.mute, name="mute"),
    path("settings/notifications/", own_settings.settings, name="settings"),
]
