"""Numbers as browsers send them."""

import pytest

from helpdesk.lib.numbers import LARGEST, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("007", 7), (str(LARGEST), LARGEST)])
def test_plain_figures_are_a_number(text, number):
    assert whole(text) == number


@pytest.mark.parametrize("text", [None, "", " 1", "-1", "1.0", "1e3", "x", "²", "٤", str(LARGEST + 1), "9" * 5000])
def test_all_else_is_none(text):
    assert whole(text) is None
    assert whole(text, -1) == -1


def test_what_is_too_large_for_its_place_is_none_either():
    assert whole("10000", most=9999) is None
    assert whole("9999", most=9999) == 9999
