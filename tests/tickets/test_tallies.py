"""The rail's counts are sums of changes, and stay so however often they are summed up meanwhile."""

import random
from collections import Counter

from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tests.fixtures.tallies import tallied
from tickets.counts import _count
from tickets.models import Ticket, TicketTally, TicketTotal
from tickets.operations import triage
from tickets.sweeps import fold_tallies
from workspaces.models import Team

OPEN, WAITING = ("new", "open"), ("pending", "hold")


def counted(workspace):
    """{(team_id, assignee_id, bucket): number} of the tickets themselves."""
    held = Counter()
    for ticket in Ticket.objects.filter(workspace=workspace, place="inbox"):
        bucket = "open" if ticket.category in OPEN else "waiting" if ticket.category in WAITING else None
        if bucket:
            held[ticket.team_id, ticket.assignee_id, bucket] += 1
    return held


def fold():
    with outside():
        fold_tallies()


def test_sums_follow_every_change_whenever_they_are_folded(workspace, rosa, alice, bob):
    picked = random.Random(11)
    other = Team.objects.create(workspace=workspace, name="Repairs")
    tickets = [make_ticket(workspace, rosa) for _ in range(6)]
    for _ in range(60):
        ticket = picked.choice(tickets)
        ticket.refresh_from_db()
        change = picked.choice(["assign", "team", "category", "fold"])
        if change == "assign":
            triage.assign(ticket, picked.choice([alice, bob, None]), by=alice)
        elif change == "team":
            triage.set_team(ticket, picked.choice([other, workspace.teams.order_by("pk").first()]), by=alice)
        elif change == "category":
            triage.set_category(ticket, picked.choice(["open", "pending", "solved"]), by=alice)
        else:
            fold()
        held = counted(workspace)
        assert tallied(workspace) == held
        counts = _count(alice)
        assert counts.open == sum(n for (_, _, bucket), n in held.items() if bucket == "open")
        assert counts.waiting == sum(n for (_, _, bucket), n in held.items() if bucket == "waiting")
        assert counts.mine == sum(n for (_, who, bucket), n in held.items() if bucket == "open" and who == alice.pk)
        assert counts.unassigned == sum(n for (_, who, bucket), n in held.items() if bucket == "open" and who is None)


def test_folded_there_is_one_row_for_each_assignee_and_one_for_the_team(workspace, rosa, alice, bob):
    for who in (alice, bob, bob, None):
        triage.assign(make_ticket(workspace, rosa), who, by=alice)
    fold()
    rows = TicketTotal.objects.filter(workspace=workspace).order_by("kind", "assignee_id")
    team = workspace.teams.get().pk
    assert list(rows.values_list("kind", "team_id", "assignee_id", "total")) == [
        *(("assignee", team, pk, total) for pk, total in sorted([(alice.pk, 1), (bob.pk, 2)])),
        ("assignee", team, None, 1),
        ("team", team, None, 4),
    ]
    before = set(rows.values_list("pk", flat=True))
    fold()
    assert set(rows.values_list("pk", flat=True)) == before  # where nothing changed, nothing is written


def test_what_has_come_to_nothing_leaves_no_row(workspace, rosa, alice):
    ticket = make_ticket(workspace, rosa)
    fold()
    triage.set_category(ticket, "solved", by=alice)
    fold()
    assert not TicketTally.objects.filter(workspace=workspace).exists()
    assert not TicketTotal.objects.filter(workspace=workspace).exists()
