"""Words that so many tickets have that their ids are not compared one by one: the same tickets are found."""

import pytest

from tests.fixtures.cast import make_ticket
from tickets.query import compiling, narrow
from tickets.query.keys import properties

QUERIES = {
    "saddle OR pump": {"Saddle", "Pump of a saddle", "Pump"},
    "-saddle": {"Pump", "Bell"},
    "-saddle -pump": {"Bell"},
    '-(saddle pump) -"a bell"': {"Saddle", "Pump"},
    "(#{bell} OR pump)": {"Bell", "Pump", "Pump of a saddle"},
    "subject:saddle": {"Saddle", "Pump of a saddle"},
    "-subject:saddle": {"Pump", "Bell"},
    "subject:sad,bel": {"Saddle", "Pump of a saddle", "Bell"},
}


@pytest.fixture
def tickets(workspace, rosa):
    texts = {"Saddle": "It squeaks", "Pump of a saddle": "Help", "Pump": "No air", "Bell": "I want a bell"}
    return {subject: make_ticket(workspace, rosa, subject=subject, text=text) for subject, text in texts.items()}


@pytest.mark.parametrize("most", [2_000, 0], ids=["few", "many"])
@pytest.mark.parametrize("query", QUERIES)
def test_it_makes_no_difference(workspace, bob, tickets, monkeypatch, query, most):
    for module in (compiling, properties):
        monkeypatch.setattr(module, "MOST_IDS", most)
    text = query.replace("{bell}", str(tickets["Bell"].number))
    found = narrow(workspace.tickets.visible_to(bob), text, bob)
    assert set(found.values_list("subject", flat=True)) == QUERIES[query]
