"""Whose words nobody else finds."""

import pytest

from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tests.tickets.search.test_cases import CASES
from tickets import search
from tickets.content import Content
from tickets.models import Ticket, TicketSearch
from tickets.operations import conversation, triage
from workspaces.models import Team
from workspaces.tenancy import across_tenants, tenant

WORDS = sorted({words for words, _ in CASES})


def finds(tickets, **options):
    """The words of CASES that find anything in ``tickets``, by either way."""
    return [
        words
        for words in WORDS
        if search.ranked(tickets, search.parse(words), **options).hits
        or search.matching(tickets, search.parse(words), **options).exists()
    ]


def test_nobody_finds_what_they_may_not_read(workspace, shop, bob, alice, team):
    Ticket.objects.update(team=Team.objects.create(workspace=workspace, name="Board", is_private=True), assignee=alice)
    carol = make_member(workspace, "Carol", role="light_agent")
    for member in (bob, carol):
        assert finds(workspace.tickets.visible_to(member)) == []
    triage.follow(shop["delivery"], carol, by=alice)
    assert set(finds(workspace.tickets.visible_to(carol))) == {"carrier", "deliveries", "inverness"}


def test_another_workspace_finds_nothing(shop, other_workspace, charlie):
    with outside(), tenant(other_workspace):
        assert finds(other_workspace.tickets.visible_to(charlie)) == []
    with outside(), across_tenants("a test"), pytest.raises(RuntimeError):
        search.matching(Ticket.objects.all(), search.parse("battery"))


def test_notes_are_not_public(workspace, shop, bob):
    everything = workspace.tickets.all()
    for words in ("recall 2311", '"swap both packs"'):
        assert search.ranked(everything, search.parse(words)).hits
        assert search.ranked(everything, search.parse(words), public_only=True).hits == []
        assert not search.matching(everything, search.parse(words), public_only=True).exists()
    assert search.ranked(everything, search.parse("overnight"), public_only=True).hits


def test_rows_of_notes_are_marked(workspace, shop):
    notes = TicketSearch.objects.filter(workspace=workspace, is_public=False)
    assert {row.message.kind for row in notes} == {"note"}


def test_what_is_shown_to_all_later_becomes_public(workspace, rosa, ticket):
    message = conversation.write_incoming(
        ticket,
        by=rosa,
        channel=ticket.channel,
        content=Content(text="Held words"),
        kind="incoming",
        at=ticket.created_at,
        visibility="internal",
    )
    row = TicketSearch.objects.get(workspace=workspace, message=message)
    assert not row.is_public
    message.visibility = "requester"
    message.save()
    row.refresh_from_db()
    assert row.is_public


def test_a_private_teams_words_give_no_hint(workspace, bob, rosa):
    private = Team.objects.create(workspace=workspace, name="Board", is_private=True)
    make_ticket(workspace, rosa, subject="Dismissal of Joosep", team=private)
    found = search.ranked(workspace.tickets.visible_to(bob), search.parse("josep"))
    assert (found.hits, found.near_from, found.is_cut) == ([], None, False)
