"""Rings: after commit, cheap, and never the caller's problem."""

import socket
import time

import pytest
from django.db import transaction

from helpdesk.celery import app
from tests.fixtures.bell import bell  # noqa: F401
from workspaces import doorbell


@pytest.fixture
def closed_breaker():
    """No ring was lost lately, before and after the test."""
    doorbell.breaker._until = 0.0
    yield
    doorbell.breaker._until = 0.0


def at_broker(url):
    """The doorbell over another Redis."""
    app.conf.broker_url = app.conf.broker_write_url = url
    doorbell._connection.cache_clear()


@pytest.fixture
def other_broker(closed_breaker):
    usual = app.conf.broker_url, app.conf.broker_write_url
    yield at_broker
    app.conf.broker_url, app.conf.broker_write_url = usual
    doorbell._connection.cache_clear()


def test_a_ring_lies_in_the_queue_of_its_task(bell, closed_breaker):  # noqa: F811
    assert doorbell.ring("tickets.receive_inbound", 1, 2, queue="inbound") is True
    assert bell.rung("inbound") == [("tickets.receive_inbound", 1, 2)]


@pytest.mark.django_db(transaction=True)
def test_a_ring_waits_for_the_commit(bell, closed_breaker):  # noqa: F811
    with transaction.atomic():
        doorbell.ring_on_commit("a", 1, queue="bulk")
        assert bell.rung("bulk") == []
    assert bell.rung("bulk") == [("a", 1)]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        doorbell.ring_on_commit("b", 1, queue="bulk")
        raise ZeroDivisionError
    assert bell.rung("bulk") == [("a", 1)]


def test_what_was_missed_is_rung_for(bell, closed_breaker):  # noqa: F811
    assert doorbell.ring_missed("a", [(1, 1), (1, 2)], queue="bulk") == 2
    assert bell.rung("bulk") == [("a", 1, 1), ("a", 1, 2)]


def test_while_a_queue_is_long_the_longest_missed_and_a_few_others_are_rung_for_past_it(bell, closed_breaker):  # noqa: F811
    for number in range(doorbell.LONG_QUEUE):
        doorbell.ring("a", 1, number, queue="bulk")
    assert doorbell.ring_missed("a", [(2, number) for number in range(200)], queue="bulk") == 6
    assert len(bell.rung("bulk")) == doorbell.LONG_QUEUE
    numbers = [number for _, _, number in bell.rung("sweeps")]
    assert numbers[:3] == [0, 1, 2]
    assert len(set(numbers)) == 6
    assert doorbell.ring_missed("a", [(2, 1)], queue="bulk") == 1


def test_what_is_rung_for_past_a_long_queue_makes_no_second_one(bell, closed_breaker):  # noqa: F811
    for number in range(doorbell.LONG_QUEUE):
        doorbell.ring("a", 1, number, queue="bulk")
    missed = [(2, number) for number in range(200)]
    rung = [doorbell.ring_missed("a", missed, queue="bulk") for _ in range(20)]
    assert rung[-1] == 0
    assert len(bell.rung("sweeps")) <= doorbell.LONG_QUEUE


def test_a_ring_is_a_message_as_celery_sends_it(bell, closed_breaker):  # noqa: F811
    """What a worker reads of it, field by field, but for the ids, and where a result would go."""
    doorbell.ring("tickets.receive_inbound", 1, 2, queue="inbound")
    ours = bell.message("inbound")
    bell.clear()
    with doorbell._producer() as producer:
        app.send_task("tickets.receive_inbound", args=(1, 2), queue="inbound", producer=producer, ignore_result=True)
    theirs = bell.message("inbound")
    for message in (ours, theirs):
        for name in ("id", "root_id"):
            assert message["headers"].pop(name)
        for name in ("correlation_id", "delivery_tag"):
            assert message["properties"].pop(name)
        del message["properties"]["reply_to"]
    assert ours == theirs


def test_without_redis_a_ring_is_lost_quickly_and_the_next_ones_at_once(other_broker, tmp_path):
    other_broker(f"redis+socket://{tmp_path}/nobody.sock")
    started = time.monotonic()
    assert doorbell.ring("a", 1, queue="bulk") is False
    assert time.monotonic() - started < 1.5
    started = time.monotonic()
    assert [doorbell.ring("a", number, queue="bulk") for number in range(100)] == [False] * 100
    assert time.monotonic() - started < 0.1


def test_a_redis_that_hangs_costs_little_more_than_a_second(other_broker, tmp_path):
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(tmp_path / "hangs.sock"))
        hanging.listen(5)
        other_broker(f"redis+socket://{tmp_path}/hangs.sock")
        started = time.monotonic()
        assert doorbell.ring("a", 1, queue="bulk") is False
        assert time.monotonic() - started < 1.6


@pytest.mark.django_db(transaction=True)
def test_a_lost_ring_does_not_undo_the_commit(other_broker, tmp_path, workspace_outside):
    from workspaces.models import Workspace

    other_broker(f"redis+socket://{tmp_path}/nobody.sock")
    with transaction.atomic():
        Workspace.objects.filter(pk=workspace_outside.pk).update(name="Changed")
        doorbell.ring_on_commit("a", 1, queue="bulk")
    assert Workspace.objects.get(pk=workspace_outside.pk).name == "Changed"


@pytest.fixture
def workspace_outside(transactional_db):
    from tests.fixtures.cast import make_workspace

    return make_workspace("acme")
