import pytest

from helpdesk.lib.colours import READABLE, contrast, readable_under_white


def test_black_on_white_is_21_to_1():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert contrast("#315bc0", "#315bc0") == 1.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the well-known grey that just fails


@pytest.mark.parametrize("colour", ["#315bc0", "#00534a", "#000000"])
def test_what_can_be_read_stays(colour):
    assert readable_under_white(colour) == colour


@pytest.mark.parametrize("colour", ["#ffffff", "#7fd4c8", "#ffe100", "#ff0000", "#777777"])
def test_what_is_too_pale_becomes_just_dark_enough(colour):
    shade = readable_under_white(colour)
    assert READABLE <= contrast("#ffffff", shade) < 5
