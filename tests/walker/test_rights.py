"""Whatever shows or changes tickets reaches the same ones: those that a second, slower reading of the rights finds."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.identities import contact_for
from tests.fixtures.cast import ApartClient, make_member
from tests.fixtures.database import outside
from tests.walker.twins import ROLES
from tickets import commands, live
from tickets.consumers import access_of
from tickets.counts import counts_for
from tickets.inbox import VIEWS
from tickets.models import Later, Mention, Message, Status, Ticket, TicketFollower
from tickets.operations.preparing import status_in
from workspaces.jobs import running
from workspaces.models import Job, Member, Team, TeamMember, Workspace

CATEGORIES = ("new", "open", "pending", "hold", "solved", "closed")
TICKETS = st.lists(
    st.fixed_dictionaries(
        {
            "team": st.integers(0, 2),
            "assignee": st.sampled_from(["nobody", "me", "other"]),
            "category": st.sampled_from(CATEGORIES),
            "place": st.sampled_from(["inbox", "inbox", "inbox", "spam", "trash"]),
            "follows": st.booleans(),
            "named": st.booleans(),
        }
    ),
    min_size=1,
    max_size=commands.MOST_TICKETS,
)
WORLDS = 40  # of each role
WORLD = st.fixed_dictionaries(
    {
        "all_teams": st.booleans(),
        "private": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "joined": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "tickets": TICKETS,
    }
)
LONG_FROM_NOW = {"at": datetime(2100, 1, 1, tzinfo=UTC), "created_at": datetime(2026, 1, 1, tzinfo=UTC)}


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
    if ticket["assignee"] == "me" or ticket["named"]:
        return True
    if world["role"] == "light_agent":
        return ticket["follows"]
    if world["joined"][ticket["team"]]:
        return True
    return world["all_teams"] and not world["private"][ticket["team"]]


@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=WORLDS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(world=WORLD)
def test_whatever_reaches_tickets_reaches_the_same(stage, role, world):
    with transaction.atomic():
        _compare(stage, {"role": role, **world})
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
    assert _linked(client.get("/palette/results/", {"q": "needle"})) == set(inbox)
    opened = {number for number, ticket in inbox.items() if ticket["category"] in ("new", "open")}
    expected = {
        "my-open": {number for number in opened if made[number]["assignee"] == "me"},
        "mentions": {number for number, ticket in inbox.items() if ticket["named"]},
        "drafts": set(),
        "unassigned": {number for number in opened if made[number]["assignee"] == "nobody"},
        "all-open": opened,
        "waiting": {number for number, ticket in inbox.items() if ticket["category"] in ("pending", "hold")},
        "snoozed": {number for number, ticket in inbox.items() if ticket["category"] in ("pending", "hold")},
        "solved": {number for number, ticket in inbox.items() if ticket["category"] in ("solved", "closed")},
        "spam": {number for number, ticket in seen.items() if ticket["place"] == "spam"},
        "trash": {number for number, ticket in seen.items() if ticket["place"] == "trash"},
    }
    assert set(expected) == set(VIEWS)
    for slug, numbers in expected.items():
        assert _listed(client, f"/inbox/{slug}/") == numbers, slug

    access = access_of(member)
    told = {one.number for one in Ticket.objects.filter(workspace=workspace) if access.may_read(live.news_of(one))}
    assert told == set(seen)  # by the socket
    _compare_export(client, workspace, member, expected)
    _compare_bulk(client, member, made, seen)

    counts = counts_for(member)
    figures = {
        "my-open": counts.mine,
        "mentions": counts.mentions,
        "unassigned": counts.unassigned,
        "all-open": counts.open,
        "waiting": counts.waiting,
    }
    assert figures == {slug: len(expected[slug]) for slug in figures} | {"mentions": 0}  # all were looked at
    rail = _rail(client)
    assert {slug: rail[slug] for slug in figures} == figures
    for place, team in enumerate(teams):
        numbers = {number for number in opened if made[number]["team"] == place}
        shown = rail.get(f"team-{team.pk}")
        if shown is not None:
            assert shown == len(numbers) == len(_listed(client, f"/inbox/team-{team.pk}/"))
        else:  # a team that is not theirs: its list is missing, and the rail has not even its name
            assert client.get(f"/inbox/team-{team.pk}/").status_code == 404


def _compare_export(client, workspace, member, expected):
    """The file of a list has the list's tickets; who may not export gets no job."""
    for slug in ("all-open", "solved", "trash"):
        answer = client.post("/inbox/exports/", {"view": slug, "format": "csv"})
        job = Job.objects.filter(workspace=workspace).order_by("-pk").first()
        if not member.can("tickets.export"):
            assert (answer.status_code, job) == (403, None)
            continue
        with outside():
            running.run_slice(workspace.pk, job.pk)
        content = b"".join(client.get(f"/jobs/{job.public_id}/file/").streaming_content).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(content, newline="")))
        assert {int(line["Subject"].split()[-1]) for line in lines} == expected[slug], slug


def _compare_bulk(client, member, made, seen):
    """A change that names every ticket there is changes those that the member sees, except closed ones."""
    before = dict(Ticket.objects.filter(workspace=member.workspace).values_list("number", "priority"))
    answer = client.post("/inbox/bulk/", {"ticket": list(made), "priority": int(Ticket.Priority.URGENT)})
    after = dict(Ticket.objects.filter(workspace=member.workspace).values_list("number", "priority"))
    changed = {number for number in made if after[number] != before[number]}
    if not member.can("tickets.bulk"):
        assert (answer.status_code, changed) == (403, set())
    else:
        assert changed == {number for number, ticket in seen.items() if ticket["category"] != "closed"}


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
        if drawn["named"]:
            note = Message.objects.create(
                workspace=workspace, ticket=ticket, kind="note", visibility="internal", created_at=workspace.created_at
            )
            Mention.objects.create(workspace=workspace, ticket=ticket, message=note, member=me)
        if drawn["follows"]:
            TicketFollower.objects.create(workspace=workspace, ticket=ticket, member=me)
        Later.objects.create(workspace=workspace, ticket=ticket, kind="snooze", member=me, **LONG_FROM_NOW)
        made[number] = drawn
    assert Status.objects.filter(workspace=workspace).count() == len(CATEGORIES)
    return made


def _listed(client, address, q=""):
    """Numbers of the tickets in a list."""
    answer = client.get(address, query_params={"part": "rows", "q": q})
    assert answer.status_code == 200
    return {int(number) for number in re.findall(r"/tickets/(\d+)/", answer.content.decode())}


def _linked(answer):
    """Numbers of the tickets to which an answer leads."""
    return {int(number) for number in re.findall(r'href="/tickets/(\d+)/', answer.content.decode())}


def _rail(client):
    """``{slug: figure}`` as the rail's HTML has them."""
    html = client.get("/inbox/rail/").content.decode()
    items = re.findall(r'href="/inbox/([\w-]+)/"[^>]*>.*?<span class="rail__count">([\d,+]*)</span>', html, re.DOTALL)
    return {slug: int(figure or 0) for slug, figure in items}
