"""Addresses of this app: what customers see, mounted at the root."""

from django.urls import path

from portal.views import files, home, signing_in, tickets, writing

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_home, name="help_home"),
    path("help/language/", home.language, name="language"),
    path("help/new/", writing.new, name="new"),
    path("help/sent/", writing.sent, name="sent"),
    path("help/sign-in/", signing_in.sign_in, name="sign_in"),
    path("help/sign-in/<str:token>/", signing_in.link, name="sign_in_link"),
    path("help/sign-out/", signing_in.sign_out, name="sign_out"),
    path("help/tickets/", tickets.own, name="tickets"),
    path("help/tickets/<str:public_id>/", tickets.detail, name="ticket"),
    path("help/tickets/<str:public_id>/answers/", tickets.answers, name="answers"),
    path("help/tickets/<str:public_id>/solved/", tickets.solved, name="solved"),
    path("help/tickets/<str:public_id>/links/stopped/", tickets.stop_links, name="stop_links"),
    path("help/tickets/<str:public_id>/files/<str:file_id>/", files.file, name="file"),
    path("help/tickets/<str:public_id>/files/<str:file_id>/preview/", files.preview, name="preview"),
    path("help/tickets/<str:public_id>/files/<str:file_id>/picture/", files.picture, name="picture"),
    path("help/tickets/<str:public_id>/files/<str:file_id>/pages/<int:number>/", files.page, name="page"),
    path("help/t/<str:public_id>/", tickets.guest, name="guest"),
]
