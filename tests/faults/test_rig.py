"""The rig itself, in its shortest form, so that it can be run on the day it is needed."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests.faults.ledger import Ledger, Offer
from tests.faults.result import Result, compare
from tests.faults.sink import Arrived
from tests.faults.stage import Stage
from tests.faults.table import line


@pytest.fixture(scope="module")
def stage():
    with Stage() as stage:
        yield stage
    stage.forget()


def test_a_killed_worker_loses_and_doubles_nothing(stage):
    result = stage.play("worker-parsing", seconds=3)
    assert result.survived, line(result, 30)
    assert result.accepted == result.stored >= 60
    assert any("claimed more than once" in note for note in result.notes)


def offer(name, opening=None):
    return Offer(name, b"", "rosa@example.com", "help@acme.example", opening or name)


class Books:
    """Books in which everything is as it should be, but for what a test changes."""

    def __init__(self, incoming, outgoing=(), state="done"):
        self._incoming, self._outgoing, self._state = incoming, outgoing, state

    def incoming(self, mark):
        return self._incoming

    def outgoing(self, mark):
        return self._outgoing

    def taken_in(self, since):
        return [(self._state, 1.0, 2.0, 1) for _ in self._incoming]


GOOD = [("a", 1), ("b", 2), ("a2", 1)]
LEFT = [("r1", "reply", "sent", 5.0, 1)]


@pytest.mark.parametrize(
    ("incoming", "outgoing", "arrived", "state", "complaint"),
    [
        (GOOD, LEFT, ["r1"], "done", None),
        (GOOD, LEFT, ["r1", "r1"], "done", None),  # once more under the same id
        (GOOD[:2], LEFT, ["r1"], "done", "lost: a2"),
        ([*GOOD, ("b", 2)], LEFT, ["r1"], "done", "doubled: ['b']"),
        ([*GOOD[:2], ("a2", 2)], LEFT, ["r1"], "done", "in another ticket"),
        ([("a", 1), ("b", 1), ("a2", 1)], LEFT, ["r1"], "done", "2 requests became 1 tickets"),
        (GOOD, LEFT, [], "done", "1 answers never left"),
        (GOOD, LEFT, ["r1", "r9"], "done", "an id that nobody gave"),
        (GOOD, [("r1", "reply", "failed", 5.0, 1)], ["r1"], "done", "do not count as sent"),
        (GOOD, [], [], "done", "written by an agent, not there"),
        (GOOD, LEFT, ["r1"], "quarantined", "3 raw mails are quarantined"),
        (GOOD, [*LEFT, *[(f"s{n}", "system", "sent", 5.0, 1) for n in (1, 2)]], ["r1", "s1", "s2"], "done", "twice"),
    ],
)
def test_the_comparison_sees_what_went_wrong(incoming, outgoing, arrived, state, complaint):
    ledger = Ledger()
    for one in (offer("a"), offer("b"), offer("a2", "a")):
        ledger.offer(one)
        ledger.took(one)
    sink = SimpleNamespace(arrived=[Arrived(6.0, name, "a", "", False) for name in arrived])
    result = Result("none")
    compare(result, ledger=ledger, books=Books(incoming, outgoing, state), mark="x", sink=sink, written=["r1"], began=0)
    assert result.resent == max(Counter(arrived).values(), default=1) - 1
    if complaint is None:
        assert result.survived, result.complaints
    else:
        assert any(complaint in one for one in result.complaints), result.complaints


def test_a_mail_without_its_250_is_a_complaint():
    ledger = Ledger()
    for one in (offer("a"), offer("b")):
        ledger.offer(one)
    ledger.took(offer("a"))
    result = Result("none")
    books = Books([("a", 1), ("b", 2)], LEFT)
    sink = SimpleNamespace(arrived=[Arrived(6.0, "r1", "a", "", False)])
    compare(result, ledger=ledger, books=books, mark="x", sink=sink, written=["r1"], began=0)
    assert result.complaints == ["1 deliveries never got 250"]
