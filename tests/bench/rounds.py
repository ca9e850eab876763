"""The interleaved loop: every operation on every server, round after round."""

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from helpdesk.run.children import end, spawn
from tests.bench.operations import Visitor
from tests.bench.serving import ROOT, Browser, Server

MAILS = 8  # of each kind in a round
SWEEP_SECONDS = 30  # as in tickets/tasks.py
KINDS_OF_MAIL = ("new", "new by hand", "reply", "reply by hand")
WARM_UP = 3  # rounds that do not count
CALM = 1.3  # times the calmest round's B
PATIENCE_SECONDS = 240  # then the calmest of what there is must do


@dataclass
class Samples:
    """What was measured on one database: by operation the seconds, those spent in statements, and counts of these and of

    commits; for mails the seconds each. ``peak``: bytes of memory that the web process took at most.
    """

    seconds: dict = field(default_factory=lambda: defaultdict(list))
    sql_seconds: dict = field(default_factory=lambda: defaultdict(list))
    statements: dict = field(default_factory=lambda: defaultdict(set))
    commits: dict = field(default_factory=lambda: defaultdict(set))
    bytes: dict = field(default_factory=dict)
    peak: int = 0

    def add(self, name, answer):
        self.seconds[name].append(answer.seconds)
        self.sql_seconds[name].append(answer.sql_seconds)
        self.statements[name].add(answer.statements)
        self.commits[name].add(answer.commits)
        self.bytes[name] = len(answer.body)

    def add_mail(self, what, said):
        name = f"mail {what}"  # there is a page called "reply" too
        self.seconds[name] += said["seconds"]
        self.statements[name].add(said["statements"])
        self.commits[name].add(said["commits"])


class Place:
    """One database with its web process, its signed-in visitor, and a process that takes mail in."""

    def __init__(self, environment, folder, count):
        self.samples = Samples()
        cast = subprocess.run(
            [sys.executable, "-m", "tests.bench.cast"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        if cast.returncode:
            raise SystemExit("bench: the loaded database can not be read.")
        known = json.loads(cast.stdout)
        log = folder / "log" / f"web-{count}.log"
        self.server = Server(environment, log)
        browser = Browser(self.server.port, session=known["session"], csrf=known["csrf"])
        self.visitor = Visitor(browser, known)
        self._mail_log = (folder / "log" / f"mail-{count}.log").open("ab")
        self.mail = spawn(
            [sys.executable, "-m", "tests.bench.mail"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._mail_log,
            text=True,
        )
        if self.mail.stdout.readline().strip() != "ready":
            raise SystemExit(f"bench: the process that takes mail in does not start; {self._mail_log.name} says why.")

    def take_mail(self, what, count=MAILS):
        return self._order(what=what, count=count)

    def sweep(self):
        """What the product's workers do to counts and search every SWEEP_SECONDS."""
        self._order(what="sweep")

    def _order(self, **order):
        self.mail.stdin.write(json.dumps(order) + "\n")
        self.mail.stdin.flush()
        line = self.mail.stdout.readline()
        if not line:
            raise SystemExit(f"bench: taking mail in failed; {self._mail_log.name} says why.")
        return json.loads(line)

    def stop(self):
        self.server.stop()
        end(self.mail, seconds=5)
        self._mail_log.close()


def measure(places, rounds, read_files, say):
    """Fill the samples of ``{count: Place}`` from ``rounds`` rounds. Returns how many were run for it.

    ``read_files()`` brings files into the system's memory. It is called again and again, since shared machines lose them.

    Where others use the machine too, rounds are added until enough were calm: judged by B alone, the calmest count.
    """
    for place in places.values():
        place.visitor.open_all()
    for _ in range(WARM_UP):
        say("Warming up")
        _round(places)
    done, ends, swept = [], time.monotonic() + PATIENCE_SECONDS, 0
    while len(done) < rounds or (_calm(done) < rounds and time.monotonic() < ends):
        if time.monotonic() - swept > SWEEP_SECONDS:
            for place in places.values():
                place.sweep()
            read_files()
            swept = time.monotonic()
        done.append(_round(places))
        say(f"Round {len(done)}, calm so far: {_calm(done)} of {rounds}")
    for _, entries in sorted(done, key=lambda one: one[0])[:rounds]:
        for add, name, what in entries:
            add(name, what)
    for place in places.values():
        place.visitor.walk()
        place.samples.peak = place.server.peak()
    return len(done)


def _calm(done):
    best = min((unit for unit, _ in done), default=0)
    return sum(unit <= best * CALM for unit, _ in done)


def _round(places):
    """``(B's median, [(samples' method, name, what was measured)])`` of each operation on each server, once."""
    entries, units, everything = [], [], {}
    for place in places.values():
        for name, operation in place.visitor.operations().items():
            everything.setdefault(name, []).append((place, operation))
    for name, pairs in everything.items():
        random.shuffle(pairs)  # no server is always the first
        for place, operation in pairs:
            answer = operation()
            what = name.partition(" #")[0]
            entries.append((place.samples.add, what, answer))
            if what == "B":
                units.append(answer.seconds)
    for what in KINDS_OF_MAIL:
        for place in random.sample(list(places.values()), len(places)):
            entries.append((place.samples.add_mail, what, place.take_mail(what)))
    return median(units), entries
