"""Of a common word only the newest rows are looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fixtures.cast import make_ticket
from tickets.search import ranking
from tickets.search.terms import parse

BEHIND = '"tickets_ticketsearch"."id" >'


@pytest.fixture
def little_is_much(monkeypatch):
    monkeypatch.setattr(ranking, "COMMON", 8)
    monkeypatch.setattr(ranking, "MOST_HITS", 6)


def ranked(workspace, words):
    """The Found, and the statements that ranked."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticketsearch")
    with CaptureQueriesContext(connection) as ran:
        found = ranking.ranked(workspace.tickets.all(), parse(words))
    return found, [one["sql"] for one in ran if "ts_rank" in one["sql"].lower()]


def test_the_newest_are_found_at_once_where_they_are_enough(workspace, rosa, little_is_much):
    tickets = [make_ticket(workspace, rosa, subject=f"No {n}", text="The charger is warm") for n in range(40)]
    found, searches = ranked(workspace, "charger")
    assert {hit.ticket_id for hit in found.hits} == {one.pk for one in tickets[-6:]}
    assert found.is_cut
    assert all(BEHIND in one for one in searches)


def test_older_ones_are_found_where_the_newest_are_not_enough(workspace, rosa, little_is_much):
    old = [make_ticket(workspace, rosa, subject=f"No {n}", text="The charger is warm") for n in range(20)]
    for n in range(60):
        make_ticket(workspace, rosa, subject=f"Later {n}", text="The bell is gone")
    found, searches = ranked(workspace, "charger")
    assert {hit.ticket_id for hit in found.hits} == {one.pk for one in old[-6:]}
    assert found.is_cut
    assert len(searches) > 1


def test_a_word_whose_hits_are_all_not_to_be_seen_ends(workspace, rosa, little_is_much):
    for n in range(20):
        make_ticket(workspace, rosa, subject=f"No {n}", text="The charger is warm")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticketsearch")
    assert ranking.ranked(workspace.tickets.filter(number=0), parse("charger")).hits == []
