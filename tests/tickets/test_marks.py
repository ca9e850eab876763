"""Marks in words."""

import pytest

from tickets.marks import MATCHES, NOT_TO_BE_ACKNOWLEDGED, WORDS, describe


@pytest.mark.parametrize("code", WORDS)
def test_each_mark_can_be_said_with_and_without_its_details(code):
    assert describe({"code": code})
    assert "%" not in describe({"code": code, "address": "a@b.example", "name": "x", "ticket": 7, "size": 5})


def test_details_stand_in_the_sentence():
    mark = {"code": "delivery-failed", "recipient": "rosa@example.com", "status": "5.1.1"}
    assert describe(mark) == "Could not be delivered to rosa@example.com. 5.1.1"
    assert describe({"code": "notice", "notice": "too_deep"}).endswith("its parts are nested too deeply.")


def test_a_mark_of_tomorrow_is_silent():
    assert describe({"code": "unheard-of"}) == ""
    assert set(WORDS) >= NOT_TO_BE_ACKNOWLEDGED


def test_each_way_to_a_ticket_is_explained():
    from tickets.intake import answering, threading

    ways = {threading.REPLY_ADDRESS, threading.OWN_ID, threading.SENDER_ID, threading.SUBJECT_TAG, "bounce"}
    assert set(MATCHES) == ways | {threading.SIDE_ADDRESS, threading.SIDE_ID, answering.BECAUSE}
