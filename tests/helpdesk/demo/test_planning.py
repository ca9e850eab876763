from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.demo.content import load
from helpdesk.demo.planning import minutes_of, plan

THURSDAY = datetime(2026, 6, 11, 6, 50, tzinfo=UTC)


@pytest.fixture(scope="module")
def content():
    return load()


@pytest.fixture(scope="module", params=[THURSDAY, datetime(2027, 1, 2, 23, 30, tzinfo=UTC)])
def now(request):
    return request.param


@pytest.fixture(scope="module")
def planned(content, now):
    return plan(content, now)


def inbox(planned, *ends):
    return [one for one in planned if one.ends in ends and one.text.place == "inbox"]


def test_the_counts_are_those_of_the_pictures_whenever_it_is_made(planned):
    opened = inbox(planned, "new", "open")

    assert [one.number for one in planned] == list(range(3840, 4240))
    assert len(opened) == 86
    assert len(inbox(planned, "pending", "hold")) == 41
    assert sum(not one.assignee for one in opened) == 9
    assert sum(one.assignee == "kadri" for one in opened) == 12
    assert not any(one.assignee for one in planned if one.ends == "new")


def test_numbers_rise_with_time_over_sixty_days(planned, now):
    opened = [one.opened_at for one in planned]

    assert opened == sorted(opened)
    assert opened[-1] < now
    assert all(one.featured or one.opened_at >= now - timedelta(days=60) for one in planned)
    assert next(one for one in planned if one.number == 4218).opened_at == now - timedelta(minutes=1149)


def test_no_conversation_reaches_into_the_future(planned, now):
    for one in planned:
        assert one.opened_at + timedelta(minutes=minutes_of(one.text)) < now, one.number


def test_requesters_suit_their_tickets_and_nobody_writes_the_same_twice(planned, content):
    generated = [one for one in planned if not one.featured]

    assert all(content.suits(one.text, one.contact) for one in generated)
    assert max(Counter((id(one.text), one.contact.email) for one in generated).values()) == 1
    assert max(Counter(id(one.text) for one in generated if not one.text.short).values()) == 1
    assert "sigrid@fjellheim.example" not in {one.contact.email for one in generated}


def test_what_nobody_answered_is_young(planned, now):
    unanswered = [one for one in inbox(planned, "new", "open") if all(e.kind == "incoming" for e in one.text.entries)]
    old = [one for one in unanswered if now - one.opened_at > timedelta(days=5)]

    assert len(unanswered) > 30
    assert len(old) <= 5


def test_planned_as_at_a_moment_the_tickets_are_the_same_at_any_time(content):
    def tickets(now):
        made = plan(content, now, as_at=THURSDAY)
        return [(one.number, now - one.opened_at, one.text.subject, one.contact.email, one.ends) for one in made]

    later = THURSDAY + timedelta(days=2, hours=9, minutes=13)
    assert tickets(THURSDAY) == tickets(later)
    assert [one.contact.email for one in plan(content, THURSDAY)] != [one.contact.email for one in plan(content, later)]


def test_the_same_moment_gives_the_same_plan(content):
    assert plan(content, THURSDAY) == plan(content, THURSDAY)
