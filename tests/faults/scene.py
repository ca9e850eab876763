"""One run of one fault: load, strike, wait until it is over, compare."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.books import Books
from tests.faults.customers import ByMailbox, BySmtp, Load
from tests.faults.inbox import Listening, Looking
from tests.faults.ledger import Ledger
from tests.faults.letters import Letters
from tests.faults.pulse import Pulse
from tests.faults.result import MAX_BACK, Result, back_after, compare
from tests.faults.strikes import Missed
from tests.rig.house import ROOT
from tests.rig.seed import PASSWORD

RATE = 20  # mails a second
ANSWERS = 2  # of agents, a second
TRICKLE = 2  # mails a second after the load, until the house is back
DRAIN_SECONDS = 120  # after the load, for what has piled up


class Scene:
    """What a strike may use. ``mailbox`` is a tests.faults.stage.Mailbox, for a fault whose mail comes in by IMAP."""

    def __init__(self, key, fault, *, house, sink, seconds, mailbox=None):
        self.fault, self.house, self.sink, self.seconds = fault, house, sink, seconds
        self.mark = f"{key}-{int(time.time()) % 100_000}"
        self.mailbox = mailbox
        self.books, self.ledger = Books(house.facts()["environment"]["DATABASE_URL"]), Ledger()
        to = mailbox.address if mailbox else "help@acme.example"
        self.letters = Letters(self.mark, sink, to=to, copies=fault.copies)
        self.post = ByMailbox(mailbox.dovecot, self.ledger) if mailbox else BySmtp(house.smtp_port, self.ledger)
        self.result = Result(fault.title)
        self.pulse = Pulse(house)
        self.looking = Looking(house.port, password=PASSWORD) if fault.looks else None
        self.listening = Listening(house.port, cookie=self.looking.cookie()) if fault.looks else None
        self._killed = None  # (name, process id)
        self.began = time.time()

    def pid(self, name):
        """The process id of one of the house's processes."""
        return self.house.facts()["processes"][name]

    def kill(self, name):
        """``kill -9``; returns when that was. The house has to start another by itself."""
        self._killed = (name, self.pid(name))
        at = time.time()
        os.kill(self._killed[1], signal.SIGKILL)
        return at

    def note(self, words):
        self.result.notes.append(words)

    def expect(self, claim, otherwise):
        self.result.expect(claim, otherwise)

    def play(self):
        """Returns the Result."""
        agents = Agents(self.house, self.mark)
        self.pulse.start()
        if self.looking:
            self.looking.start()
            self.listening.start()
        load = self._load(RATE / self.fault.copies, self.seconds)
        try:
            time.sleep(self.seconds * 0.3)
            since = self.fault.strike(self)
            load.join()
            self._wait_until_back(since)
        except Missed as reason:
            self.expect(False, f"not proven: {reason}")
            since = time.time()
            load.join()
        written = agents.stop()
        self._drain()
        self.post.stop()
        self.pulse.stop()
        if self.looking:
            self.looking.stop()
            self.listening.stop()
        self._judge(since, written)
        self.books.close()
        return self.result

    def _load(self, rate, seconds):
        load = Load(self.letters, self.post.post, rate=rate, seconds=seconds)
        load.start()
        return load

    def _back(self, since):
        return back_after(since, pulse=self.pulse, books=self.books, sink=self.sink, mark=self.mark)

    def _wait_until_back(self, since):
        """A trickle of mails, until one has gone all the way, or long enough."""
        ends = since + 3 * MAX_BACK
        while self._back(since) is None and time.time() < ends:
            self._load(TRICKLE, 1).join()

    def _drain(self):
        """Wait until nobody has anything left to do."""
        began, ends = time.monotonic(), time.monotonic() + DRAIN_SECONDS
        while (left := self._left()) and time.monotonic() < ends:
            time.sleep(0.5)
        self.expect(not left, f"{left} still to do after {DRAIN_SECONDS} s")
        self.note(f"all done {time.monotonic() - began:.0f} s after the load")

    def _left(self):
        """What somebody still has to do: deliveries, mails, answers, events."""
        promised = set(self.ledger.accepted) - {message_id for message_id, _ in self.books.incoming(self.mark)}
        return self.ledger.owed + len(promised) + self.books.undone()

    def _judge(self, since, written):
        result = self.result
        compare(
            result,
            ledger=self.ledger,
            books=self.books,
            mark=self.mark,
            sink=self.sink,
            written=written,
            began=self.began,
        )
        if self.mailbox:
            unseen = [subject for subject, is_seen in self.mailbox.dovecot.flags().items() if not is_seen]
            result.expect(not unseen, f"not marked as seen: {unseen[:5]}")
        if self.ledger.answers:
            result.notes.append(
                "put off: " + ", ".join(f"{count} {said}" for said, count in self.ledger.answers.items())
            )
        result.back = self._back(since)
        if self.looking:
            self._judge_pages(since)
        result.expect(result.back is not None, "never back")
        result.expect(result.back is None or result.back <= MAX_BACK, f"back after more than {MAX_BACK} s")
        if self._killed:
            name, pid = self._killed
            result.expect(self.pid(name) != pid, f"{name} was not started again")
        result.expect(
            not self.fault.must_resend or result.resent, "nothing was sent again: it was not struck while sending"
        )

    def _judge_pages(self, since):
        """Did the inbox answer, and does an open page hear of changes again?"""
        failures = self.looking.failures
        if self.fault.may_fail:
            self.note(f"{len(failures)} looks at the inbox failed")
            over = since + (self.result.back or 0) + 1
            failures = [one for one in failures if one[1] < since or one[0] > over]
        self.expect(not failures, f"{len(failures)} looks at the inbox failed: {failures[:1]}")
        heard = [at - since for at in self.listening.heard if at > since + 1]
        self.expect(heard and heard[0] < MAX_BACK, f"an open page heard nothing for {MAX_BACK} s")
        if heard:
            self.note(f"live again after {heard[0]:.1f} s")


class Agents:
    """The process of tests.faults.agents."""

    def __init__(self, house, mark, *, seconds=600):
        self._said = Path(house.var) / f"agents-{mark}"
        with self._said.open("w") as said, (Path(house.var) / "agents.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.agents", mark, str(seconds), str(ANSWERS)],
                cwd=ROOT,
                env=house.environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=log,
            )

    def stop(self):
        """The Message-IDs of what they sent."""
        assert self._process.poll() is None, "the agents have given up: agents.log says why"
        self._process.terminate()
        self._process.wait(30)
        return [line.strip().strip('"') for line in self._said.read_text().splitlines() if line.endswith('"')]
