"""Addresses of the demo; included only while it runs."""

from django.urls import path

from helpdesk.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mails, name="mails"),
    path("mail/list/", views.letter_list, name="letters"),
    path("mail/<slug:letter_id>/", views.letter, name="letter"),
    path("mail/<slug:letter_id>/answers/", views.answers, name="answers"),
    path("mail/<slug:letter_id>/body/", views.body, name="body"),
    path("mail/<slug:letter_id>/files/<int:place>/", views.file, name="file"),
]
