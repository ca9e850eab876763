import io
import os
import signal
import sys
import threading
import time

import pytest

from helpdesk.run.manager import Manager, Stopped
from helpdesk.run.processes import Kept, launcher, pause_after
from helpdesk.run.terminal import Terminal


@pytest.fixture
def shown():
    return io.StringIO()


@pytest.fixture
def manager(shown):
    manager = Manager(Terminal(shown))
    yield manager
    for kept in manager.kept:
        kept.kill()


def kept(name, code, **options):
    """A tiny process of ``code``, kept as the manager keeps the real ones."""
    return Kept(name, launcher([sys.executable, "-S", "-c", code], env=dict(os.environ), cwd="/"), **options)


def lines(shown):
    return [" ".join(line.split()) for line in shown.getvalue().splitlines()]


SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


def test_pauses_grow_to_fifteen_seconds():
    assert [pause_after(ends) for ends in range(1, 8)] == [1, 2, 4, 8, 15, 15, 15]


def test_what_dies_is_started_again_after_growing_pauses_and_said(manager, shown):
    began = time.monotonic()
    manager.start(kept("web", "print('hello'); raise SystemExit(3)"))
    assert manager.wait_for(lambda: lines(shown).count("web | hello") == 3, seconds=15)
    assert 3 <= time.monotonic() - began < 8
    manager.wait_for(lambda: "again in 4 s" in shown.getvalue(), seconds=5)
    assert [line for line in lines(shown) if "again in" in line] == [
        "tugi | web ended with exit code 3; again in 1 s.",
        "tugi | web ended with exit code 3; again in 2 s.",
        "tugi | web ended with exit code 3; again in 4 s.",
    ]


def test_a_killed_process_comes_back_and_its_new_id_is_told(shown):
    told = []
    manager = Manager(Terminal(shown), changed=told.append)
    worker = kept("worker", SLEEP)
    manager.start(worker)
    first = worker.process.pid
    os.kill(first, signal.SIGKILL)
    manager.wait_for(lambda: worker.running and worker.process.pid != first, seconds=5)
    assert "tugi | worker was killed by SIGKILL; again in 1 s." in lines(shown)
    assert [{"worker": first}, {}, {"worker": worker.process.pid}] == told
    manager.stop()
    assert told[-1] == {}


def test_a_steady_minute_forgets_earlier_ends():
    now = 0
    beat = kept("beat", "raise SystemExit(1)", clock=lambda: now)
    beat.start()
    said = []
    for up in (1, 59, 61, 2):
        now += up
        beat.process.wait()
        beat.process.stdout.close()
        beat.process.returncode = None  # nobody has noticed yet
        said.append(beat.look())
        now += 15
        beat.look()
    beat.process.wait()
    beat.process.stdout.close()
    assert [line.split("; ")[1] for line in said] == ["again in 1 s", "again in 2 s", "again in 1 s", "again in 2 s"]


def test_the_stop_goes_down_the_tiers_and_drains_first(manager, shown):
    # os.write: a handler may not print while the program is just printing
    ends = "import os, signal, time\ndef bye(*_):\n time.sleep({}); os.write(1, b'{}'); os._exit(0)\n"
    ends += "signal.signal(15, bye); os.write(1, b'up\\n'); time.sleep(60)"
    drains, quick = ends.format(0.4, "drained\\n"), ends.format(0, "closed\\n")
    manager.start(kept("postgres", quick, tier=0))
    manager.start(kept("worker", drains, tier=2))
    manager.wait_for(lambda: shown.getvalue().count("| up") == 2, seconds=10)
    manager.stop()
    assert lines(shown)[2:] == ["worker | drained", "postgres | closed"]
    assert not any(one.running for one in manager.kept)


def test_what_does_not_stop_in_time_is_killed(manager, shown):
    manager.start(kept("worker", STUBBORN, stop_seconds=0.3))
    manager.wait_for(lambda: "deaf" in shown.getvalue(), seconds=10)
    manager.stop()
    assert lines(shown)[-1] == "tugi | worker is still busy: killed."


def test_a_signal_ends_the_wait_and_a_second_one_the_draining(manager, shown):
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        manager.listen_to_signals()
        manager.start(kept("worker", STUBBORN, stop_seconds=60))
        manager.wait_for(lambda: "deaf" in shown.getvalue(), seconds=10)
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Stopped):
            manager.wait_for(lambda: False)
        os.kill(os.getpid(), signal.SIGINT)  # the same request, passed on by make
        again = threading.Timer(1.2, os.kill, [os.getpid(), signal.SIGINT])
        again.start()
        began = time.monotonic()
        manager.stop()
        assert 1 < time.monotonic() - began < 5
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def test_a_step_runs_once_and_gives_its_exit_code(manager, shown):
    code = "print('one'); print('two, no newline', end=''); raise SystemExit(4)"
    assert manager.run_to_end(kept("migrate", code)) == 4
    assert lines(shown) == ["migrate | one", "migrate | two, no newline"]
    assert manager.kept == []


def test_a_program_that_can_not_be_started_is_tried_again(manager, shown, tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho here\nsleep 60\n")
    program.chmod(0o755)
    service = Kept("valkey", launcher([program], env={"PATH": os.environ["PATH"]}, cwd="/"))
    manager.start(service)
    manager.wait_for(lambda: "| here" in shown.getvalue(), seconds=5)
    program.rename(tmp_path / "away")
    service.process.kill()
    manager.wait_for(lambda: "can not be started" in shown.getvalue(), seconds=5)
    (tmp_path / "away").rename(program)
    assert manager.wait_for(lambda: shown.getvalue().count("| here") == 2, seconds=6)
