"""Rings for a worker. PostgreSQL is the queue, so a ring may be lost or doubled; it must never cost much, nor fail.

A ring that Redis does not take within a second is dropped, and for some seconds no other is tried: the sweeps ring again.
"""

import functools
import random
import uuid

import structlog
from celery import current_app
from django.db import transaction
from kombu import pools

from helpdesk.lib.afterwards import afterwards
from helpdesk.lib.breaker import Breaker

log = structlog.get_logger(__name__)

PATIENCE = 0.5  # seconds for one command; a stale connection costs a second try
PAUSE = 3  # seconds without tries after a ring was lost
LONG_QUEUE = 100  # tasks waiting; most of what is missed then still has its ring among them
SHORT_QUEUE = "sweeps"  # holds what is done in no time, so nothing waits there for long
FEW = 3

breaker = Breaker(seconds=PAUSE)


def ring(name, *args, queue):
    """Ask a worker to run the task ``name``. Returns whether Redis took it; raises nothing.

    Where tasks are eager (tests), runs it here and now.
    """
    if current_app.conf.task_always_eager:
        current_app.tasks[name].apply(args=args, throw=True)
        return True
    if breaker.is_open:
        return False
    try:
        with _producer() as producer:
            _send(producer, name, args, queue)
    except Exception as error:  # kombu passes on whatever the transport raises
        _lost(error)
        return False
    return True


def ring_on_commit(name, *args, queue):
    """``ring`` once the transaction around is committed, at once if there is none, and the request around answered."""
    transaction.on_commit(lambda: afterwards(functools.partial(ring, name, *args, queue=queue)), robust=True)


def ring_missed(name, calls, *, queue):
    """``ring`` for each tuple of arguments in ``calls``, the longest missed first. What a sweep calls each second.

    While the queue is long, its workers come to most of them anyway; but one whose ring was used up without success would
    wait until the queue is gone. Used up were those of the oldest, so a few of these are rung for past the queue, and a few
    others by chance, in case the oldest fail each time. Returns how many were rung.
    """
    calls = list(calls)
    if not calls:
        return 0
    if not current_app.conf.task_always_eager and _waiting(queue) >= LONG_QUEUE:
        if _waiting(SHORT_QUEUE) >= LONG_QUEUE / 2:
            return 0
        others = calls[FEW:]
        calls, queue = calls[:FEW] + random.sample(others, min(FEW, len(others))), SHORT_QUEUE
    return sum(ring(name, *args, queue=queue) for args in calls)


def is_out_of_order():
    """Would a ring be dropped just now?"""
    return breaker.is_open and not current_app.conf.task_always_eager


def _send(producer, name, args, queue):
    """As Celery's ``send_task``, which would look for routes, results and schedules first: half of what a ring costs."""
    headers, properties, body, _event = current_app.amqp.create_task_message(
        str(uuid.uuid4()), name, args=args, kwargs={}, argsrepr=repr(args), kwargsrepr="{}", ignore_result=True
    )
    producer.publish(
        body,
        exchange="",
        routing_key=queue,
        headers=headers,
        retry=True,
        **_manner(),
        **properties,
    )


@functools.cache
def _manner():
    conf = current_app.conf
    return {"serializer": conf.task_serializer, "retry_policy": dict(conf.task_publish_retry_policy)}


def _waiting(queue):
    """How many tasks wait in ``queue``; 0 if Redis does not say."""
    if breaker.is_open:
        return 0
    try:
        with _producer() as producer:
            return producer.channel._size(queue)
    except Exception as error:
        _lost(error)
        return 0


def _producer():
    return pools.producers[_connection()].acquire(block=True, timeout=PATIENCE)


@functools.cache
def _connection():
    options = {
        **current_app.conf.broker_transport_options,
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
    }
    return current_app.connection_for_write(transport_options=options)


def _lost(error):
    breaker.trip()
    log.warning("doorbell.lost", error=type(error).__name__)
