"""A list as a board: by status, by team; a card that is put elsewhere is changed by the operations."""

import re

import pytest

from tests.fixtures.cast import make_ticket
from tests.tickets.test_budgets import cost
from tickets import boards, query
from tickets.models import Ticket
from tickets.models.status import Category
from tickets.operations import triage
from tickets.query.ruling_out import may_have_category
from workspaces.models import Team


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=f"Ticket {number}") for number in range(3)]


def columns(client, query="by=status", view="all-open", elsewhere=True):
    """``{title: numbers}``, and what a card becomes there by title; without those that the list excludes, if so asked."""
    html = client.get(f"/inbox/{view}/?part=board&{query}").content.decode()
    found, becomes = {}, {}
    for part in html.split('<section class="board__column')[1:]:
        if part.startswith(" board__column--elsewhere") and not elsewhere:
            continue
        title = re.search(r'board__name">([^<]*)<', part)[1]
        found[title] = [int(number) for number in re.findall(r'id="ticket-(\d+)"', part)]
        becomes[title] = re.search(r'data-field="(\w+)" data-value="(\w*)"', part).groups()
    return found, becomes


def test_by_status(as_bob, bob, tickets):
    triage.assign(tickets[1], bob, by=bob)
    found, becomes = columns(as_bob)
    assert found == {"New": [1, 3], "Open": [2], "Pending": [], "On hold": [], "Solved": []}
    assert becomes["New"] == ("status", "")  # new never comes back


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("all-open", ["New", "Open"]),
        ("unassigned", ["New", "Open"]),
        ("waiting", ["Pending", "On hold"]),
        ("snoozed", ["Pending", "On hold"]),
        ("solved", ["Solved"]),
        ("mentions", ["New", "Open", "Pending", "On hold", "Solved"]),
    ],
)
def test_columns_that_the_list_excludes_do_not_stand_there(as_bob, tickets, view, shown):
    assert list(columns(as_bob, view=view, elsewhere=False)[0]) == shown


def test_a_card_can_be_put_out_of_the_list_but_never_into_new(as_bob, tickets):
    assert list(columns(as_bob)[0]) == ["New", "Open", "Pending", "On hold", "Solved"]
    assert list(columns(as_bob, view="waiting")[0]) == ["Open", "Pending", "On hold", "Solved"]


def test_a_team_s_board_has_its_column_only(as_bob, workspace, team, tickets):
    Team.objects.create(workspace=workspace, name="Workshop", position=9)
    assert list(columns(as_bob, "by=team", f"team-{team.pk}", elsewhere=False)[0]) == [team.name]
    assert list(columns(as_bob, "by=team", elsewhere=False)[0]) == [team.name, "Workshop"]


STATUSES = [("Open", "open"), ("Waiting for parts", "hold"), ("Pending", "pending"), ("Solved", "solved")]


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("", "new open pending hold solved closed"),
        ("is:open tag:vip", "new open"),
        ("-is:open", "pending hold solved closed"),
        ("is:open,pending", "new open pending"),
        ("is:open OR priority:urgent", "new open pending hold solved closed"),
        ("is:open OR is:waiting assignee:me", "new open pending hold"),
        ("-(is:open OR is:solved)", "pending hold"),
        ("-(is:open tag:vip)", "new open pending hold solved closed"),
        ('status:"waiting FOR parts"', "hold"),
        ("status:solved,hold", "hold solved"),
        ('-status:"Waiting for parts" is:waiting', "pending hold"),
        ("is:overdue", "new open pending hold"),
        ("is:snoozed -is:hold", "pending"),
        ("is:unread printer", "new open pending hold solved closed"),
    ],
)
def test_which_states_a_query_leaves(text, possible):
    tree = query.parse(text)
    assert " ".join(one for one in Category.values if may_have_category(tree, one, STATUSES)) == possible


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
