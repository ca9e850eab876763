"""The parser child: the same answers, limits that hold, and a fresh child after each death."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels_inbox.mail import parse
from channels_inbox.mail.pool import ROOT, ParserKilled, ParserPool, parse_in_child

from .letters import HTML, PLAIN, letter, multipart

FULL = multipart(
    (PLAIN, "Yes.\n\nOn 3 Mar 2026, at 10:00, Mari wrote:\n> ä?"),
    (HTML, '<p>Ja <img src="cid:a@x"></p>'),
    ("Content-Type: image/png; name=ä.png\nContent-ID: <a@x>", bytes(range(256)) * 50),
    ("Content-Type: application/octet-stream", b""),
)
# Hostile without being special to us: an attachment whose decoding alone needs more than a small limit allows.
BIG = letter("Content-Type: application/zip\nContent-Transfer-Encoding: base64", b"QUJD" * 8_000_000)


@pytest.fixture
def pool():
    pool = ParserPool(size=2)
    yield pool
    pool.close()


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    "raw", [letter(), FULL, b"", b"\xff\0" * 1000, letter("Date: nonsense"), letter(body="x" * 300_000)]
)
def test_a_child_answers_as_the_parser_does(pool, raw):
    assert pool.parse(raw) == parse(raw)


def test_a_bounce_and_a_bare_mail_survive_the_way(pool):
    failed = letter(
        "X-Failed-Recipients: a@x.example",
        "550 5.1.1 unknown",
        "From: postmaster@x.example\r\nDate: 1 Jan 2026 00:00 +0000\r\n",
    )
    assert pool.parse(failed).bounce == parse(failed).bounce
    assert pool.parse(failed).date == parse(failed).date


def test_one_child_reads_many_mails(pool):
    for _ in range(50):
        pool.parse(letter())
    assert len(pool.pids()) == 1


def test_a_child_over_its_memory_is_replaced():
    pool = ParserPool(size=1, memory_mb=40)
    try:
        assert pool.parse(letter()).text == "Hello"
        (before,) = pool.pids()
        with pytest.raises(ParserKilled) as killed:
            pool.parse(BIG)
        assert killed.value.reason == "memory"
        assert not is_running(before)
        assert pool.parse(letter()).text == "Hello"
        assert pool.pids() != [before]
    finally:
        pool.close()


def test_a_child_over_its_time_is_replaced():
    pool = ParserPool(size=1, seconds=0.005)
    heavy = letter(PLAIN, "On 3 Mar 2026 Mari wrote:\nx\n" * 60_000)
    try:
        with pytest.raises(ParserKilled) as killed:
            pool.parse(heavy)
        assert killed.value.reason == "time"
        pool.seconds = 10
        assert pool.parse(letter()).text == "Hello"
    finally:
        pool.close()


def test_cpu_time_is_limited_by_the_kernel_too():
    raw = letter(PLAIN, "a line of words\n" * 2_000_000)
    child = subprocess.Popen(
        [sys.executable, "-m", "channels_inbox.mail.child", str(1 << 30), "-1", str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    try:
        # A limit that is already used up: what is read costs time until the kernel sends SIGXCPU.
        try:
            for _ in range(20):
                child.stdin.write(len(raw).to_bytes(8, "big") + raw)
        except BrokenPipeError:
            pass
        assert child.wait(30) == -signal.SIGXCPU
    finally:
        child.kill()
        child.wait()
        child.stdin.close()


def test_an_idle_child_that_died_costs_no_mail(pool):
    pool.parse(letter())
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_running(pid))
    assert pool.parse(letter()).text == "Hello"


def test_many_threads_share_the_children(pool):
    raws = [letter(body=f"mail {number}") for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(lambda raw: pool.parse(raw).text, raws))
    assert texts == [f"mail {number}" for number in range(200)]
    assert 1 <= len(pool.pids()) <= 2


def test_a_child_outlives_the_thread_that_used_it(pool):
    thread = threading.Thread(target=pool.parse, args=[letter()])
    thread.start()
    thread.join()
    (pid,) = pool.pids()
    time.sleep(0.2)
    assert is_running(pid)
    assert pool.parse(letter()).text == "Hello"
    assert pool.pids() == [pid]


def test_a_fork_starts_its_own_children(pool):
    pool.parse(letter())
    (pid,) = pool.pids()
    readable, writable = os.pipe()
    forked = os.fork()
    if not forked:
        try:
            answer = (
                "ok" if pool.pids() == [] and pool.parse(letter()).text == "Hello" and pool.pids() != [pid] else "wrong"
            )
            pool.close()
            os.write(writable, answer.encode())
        finally:
            os._exit(0)
    os.close(writable)
    with open(readable, "rb") as answer:
        assert answer.read() == b"ok"
    os.waitpid(forked, 0)
    assert pool.parse(letter()).text == "Hello"
    assert pool.pids() == [pid]


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux")
def test_children_end_with_their_parent():
    program = (
        "import sys, time; from channels_inbox.mail.pool import ParserPool; pool = ParserPool();"
        "pool.parse(b'x'); print(*pool.pids(), flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not is_running(pid))


def test_a_child_holds_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary-of-the-test")
    pool = ParserPool(size=1)
    try:
        pool.parse(letter())
        with open(f"/proc/{pool.pids()[0]}/environ", "rb") as environment:
            assert b"canary" not in environment.read()
    finally:
        pool.close()


def test_small_mails_go_through_fast():
    raw = letter("Subject: =?utf-8?q?x=C3=A4?=", "Yes.\n\nOn 3 Mar 2026, at 10:00, Mari wrote:\n> ä?")
    parse_in_child(raw)
    started = time.perf_counter()
    for _ in range(500):
        parse_in_child(raw)
    assert time.perf_counter() - started < 2  # several thousand a second on a quiet machine, some hundred on a busy one
