"""Whose session it is: the short way by one statement, and Django's own where that can't tell."""

from django.contrib.auth import BACKEND_SESSION_KEY
from django.utils import timezone

from workspaces.models import Member, User


def comes_in(client):
    return client.get("/inbox/my-open/").status_code == 200


def test_a_member_comes_in(as_bob):
    assert comes_in(as_bob)


def test_a_session_signed_with_an_older_key_goes_on_and_is_signed_anew(as_bob, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert comes_in(as_bob)
    settings.SECRET_KEY_FALLBACKS = []
    assert comes_in(as_bob)


def test_another_key_ends_the_session(as_bob, settings):
    settings.SECRET_KEY = "a new key"
    assert not comes_in(as_bob)


def test_another_password_ends_the_session(as_bob, bob):
    bob.user.set_password("another horse battery")
    bob.user.save()
    assert not comes_in(as_bob)


def test_who_is_deactivated_stays_outside(as_bob, bob):
    Member.objects.filter(pk=bob.pk).update(deactivated_at=timezone.now())
    assert not comes_in(as_bob)


def test_who_is_not_active_stays_outside(as_bob, bob):
    User.objects.filter(pk=bob.user_id).update(is_active=False)
    assert not comes_in(as_bob)


def test_a_session_of_an_unknown_way_to_sign_in_counts_for_nothing(as_bob):
    session = as_bob.session
    session[BACKEND_SESSION_KEY] = "elsewhere.Backend"
    session.save()
    assert not comes_in(as_bob)


def test_a_member_of_another_workspace_stays_outside(client, workspace, charlie):
    client.force_login(charlie.user)
    assert not comes_in(client)
