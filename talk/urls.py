"""Internal talk."""

from django.urls import path

from talk.views import messages, rooms

app_name = "talk"

urlpatterns = [
    path("talk/", rooms.rooms, name="rooms"),
    path("talk/count/", rooms.count, name="count"),
    path("talk/new/", rooms.new_direct, name="new"),
    path("talk/messages/<slug:public_id>/", messages.message, name="message"),
    path("talk/messages/<slug:public_id>/removal/", messages.removal, name="removal"),
    path("talk/<slug:slug>/", rooms.room, name="room"),
    path("talk/<slug:slug>/messages/", messages.messages, name="messages"),
    path("talk/<slug:slug>/seen/", rooms.seen, name="seen"),
]
