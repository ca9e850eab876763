"""A list as a board: by status, by team; a card that is put elsewhere is changed by the operations."""

import re

import pytest

from tests.fixtures.cast import make_ticket
from tests.tickets.test_budgets import cost
from tickets import boards
from tickets.models import Ticket
from tickets.operations import triage
from workspaces.models import Team


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=f"Ticket {number}") for number in range(3)]


def columns(client, query="by=status"):
    """``{title: numbers}``, and what a card becomes there by title."""
    html = client.get(f"/inbox/all-open/?part=board&{query}").content.decode()
    found, becomes = {}, {}
    for part in html.split('<section class="board__column"')[1:]:
        title = re.search(r'board__name">([^<]*)<', part)[1]
        found[title] = [int(number) for number in re.findall(r'id="ticket-(\d+)"', part)]
        becomes[title] = re.search(r'data-field="(\w+)" data-value="(\w*)"', part).groups()
    return found, becomes


def test_by_status(as_bob, bob, tickets):
    triage.assign(tickets[1], bob, by=bob)
    found, becomes = columns(as_bob)
    assert found == {"New": [1, 3], "Open": [2], "Pending": [], "On hold": [], "Solved": []}
    assert becomes["New"] == ("status", "")  # new never comes back


def test_a_card_that_is_put_into_another_column(as_bob, tickets):
    _, becomes = columns(as_bob)
    field, value = becomes["Open"]
    assert as_bob.post("/inbox/bulk/", {"ticket": 1, field: value}, headers={"hx-request": "true"}).status_code == 204
    assert columns(as_bob)[0]["Open"] == [1]
    field, value = becomes["Solved"]
    as_bob.post("/inbox/bulk/", {"ticket": 1, field: value}, headers={"hx-request": "true"})
    assert Ticket.objects.get(number=1).category == "solved"


def test_by_team_shows_the_teams_that_one_sees(as_bob, workspace, team, rosa, tickets):
    workshop = Team.objects.create(workspace=workspace, name="Workshop", position=9)
    Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    triage.set_team(tickets[0], workshop, by=None)
    found, becomes = columns(as_bob, "by=team")
    assert found == {team.name: [2, 3], "Workshop": [1]}
    assert becomes["Workshop"] == ("team", str(workshop.pk))


def test_its_page_is_the_members_choice(as_bob, bob, tickets):
    as_bob.post("/inbox/layout/", {"layout": "board", "view": "all-open"})
    page = as_bob.get("/inbox/all-open/").content.decode()
    assert "<ticket-board" in page and 'hx-target="#ticket"' not in page


def test_a_board_asks_as_often_for_many_cards_as_for_few(as_bob, workspace, rosa, tickets):
    few = cost(as_bob, "/inbox/all-open/?part=board")
    for number in range(boards.SHOWN + 5):
        make_ticket(workspace, rosa, subject=str(number))
    assert cost(as_bob, "/inbox/all-open/?part=board") == few
    html = as_bob.get("/inbox/all-open/?part=board").content.decode()
    assert "The first 20 are shown" in html
