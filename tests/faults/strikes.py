"""The faults: what is done to the house, each as ``strike(scene)``, which returns when it was over (seconds since the epoch)."""

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.faults.inbox import StalledUploads

SOON = 30  # seconds to wait for the right moment
SLOW_SECONDS = 1.5  # the customers' server takes so long before its 250
BIG_BYTES = 3_000_000
SAMPLE_SECONDS = 0.01
SAMPLES = 20  # in a row in which a reader computes: short mails are over before


class Missed(Exception):
    """The moment for the fault did not come, so nothing was proven."""


@dataclass(frozen=True)
class Fault:
    """``by`` is where the load comes in: smtp or mailbox. ``copies``: each mail is delivered by so many at once."""

    title: str
    strike: object
    by: str = "smtp"
    copies: int = 1
    looks: bool = False  # an agent looks at the inbox all the time, and must never see it fail, or
    may_fail: bool = False  # not before and after the fault
    must_resend: bool = False  # else it did not strike while sending


def kill_worker_while_parsing(scene):
    worker = scene.pid("worker")
    for _ in range(2):
        scene.post.post(scene.letters.slow())
    _wait_for(lambda: _is_reading(worker), "no mail took the parser long enough")
    at = scene.kill("worker")
    held = scene.books.in_hands()
    scene.expect(held, "no mail was in the hands of the worker")
    scene.note(f"{held} mails in hand")
    return at


def kill_worker_while_sending(scene):
    scene.sink.seconds = SLOW_SECONDS
    try:
        _wait_for(lambda: scene.sink.busy, "nothing was being sent")
        at = scene.kill("worker")
        held = scene.books.in_hands("tickets_message")
    finally:
        scene.sink.seconds = 0
    scene.expect(held, "no answer was in the hands of the worker")
    scene.note(f"{held} answers in hand")
    return at


def kill_redis(scene):
    return scene.kill("valkey")


def kill_postgres(scene):
    return scene.kill("postgres")


def nothing(scene):
    """The load itself is the fault."""
    return time.time()


def take_the_mail_server_down(scene):
    scene.sink.stop()
    time.sleep(min(60, scene.seconds))
    scene.sink.start()
    return time.time()


def cut_imap_in_a_body(scene):
    scene.mailbox.proxy.arm(BIG_BYTES)
    scene.post.post(scene.letters.big(BIG_BYTES))
    if not scene.mailbox.proxy.has_cut.wait(SOON * 2):
        raise Missed("the big mail was not fetched")
    return time.time()


def stall_uploads(scene):
    began = time.time()
    with closing(StalledUploads(scene.house.port)) as uploads:
        time.sleep(1)
        over = uploads.hold(min(35, scene.seconds * 0.6))
    before, during = (scene.looking.p95(*span) for span in ((scene.began, began), (began + 1, time.time())))
    if before is None or during is None:
        raise Missed("nobody looked at the inbox")
    scene.note(
        f"inbox p95 {before * 1000:.0f} ms before, {during * 1000:.0f} ms during; {over} uploads ended by the server"
    )
    scene.expect(during <= max(1, 2 * before), "the inbox is too slow meanwhile")
    return began


FAULTS = {
    "worker-parsing": Fault("worker kill -9 while parsing", kill_worker_while_parsing),
    "worker-sending": Fault("worker kill -9 while sending", kill_worker_while_sending, must_resend=True),
    "redis-kill": Fault("Redis kill -9", kill_redis, looks=True),
    "postgres-kill": Fault("PostgreSQL kill -9", kill_postgres, looks=True, may_fail=True),
    "five-times": Fault("each mail delivered 5 times at once", nothing, copies=5),
    "smtp-down": Fault("SMTP server down for a minute", take_the_mail_server_down),
    "imap-cut": Fault("IMAP cut half-way through a body", cut_imap_in_a_body, by="mailbox"),
    "stalled-uploads": Fault("20 stalled uploads", stall_uploads, looks=True),
}


def _wait_for(condition, otherwise):
    ends = time.monotonic() + SOON
    while not condition():
        if time.monotonic() > ends:
            raise Missed(otherwise)
        time.sleep(SAMPLE_SECONDS)


def _is_reading(worker):
    """Does one of the worker's parser children compute for a while? Short mails are over before."""
    return any(all(_computes(child) for _ in range(SAMPLES)) for child in _readers(worker))


def _computes(pid):
    time.sleep(SAMPLE_SECONDS)
    return _stat(pid)[:1] == ["R"]


def _readers(worker):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _stat(folder.name)[1:2] == [str(worker)]:
            try:
                if b"channels_inbox.mail.child" in (folder / "cmdline").read_bytes():
                    found.append(folder.name)
            except OSError:
                continue
    return found


def _stat(pid):
    """[state, parent's id, …] of /proc/PID/stat; empty if it is gone. The name before may hold spaces."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
