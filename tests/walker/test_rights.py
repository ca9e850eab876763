"""Detail pages, lists, counts and search show the same tickets: those that a second, slower reading of the rights finds."""

import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.identities import contact_for
from tests.fixtures.cast import ApartClient, make_member
from tests.walker.twins import ROLES
from tickets.counts import counts_for
from tickets.inbox import VIEWS
from tickets.models import Status, Ticket, TicketFollower
from tickets.operations.preparing import status_in
from workspaces.models import Member, Team, TeamMember, Workspace

CATEGORIES = ("new", "open", "pending", "hold", "solved", "closed")
TICKETS = st.lists(
    st.fixed_dictionaries(
        {
            "team": st.integers(0, 2),
            "assignee": st.sampled_from(["nobody", "me", "other"]),
            "category": st.sampled_from(CATEGORIES),
            "place": st.sampled_from(["inbox", "inbox", "inbox", "spam", "trash"]),
            "follows": st.booleans(),
        }
    ),
    min_size=1,
    max_size=7,
)
WORLD = st.fixed_dictionaries(
    {
        "role": st.sampled_from(ROLES),
        "all_teams": st.booleans(),
        "private": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "joined": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "tickets": TICKETS,
    }
)


@pytest.fixture
def stage(workspace):
    """Three teams, a member to look, another to have tickets, and the looker's browser."""
    teams = [Team.objects.create(workspace=workspace, name=f"Team {number}") for number in range(3)]
    me, other = make_member(workspace, "Me"), make_member(workspace, "Other")
    rosa = contact_for(workspace.pk, "email", "rosa@example.com", name="Rosa")
    client = ApartClient(headers={"host": "acme.localhost"})
    client.force_login(me.user)
    return workspace, teams, me, other, rosa, client


def may_read(world, ticket):
    """The oracle: written from SECURITY.md 6 in plain words, not from the code."""
    if world["role"] in ("owner", "admin"):
        return True
    if ticket["assignee"] == "me":
        return True
    if world["role"] == "light_agent":
        return ticket["follows"]
    if world["joined"][ticket["team"]]:
        return True
    return world["all_teams"] and not world["private"][ticket["team"]]


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(world=WORLD)
def test_whatever_shows_tickets_shows_the_same(stage, world):
    with transaction.atomic():
        _compare(stage, world)
        transaction.set_rollback(True)


def _compare(stage, world):
    workspace, teams, me, other, rosa, client = stage
    made = _make(stage, world)
    seen = {number: ticket for number, ticket in made.items() if may_read(world, ticket)}
    member = Member.objects.select_related("user", "workspace").get(workspace=workspace, pk=me.pk)

    assert set(workspace.tickets.visible_to(member).values_list("number", flat=True)) == set(seen)
    for number in made:
        assert client.get(f"/tickets/{number}/").status_code == (200 if number in seen else 404)
    assert _listed(client, "/inbox/search/", q="needle in:anywhere") == set(seen)

    inbox = {number: ticket for number, ticket in seen.items() if ticket["place"] == "inbox"}
    assert _listed(client, "/inbox/search/", q="needle") == set(inbox)
    opened = {number for number, ticket in inbox.items() if ticket["category"] in ("new", "open")}
    expected = {
        "my-open": {number for number in opened if made[number]["assignee"] == "me"},
        "unassigned": {number for number in opened if made[number]["assignee"] == "nobody"},
        "all-open": opened,
        "waiting": {number for number, ticket in inbox.items() if ticket["category"] in ("pending", "hold")},
        "solved": {number for number, ticket in inbox.items() if ticket["category"] in ("solved", "closed")},
        "spam": {number for number, ticket in seen.items() if ticket["place"] == "spam"},
        "trash": {number for number, ticket in seen.items() if ticket["place"] == "trash"},
    }
    assert set(expected) == set(VIEWS)
    for slug, numbers in expected.items():
        assert _listed(client, f"/inbox/{slug}/") == numbers, slug

    counts = counts_for(member)
    figures = {
        "my-open": counts.mine,
        "unassigned": counts.unassigned,
        "all-open": counts.open,
        "waiting": counts.waiting,
    }
    assert figures == {slug: len(expected[slug]) for slug in figures}
    rail = _rail(client)
    assert {slug: rail[slug] for slug in figures} == figures
    for place, team in enumerate(teams):
        numbers = {number for number in opened if made[number]["team"] == place}
        shown = rail.get(f"team-{team.pk}")
        if shown is not None:
            assert shown == len(numbers) == len(_listed(client, f"/inbox/team-{team.pk}/"))
        else:  # a team that is not theirs: its list is missing, and the rail has not even its name
            assert client.get(f"/inbox/team-{team.pk}/").status_code == 404


def _make(stage, world):
    """The tickets of ``world`` as rows; ``{number: what was drawn}``."""
    workspace, teams, me, other, rosa, _ = stage
    Workspace.objects.filter(pk=workspace.pk).update(agents_see_all_teams=world["all_teams"])
    Member.objects.filter(workspace=workspace, pk=me.pk).update(role=world["role"])
    for place, team in enumerate(teams):
        Team.objects.filter(workspace=workspace, pk=team.pk).update(is_private=world["private"][place])
        if world["joined"][place]:
            TeamMember.objects.create(workspace=workspace, team=team, member=me)
    channel = workspace.channels.filter(kind="email").get()
    made = {}
    for number, drawn in enumerate(world["tickets"], 101):
        ticket = Ticket.objects.create(
            workspace=workspace,
            number=number,
            subject=f"needle {number}",
            channel=channel,
            requester=rosa,
            team=teams[drawn["team"]],
            assignee={"nobody": None, "me": me, "other": other}[drawn["assignee"]],
            status=status_in(workspace.pk, drawn["category"]),
            category=drawn["category"],
            place=drawn["place"],
            created_at=workspace.created_at,
            last_message_at=workspace.created_at,
            sort_due=workspace.created_at,
        )
        if drawn["follows"]:
            TicketFollower.objects.create(workspace=workspace, ticket=ticket, member=me)
        made[number] = drawn
    assert Status.objects.filter(workspace=workspace).count() == len(CATEGORIES)
    return made


def _listed(client, address, q=""):
    """Numbers of the tickets in a list."""
    answer = client.get(address, query_params={"part": "rows", "q": q})
    assert answer.status_code == 200
    return {int(number) for number in re.findall(r"/tickets/(\d+)/", answer.content.decode())}


def _rail(client):
    """``{slug: figure}`` as the rail's HTML has them."""
    html = client.get("/inbox/rail/").content.decode()
    items = re.findall(r'href="/inbox/([\w-]+)/"[^>]*>.*?<span class="rail__count">([\d,+]*)</span>', html, re.DOTALL)
    return {slug: int(figure or 0) for slug, figure in items}
