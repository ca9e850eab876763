"""Addresses of signing in. Their names are those that django-allauth looks up; nothing else of it has an address."""

from django.urls import path

from workspaces.views import accounts, invitations, sign_in_code

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="account_login"),
    path("sign-in/link/", accounts.ask_for_link, name="account_ask_for_link"),
    path("sign-in/code/", sign_in_code.code, name="account_code"),
    path("sign-in/link/sent/", accounts.link_sent, name="account_link_sent"),
    path("sign-in/link/<str:token>/", accounts.sign_in_by_link, name="account_sign_in_by_link"),
    path("sign-out/", accounts.sign_out, name="account_logout"),
    path("password/reset/", accounts.ask_for_reset, name="account_reset_password"),
    path("password/reset/sent/", accounts.reset_sent, name="account_reset_password_done"),
    path("password/reset/<str:token>/", accounts.reset, name="account_reset_password_from_key"),
    path("invitations/<str:token>/", invitations.accept, name="accept_invitation"),
]
