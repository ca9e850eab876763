"""Colours and addresses."""

import pytest

from helpdesk.lib.colours import contrast
from portal.addresses import is_nobodys
from portal.colours import FALLBACK, readable


def test_a_dark_colour_stays_as_it_was_chosen():
    assert readable("#00544b") == "#00544b"


@pytest.mark.parametrize("colour", ["#ffffff", "#ffff00", "#00ff00", "#8899aa", "#ff6a00"])
def test_a_light_colour_is_darkened_until_white_can_be_read_on_it(colour):
    made = readable(colour)
    assert 4.5 <= contrast("#ffffff", made) < 4.9


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#00000g", "#000000;}", "#000000\n", "</style>", "#0000001"])
def test_anything_else_is_the_standard_colour(colour):
    assert readable(colour) in (FALLBACK, "#000000")
    assert readable(colour) == FALLBACK or colour.strip() == "#000000"


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@x.example", "noreply@x.example", "no_reply+1@x.example", "do-not-reply@x.example", "donotreply@x.example",
        "mailer-daemon@x.example", "bounces+7@x.example", "verify@x.example", "account-verification@x.example",
        "noreply-accounts@x.example",
    ],
)  # fmt: skip
def test_machines_addresses(address):
    assert is_nobodys(address)


@pytest.mark.parametrize(
    "address", ["rosa@example.com", "nora.reply@x.example", "noreplyton@x.example", "info@x.example"]
)
def test_peoples_addresses(address):
    assert not is_nobodys(address)
