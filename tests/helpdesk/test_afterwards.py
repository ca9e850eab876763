"""What an answer need not wait for is done when it has left, and nothing of it is forgotten."""

import pytest
from django.core.signals import request_finished, request_started

from helpdesk.lib.afterwards import afterwards

pytestmark = pytest.mark.django_db  # the signals also have Django look at its connections


def test_outside_of_requests_it_is_done_at_once():
    done = []
    afterwards(lambda: done.append("at once"))
    assert done == ["at once"]


def test_within_a_request_it_waits_for_the_answer_and_keeps_its_order():
    done = []
    request_started.send(sender=None)
    afterwards(lambda: done.append(1))
    afterwards(lambda: done.append(2))
    assert done == []
    request_finished.send(sender=None)
    assert done == [1, 2]
    afterwards(lambda: done.append(3))
    assert done == [1, 2, 3]


def test_an_error_in_one_keeps_nothing_from_the_others():
    done = []

    def fails():
        raise RuntimeError("Redis said something odd")

    request_started.send(sender=None)
    afterwards(fails)
    afterwards(lambda: afterwards(lambda: done.append("what it caused")))
    request_finished.send(sender=None)
    assert done == ["what it caused"]
