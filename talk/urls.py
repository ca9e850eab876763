"""Internal talk."""

from django.urls import path

from talk.views import announcements, files, messages, rooms, searching

app_name = "talk"

urlpatterns = [
    path("talk/", rooms.rooms, name="rooms"),
    path("talk/count/", rooms.count, name="count"),
    path("talk/search/", searching.found, name="search"),
    path("talk/new/", rooms.new_direct, name="new"),
    path("talk/announcements/", announcements.announcements, name="announcements"),
    path("talk/announcements/new/", announcements.new_announcement, name="new_announcement"),
    path("talk/announcements/<slug:public_id>/", announcements.announcement, name="announcement"),
    path("talk/announcements/<slug:public_id>/text/", announcements.announcement_text, name="announcement_text"),
    path(
        "talk/announcements/<slug:public_id>/removal/", announcements.announcement_removal, name="announcement_removal"
    ),
    path("talk/announcements/<slug:public_id>/confirmation/", announcements.confirmation, name="confirmation"),
    path("talk/messages/<slug:public_id>/", messages.message, name="message"),
    path("talk/messages/<slug:public_id>/removal/", messages.removal, name="removal"),
    path("talk/files/<slug:public_id>/", files.file, name="file"),
    path("talk/files/<slug:public_id>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("talk/files/<slug:public_id>/preview/", files.preview, name="preview"),
    path("talk/files/<slug:public_id>/picture/", files.picture, name="picture"),
    path("talk/files/<slug:public_id>/pages/<number:number>/", files.page, name="page"),
    path("talk/<slug:slug>/", rooms.room, name="room"),
    path("talk/<slug:slug>/messages/", messages.messages, name="messages"),
    path("talk/<slug:slug>/uploads/", files.uploads, name="uploads"),
    path("talk/<slug:slug>/seen/", rooms.seen, name="seen"),
]
