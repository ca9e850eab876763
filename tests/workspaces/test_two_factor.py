"""Two-factor authentication: switched on and off, asked at every way in, used once, and not to be guessed."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from channels_inbox.models import SystemMail
from helpdesk.lib.sealed import unseal
from tests.fixtures.cast import PASSWORD, ApartClient, make_member
from workspaces import one_time_links, sudo, two_factor
from workspaces.models import OneTimeLink

PAGE, CODE = "/settings/two-factor/", "/sign-in/code/"


def code_of(key, *, later=0):
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + later))


def browser(number=1):
    return ApartClient(headers={"host": "acme.localhost"}, REMOTE_ADDR=f"192.0.2.{number}")


def sign_in(client, member, **more):
    return client.post("/sign-in/", {"login": member.user.email, "password": PASSWORD, **more})


def inside(client):
    return client.get("/settings/profile/").status_code == 200


def key_of(client):
    """The key that the page offers, as somebody types it."""
    shown = re.search(r'two-factor__key">([A-Z2-7 ]+)<', client.get(PAGE).content.decode())[1]
    return shown.replace(" ", "")


@pytest.fixture
def locked(bob):
    """Bob has switched it on: ``(key, recovery codes)``. The code of this half minute is used up."""
    key = two_factor.new_key()
    return key, two_factor.switch_on(bob, key, code_of(key), by=bob)


@pytest.fixture(autouse=True)
def half_minute():
    """The clock stands still unless a test moves it: a code must not run out between two lines."""
    with time_machine.travel(1_800_000_010, tick=False) as clock:
        yield clock


def test_switching_on_shows_ten_codes_once_and_tells_by_mail(bob, mailed):
    client = browser()
    sign_in(client, bob)
    key = key_of(client)
    assert key_of(client) == key  # a reload offers the same
    wrong = client.post(PAGE, {"code": "000000"})
    assert wrong.status_code == 422 and "This is not the code" in wrong.content.decode()
    assert not two_factor.is_on(bob.user)

    page = client.post(PAGE, {"code": code_of(key)}).content.decode()

    codes = re.findall(r"<li><code>([a-z2-9-]+)</code></li>", page)
    assert len(set(codes)) == 10 and two_factor.is_on(bob.user)
    assert all(one in page.split('href="data:text/plain')[1].split('"')[0] for one in codes)  # the file to keep
    assert codes[0] not in client.get(PAGE).content.decode()
    assert "Two-factor authentication is on for Acme" in mailed().subject and mailed().to == [bob.user.email]
    rows = {row.type: str(row.data) for row in Authenticator.objects.filter(user=bob.user)}
    assert key not in rows["totp"] and not any(one in rows["recovery_codes"] for one in codes)
    data = Authenticator.objects.get(user=bob.user, type="totp").data
    assert unseal(data["key"], place=two_factor.place_of(bob.user)) == key


def test_the_picture_says_the_key_and_nothing_inline(bob):
    client = browser()
    sign_in(client, bob)
    page = client.get(PAGE).content.decode()
    address = two_factor.address_of(bob, key_of(client))
    assert address.startswith("otpauth://totp/Acme:bob%40acme.example?secret=") and address.endswith("&issuer=Acme")
    from workspaces import qr

    assert qr.picture(address).path in page and "style=" not in page


def test_the_code_is_asked_after_the_password(bob, locked, half_minute):
    key, _codes = locked
    half_minute.shift(60)
    client = browser()
    answer = sign_in(client, bob, next="/settings/photo/", remember="on")
    assert (answer.status_code, answer["Location"]) == (302, CODE) and not inside(client)
    before = client.cookies["tugi_session"].value
    assert client.get(CODE).status_code == 200
    wrong = client.post(CODE, {"code": "000000"})
    assert wrong.status_code == 422 and "does not let you in" in wrong.content.decode() and not inside(client)

    answer = client.post(CODE, {"code": f"{code_of(key)[:3]} {code_of(key)[3:]}"})

    assert (answer.status_code, answer["Location"]) == (302, "/settings/photo/") and inside(client)
    assert client.cookies["tugi_session"].value != before
    assert client.cookies["tugi_session"]["max-age"] == 14 * 24 * 3600
    old = browser()
    old.cookies["tugi_session"] = before
    assert not inside(old)


def test_the_code_is_asked_after_a_mailed_link(bob, locked, half_minute):
    key, _codes = locked
    half_minute.shift(60)
    token = one_time_links.make(bob, OneTimeLink.Purpose.SIGN_IN)
    client = browser()
    assert client.post(f"/sign-in/link/{token}/")["Location"] == CODE and not inside(client)
    assert client.post(CODE, {"code": code_of(key)})["Location"] == "/inbox/" and inside(client)


def test_a_code_works_once_and_for_half_a_minute_and_a_little(bob, locked, half_minute):
    key, _codes = locked
    assert two_factor.spend(bob.user, code_of(key)) == ""  # used when it was switched on
    half_minute.shift(30)
    assert two_factor.spend(bob.user, code_of(key, later=2)) == ""
    assert two_factor.spend(bob.user, code_of(key, later=-2)) == ""
    assert two_factor.spend(bob.user, code_of(key, later=1)) == "app"  # the phone is fast
    assert two_factor.spend(bob.user, code_of(key)) == ""  # of before the last one
    assert two_factor.spend(bob.user, code_of(key, later=1)) == ""
    half_minute.shift(90)
    assert two_factor.spend(bob.user, code_of(key, later=-1)) == "app"  # the phone is slow


def test_a_recovery_code_works_once_however_it_is_typed(bob, locked):
    _key, codes = locked
    client = browser()
    sign_in(client, bob)
    assert client.post(CODE, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert "You have 9 recovery codes left" in client.get("/settings/profile/").content.decode()
    again = browser(2)
    sign_in(again, bob)
    assert again.post(CODE, {"code": codes[3]}).status_code == 422 and not inside(again)
    assert two_factor.spend(bob.user, codes[4]) == "recovery"


def test_new_recovery_codes_end_the_old_ones(bob, locked):
    _key, old = locked
    client = browser()
    sign_in(client, bob)
    client.post(CODE, {"code": old[0]})
    page = client.post(PAGE, {"act": "codes", "code": old[2]}).content.decode()
    new = re.findall(r"<li><code>([a-z2-9-]+)</code></li>", page)
    assert len(new) == 10 and set(new) & set(old) == set()
    assert two_factor.spend(bob.user, old[1]) == "" and two_factor.spend(bob.user, new[0]) == "recovery"


def test_guessing_ends_after_five_tries_from_however_many_addresses(bob, locked, half_minute):
    key, codes = locked
    half_minute.shift(60)
    answers = []
    for number in range(7):
        client = browser(number + 1)
        sign_in(client, bob)
        answers.append(client.post(CODE, {"code": "000000"}).status_code)
    assert answers == [422] * 5 + [429] * 2
    for right in (code_of(key), codes[0]):
        answer = client.post(CODE, {"code": right})
        assert answer.status_code == 429 and "Too many tries" in answer.content.decode() and not inside(client)
    half_minute.shift(301)
    client = browser(99)
    sign_in(client, bob)
    assert client.post(CODE, {"code": code_of(key)}).status_code == 302 and inside(client)


def test_one_address_does_not_try_many_accounts(workspace):
    statuses = []
    for number in range(7):
        member = make_member(workspace, f"Member{number} Quite")
        key = two_factor.new_key()
        two_factor.switch_on(member, key, code_of(key), by=member)
        client = browser(200)
        client.post(f"/sign-in/link/{one_time_links.make(member, OneTimeLink.Purpose.SIGN_IN)}/")
        statuses += [client.post(CODE, {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [422] * 30 + [429] * 5


def test_who_was_not_asked_gets_to_no_code_page(bob, workspace):
    assert browser().get(CODE)["Location"] == "/sign-in/"
    assert browser().post(CODE, {"code": "000000"})["Location"] == "/sign-in/"


def test_between_password_and_code_what_has_changed_counts(bob, alice, locked, half_minute):
    key, _codes = locked
    half_minute.shift(60)
    client = browser()
    sign_in(client, bob)
    bob.user.set_password("another horse battery")
    bob.user.save()
    assert client.post(CODE, {"code": code_of(key)})["Location"] == "/sign-in/" and not inside(client)
    assert client.get("/sign-in/").status_code == 200  # begin again


def test_the_first_step_is_not_remembered_for_ever(bob, locked, half_minute):
    key, _codes = locked
    client = browser()
    sign_in(client, bob)
    half_minute.shift(16 * 60)
    assert client.post(CODE, {"code": code_of(key)})["Location"] == "/sign-in/"


def test_other_sessions_end_when_it_changes_and_this_one_goes_on(bob, mailed):
    here, elsewhere = browser(1), browser(2)
    sign_in(here, bob)
    sign_in(elsewhere, bob)
    epoch = bob.auth_epoch
    here.post(PAGE, {"code": code_of(key_of(here))})
    assert inside(here) and not inside(elsewhere)
    bob.refresh_from_db()
    assert bob.auth_epoch == epoch + 1  # sockets end
    assert here.post(PAGE, {"act": "off", "sudo_password": PASSWORD})["Location"] == "/settings/profile/"
    assert inside(here) and not Authenticator.objects.filter(user=bob.user).exists()
    assert "Two-factor authentication is off for Acme" in mailed().subject
    again = browser(3)
    assert sign_in(again, bob)["Location"] == "/inbox/" and inside(again)


def test_each_change_asks_who_it_is(as_bob, bob, locked, half_minute):
    key, _codes = locked
    client = browser()
    sign_in(client, bob)
    half_minute.shift(60)
    used = code_of(key)
    client.post(CODE, {"code": used})
    for act in ("codes", "off"):  # though they have signed in this moment
        refused = client.post(PAGE, {"act": act})
        assert refused.status_code == 403 and "Write a code, or your password" in refused.content.decode()
        again = client.post(PAGE, {"act": act, "code": used})
        assert again.status_code == 403 and "not a code that is good now" in again.content.decode()
    assert client.post(PAGE, {"act": "off", "sudo_password": "wrong horse battery"}).status_code == 403
    assert two_factor.is_on(bob.user)
    assert client.post(PAGE, {"act": "off", "sudo_password": PASSWORD}).status_code == 302
    half_minute.shift(sudo.SECONDS + 60)
    assert client.post(PAGE, {"code": code_of(key_of(client))}).status_code == 403 and not two_factor.is_on(bob.user)


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_switches_it_off(bob, locked, half_minute, kind):
    key, codes = locked
    client = browser()
    sign_in(client, bob)
    client.post(CODE, {"code": codes[0]})
    half_minute.shift(60)
    proof = code_of(key) if kind == "app" else codes[1]
    assert client.post(PAGE, {"act": "off", "code": proof})["Location"] == "/settings/profile/"
    assert not two_factor.is_on(bob.user) and inside(client)


def test_guessing_codes_to_switch_it_off_ends_too(bob, locked, half_minute):
    key, codes = locked
    client = browser()
    sign_in(client, bob)
    client.post(CODE, {"code": codes[0]})
    half_minute.shift(60)
    for _try in range(5):
        client.post(PAGE, {"act": "off", "code": "000000"})
    refused = client.post(PAGE, {"act": "off", "code": code_of(key)})
    assert refused.status_code == 403 and "Too many tries" in refused.content.decode()
    assert two_factor.is_on(bob.user)


def test_admins_see_who_has_it_and_let_in_who_is_locked_out(as_alice, alice, bob, locked, mailed, client):
    theirs = browser()
    sign_in(theirs, bob)
    theirs.post(CODE, {"code": locked[1][0]})
    as_alice.post("/sign-in/", {"login": alice.user.email, "password": PASSWORD})
    listed = as_alice.get("/settings/members/").content.decode()
    assert len(re.findall(r'data-label="Two-factor">On<', listed)) == 1
    path = f"/settings/members/{bob.public_id}/two-factor/"
    assert path in as_alice.get(f"/settings/members/{bob.public_id}/").content.decode()
    session = as_alice.session
    session[sudo.STAMP] = 0
    session["account_authentication_methods"] = []
    session.save()
    assert as_alice.post(path).status_code == 403 and two_factor.is_on(bob.user)
    answer = as_alice.post(path, {"sudo_password": PASSWORD})
    assert answer.status_code == 302 and not two_factor.is_on(bob.user) and not inside(theirs)
    assert "Alice" in mailed().text and mailed().to == [bob.user.email]
    assert as_alice.post(path, {"sudo_password": PASSWORD}).status_code == 409  # it is off


def test_an_owner_is_helped_by_owners_and_nobody_from_another_workspace(bob, alice, locked, workspace):
    olga = make_member(workspace, "Olga Owner", "owner")
    key = two_factor.new_key()
    two_factor.switch_on(olga, key, code_of(key), by=olga)
    assert two_factor.reason_against_switching_off(olga, by=alice).code == "owners_only"
    app = Authenticator.objects.get(user=bob.user, type="totp")
    app.data["workspace"] = workspace.pk + 1
    app.save()
    assert two_factor.reason_against_switching_off(bob, by=alice).code == "switched_on_elsewhere"
    assert two_factor.reason_against_switching_off(bob, by=bob) is None


def test_agents_help_nobody(as_bob, alice):
    assert as_bob.get(f"/settings/members/{alice.public_id}/two-factor/").status_code == 403


def test_under_another_field_key_a_recovery_code_still_lets_in(bob, locked, settings, half_minute):
    key, codes = locked
    half_minute.shift(60)
    settings.FIELD_KEYS = ["A" * 43 + "="]
    assert two_factor.spend(bob.user, code_of(key)) == ""
    assert two_factor.spend(bob.user, codes[0]) == "recovery"


def test_no_mail_says_a_key_or_a_code(bob, locked):
    key, codes = locked
    texts = "".join(SystemMail.objects.values_list("text", flat=True))
    assert key not in texts and not any(one in texts for one in codes)
