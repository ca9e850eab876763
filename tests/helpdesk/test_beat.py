"""Two beats ring once; whichever dies, the other goes on."""

import time
from collections import Counter

import pytest
from django.db import connection, connections

from helpdesk.beat import LockedScheduler
from helpdesk.celery import app
from tests.fixtures.bell import bell  # noqa: F401
from workspaces import heartbeats
from workspaces.models import Heartbeat
from workspaces.tasks import SWEEPS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beats(bell, monkeypatch):  # noqa: F811
    """Two schedulers, as two processes would have them, with one sweep a second."""
    app.loader.import_default_modules()
    everything = dict(SWEEPS)
    SWEEPS.clear()
    SWEEPS["channels_inbox.sweep_inbound"] = everything["channels_inbox.sweep_inbound"]
    pair = [LockedScheduler(app), LockedScheduler(app)]
    yield pair
    for beat in pair:
        beat.close()
    SWEEPS.update(everything)


def run(beats, seconds):
    """Let them tick as beat's service does, one after the other."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for beat in beats:
            beat.tick()
        time.sleep(0.05)


def test_each_sweep_is_rung_once_a_turn_however_many_beats_run(beats, bell):  # noqa: F811
    run(beats, 3.2)
    count = Counter(task for task, *_ in bell.rung("sweeps"))
    assert 2 <= count["channels_inbox.sweep_inbound"] <= 4
    assert [beat._leads for beat in beats] == [True, False]


def test_the_second_takes_over_when_the_first_dies(beats, bell):  # noqa: F811
    run(beats, 0.5)
    beats[0].close()
    bell.clear()
    run(beats[1:], 2.5)
    assert beats[1]._leads is True
    assert bell.rung("sweeps")


def test_they_go_on_after_postgresql_was_restarted(beats, bell):  # noqa: F811
    run(beats, 0.5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    bell.clear()
    run(beats, 3.5)
    assert sorted(beat._leads for beat in beats) == [False, True]
    assert 1 <= len(bell.rung("sweeps")) <= 4


def test_the_lock_is_free_after_a_regular_end(beats):
    run(beats[:1], 0.2)
    beats[0].close()
    connections.close_all()
    run(beats[1:], 1.2)
    assert beats[1]._leads is True


def test_a_beat_shows_that_it_lives(beats):
    run(beats, 0.2)
    assert heartbeats.is_alive("beat") is True
    Heartbeat.objects.update(at="2026-01-01T00:00Z")
    assert heartbeats.is_alive("beat") is False
