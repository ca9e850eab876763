"""Two-factor authentication as hands use it: set up, sign in with it, and be let in after the phone is lost."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.rig.looking import look_at

pytestmark = pytest.mark.browser
WHO, PASSWORD = "helena@pohjatuul.example", "north-wind-42"


def sign_in(page, email=WHO):
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_set_up_sign_in_and_be_let_in(new_page, demo):
    page = new_page(demo.url, reduced_motion="reduce")
    sign_in(page)
    page.wait_for_url("**/inbox/**")
    page.goto("/settings/two-factor/")
    look_at(page)
    key = page.locator(".two-factor__key").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(format_hotp_value(hotp_value(key, int(time.time()) // 30)))
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    look_at(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert [line for line in saved.value.path().read_text().splitlines() if line in codes] == codes
    page.goto("/settings/two-factor/")
    look_at(page)

    other = new_page(demo.url, reduced_motion="reduce")
    sign_in(other)
    other.wait_for_url("**/sign-in/code/")
    expect(other.get_by_label("Code", exact=True)).to_be_focused()
    look_at(other)
    other.get_by_label("Code", exact=True).fill(codes[0])
    other.keyboard.press("Enter")
    other.wait_for_url("**/inbox/**")
    expect(other.get_by_text("You have 9 recovery codes left")).to_be_visible()

    owner = new_page(demo.url, reduced_motion="reduce")
    demo.sign_in(owner, "owner")
    owner.goto("/settings/members/")
    owner.get_by_role("link", name="Helena Vaher").click()
    owner.get_by_role("link", name="Switch off for them").click()
    owner.get_by_role("heading", name="Switch off for Helena Vaher?").wait_for()
    look_at(owner)
    owner.get_by_role("button", name="Switch off").click()
    expect(owner.get_by_text("Helena Vaher signs in without a code now, and was told by mail")).to_be_visible()
    other.goto("/inbox/")
    other.wait_for_url("**/sign-in/**")
    sign_in(other)
    other.wait_for_url("**/inbox/**")
