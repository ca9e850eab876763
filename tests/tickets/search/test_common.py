"""Of a common word only the newest hits are looked at."""

import random

import pytest
from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from tests.fixtures.cast import make_ticket
from tickets import sweeps
from tickets.search import newest, ranking
from tickets.search.matching import rows
from tickets.search.terms import parse

BLOCKS = "ticket_id >>"


@pytest.fixture
def little_is_much(monkeypatch):
    """Blocks of one ticket, two and four; six hits are many."""
    monkeypatch.setattr(ranking, "MOST_HITS", 6)
    monkeypatch.setattr(ranking, "SCARCE", 0)
    monkeypatch.setattr(newest, "FAR", 12)
    monkeypatch.setattr(newest, "NEAR", 3)
    monkeypatch.setattr(newest, "GATHERED", 1)
    monkeypatch.setattr(newest, "BITS", (0, 1, 2))
    monkeypatch.setattr(newest, "MOST_BLOCKS", 16)


def ranked(workspace, words, tickets=None):
    """The Found, and the statements that ranked."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticketsearch")
    with CaptureQueriesContext(connection) as ran:
        found = ranking.ranked(workspace.tickets.all() if tickets is None else tickets, parse(words))
    return found, [one["sql"] for one in ran if "ts_rank" in one["sql"].lower()]


def ids(found):
    return {hit.ticket_id for hit in found.hits}


def warm(workspace, rosa, count, word="charger"):
    return [make_ticket(workspace, rosa, subject=f"No {n}", text=f"The {word} is warm") for n in range(count)]


def test_the_newest_are_found_without_the_others(workspace, rosa, little_is_much):
    tickets = warm(workspace, rosa, 40)
    found, searches = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in tickets[-6:]}
    assert found.is_cut
    assert all(BLOCKS in one for one in searches)


def test_older_ones_are_found_where_the_newest_are_not_enough(workspace, rosa, little_is_much):
    old = warm(workspace, rosa, 20)
    warm(workspace, rosa, 60, "bell")
    found, searches = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in old[-6:]}
    assert found.is_cut
    assert BLOCKS in searches[0]
    assert BLOCKS not in searches[-1]


def test_it_goes_as_far_back_as_the_last_blocks_led_to_expect(workspace, rosa, little_is_much):
    tickets = [warm(workspace, rosa, 1, "charger" if n % 3 == 0 else "bell")[0] for n in range(45)]
    found, searches = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in tickets[::3][-6:]}
    assert 1 < len(searches) <= 3
    assert all(BLOCKS in one for one in searches)


def test_where_the_newest_have_none_it_does_not_leap_to_all_at_once(workspace, rosa, little_is_much, monkeypatch):
    monkeypatch.setattr(ranking, "MOST_HITS", 2)
    monkeypatch.setattr(ranking, "FEW", 1)
    warm(workspace, rosa, 30)
    old = warm(workspace, rosa, 8)
    warm(workspace, rosa, 12, "bell")
    found, searches = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in old[-2:]}
    assert len(searches) == 2
    assert all(BLOCKS in one for one in searches)


def test_a_word_whose_hits_are_all_not_to_be_seen_ends(workspace, rosa, little_is_much):
    warm(workspace, rosa, 20)
    found, _ = ranked(workspace, "charger", workspace.tickets.filter(number=0))
    assert found.hits == []


@pytest.mark.parametrize("query", ["(zzzz OR yyyy) charger", "charger -(zzzz OR -yyyy)"])
def test_where_nothing_can_match_nothing_is_found(as_bob, workspace, rosa, query):
    warm(workspace, rosa, 2)
    assert ranked(workspace, "charger", workspace.tickets.filter(pk__in=[]))[0].hits == []
    assert as_bob.get("/inbox/search/", {"q": query}).status_code == 200


def test_conditions_beside_words_may_have_any_sign(as_bob, workspace, rosa):
    odd = make_ticket(workspace, rosa, subject="100 %s of {0} 'x' %(y)s", text="The charger is warm")
    warm(workspace, rosa, 2)
    page = as_bob.get("/inbox/search/", {"q": """charger subject:"100 %s of {0} 'x' %(y)s" """}).text
    assert f'id="ticket-{odd.number}"' in page and page.count('class="ticket-row__link"') == 1


def test_those_that_may_not_be_seen_take_no_place(workspace, rosa, little_is_much):
    tickets = warm(workspace, rosa, 40)
    seen = {one.pk for one in tickets[::5]}
    found, _ = ranked(workspace, "charger", workspace.tickets.filter(pk__in=seen))
    assert ids(found) == set(sorted(seen)[-6:])


def misspelt_subjects(workspace, rosa, count):
    """Only subjects and names are found by words that differ by a letter."""
    return [make_ticket(workspace, rosa, subject=f"Chager {n}", text="It is warm") for n in range(count)]


def test_a_rare_word_and_what_is_misspelt_take_one_question(workspace, rosa):
    (misspelt,) = misspelt_subjects(workspace, rosa, 1)
    (longer,) = warm(workspace, rosa, 1, "chargerplate")
    (whole,) = warm(workspace, rosa, 1, "charger")
    found, searches = ranked(workspace, "charger")
    assert {hit.ticket_id for hit in found.hits[:2]} == {whole.pk, longer.pk}
    assert [hit.ticket_id for hit in found.hits[2:]] == [misspelt.pk]
    assert found.near_from == 2
    assert len(searches) == 1


def test_where_misspelt_words_are_too_many_none_of_what_was_asked_is_lost(workspace, rosa, monkeypatch):
    monkeypatch.setattr(ranking, "MOST_HITS", 6)
    old = warm(workspace, rosa, 2, "charger")
    misspelt_subjects(workspace, rosa, 20)
    found, _ = ranked(workspace, "charger")
    assert {hit.ticket_id for hit in found.hits[:2]} == {one.pk for one in old}
    assert found.near_from == 2
    assert len(found.hits) == 8


def test_misspelt_words_are_left_out_where_the_word_itself_has_some(workspace, rosa):
    tickets = warm(workspace, rosa, ranking.FEW)
    misspelt_subjects(workspace, rosa, 3)
    found, _ = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in tickets}
    assert found.near_from is None


def test_longer_words_are_left_out_only_where_the_word_itself_has_too_many(workspace, rosa, little_is_much):
    whole = warm(workspace, rosa, 40)
    longer = warm(workspace, rosa, 3, "chargerplate")
    found, _ = ranked(workspace, "charger")
    assert ids(found) == {one.pk for one in whole[-6:]}
    found, _ = ranked(workspace, "chargerp")
    assert ids(found) == {one.pk for one in longer}


def test_longer_words_are_left_out_where_there_are_very_many_of_them(workspace, rosa, little_is_much, monkeypatch):
    monkeypatch.setattr(ranking, "MANY", 0)
    monkeypatch.setattr(ranking, "FEW", 1)
    (whole,) = warm(workspace, rosa, 1, "charge")
    longer = warm(workspace, rosa, 30, "chargerplate")
    found, _ = ranked(workspace, "charge")
    assert ids(found) == {whole.pk}
    found, _ = ranked(workspace, "chargerp")
    assert ids(found) == {one.pk for one in longer[-6:]}


def test_longer_words_are_found_beside_the_word_itself_where_they_are_few(workspace, rosa, little_is_much):
    tickets = warm(workspace, rosa, 2, "charge") + warm(workspace, rosa, 3, "chargerplate")
    assert ids(ranked(workspace, "charge")[0]) == {one.pk for one in tickets}


def test_blocks_and_the_workspace_s_part_of_the_index_find_the_same(workspace, rosa, other_workspace):
    picked = random.Random(7)
    for _ in range(60):
        warm(workspace, rosa, 1, picked.choice(["charger", "bell", "chain"]))
    first, last = workspace.tickets.order_by("pk").first().pk, workspace.tickets.order_by("pk").last().pk
    found = rows().filter(document=parse("chain")[0].query())
    expected = set(found.values_list("pk", flat=True))
    assert len(expected) > 5

    def held_to(where):
        condition = RawSQL(where, [], BooleanField())  # as it goes into the statement: numbers of ours, no values
        return set(found.filter(condition).values_list("pk", flat=True))

    for bits in newest.BITS:
        blocks = range(first >> bits, (last >> bits) + 1)
        assert held_to(newest.of_blocks(blocks, bits)) == expected
        assert held_to(newest.of_blocks(range(blocks[-1] + 1, blocks[-1] + 2), bits)) == set()
    assert held_to(newest.of_workspace()) == expected


def test_the_index_knows_the_blocks(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('ticket_search_words'::regclass)")
        (index,) = cursor.fetchone()
    assert [f"((workspace_id << 40) | (ticket_id >> {bits}))" in index for bits in newest.BITS] == [True] * 6


def test_words_of_new_messages_are_brought_into_the_index(workspace, rosa):
    def settled():
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('ticket_search_words')")
            return cursor.fetchone()[0]  # pages

    warm(workspace, rosa, 1)
    assert settled() > 0
    warm(workspace, rosa, 1)
    sweeps.settle_words()
    assert settled() == 0
    assert len(ids(ranked(workspace, "charger")[0])) == 2


def test_what_many_words_begin_with_is_asked_of_the_newest_first(workspace, rosa, little_is_much, monkeypatch):
    monkeypatch.setattr(ranking, "SCARCE", 1_000)
    monkeypatch.setattr(newest, "GATHERED", 0)
    monkeypatch.setattr(newest, "FEW_BLOCKS", 16)
    tickets = warm(workspace, rosa, 40)
    found, searches = ranked(workspace, "cha")  # no whole word
    assert ids(found) == {one.pk for one in tickets[-6:]}
    assert BLOCKS in searches[-1]
