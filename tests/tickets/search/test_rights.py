"""Whose words nobody else finds."""

import pytest

from tests.fixtures.cast import ApartClient, make_member, make_ticket
from tests.fixtures.database import outside
from tests.portal.conftest import visit
from tests.tickets.search.test_cases import CASES, found_by
from tickets import search
from tickets.content import Content
from tickets.models import Tag, Ticket, TicketSearch
from tickets.operations import conversation, triage
from workspaces.models import Team
from workspaces.tenancy import across_tenants, tenant

ADDRESSES = ["/inbox/search/", "/inbox/search/completions/", "/palette/", "/palette/results/"]


def test_nobody_finds_what_they_may_not_read(workspace, shop, bob, alice):
    Ticket.objects.update(team=Team.objects.create(workspace=workspace, name="Board", is_private=True), assignee=alice)
    carol = make_member(workspace, "Carol", role="light_agent")
    for member in (bob, carol):
        assert {query for query, _ in CASES if found_by(member, shop, query)} == set()
    triage.follow(shop["delivery"], carol, by=alice)
    for query, names in CASES:
        assert found_by(carol, shop, query) == set(names.split()) & {"delivery"}, query


def test_another_workspace_finds_nothing(shop, other_workspace, charlie):
    with outside(), tenant(other_workspace):
        Tag.objects.create(workspace=other_workspace, name="warranty")
        assert {query for query, _ in CASES if found_by(charlie, shop, query)} == set()
    with outside(), across_tenants("a test"), pytest.raises(RuntimeError):
        search.matching(Ticket.objects.all(), search.parse("battery"))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("query", ["inverness", "overnight", "#3", '"swap both packs"', "rosa@example.com"])
def test_customers_cannot_search_not_even_their_own(workspace, shop, rosa, address, query):
    for client in (visit(workspace, rosa.email), ApartClient(headers={"host": "acme.localhost"})):
        for part in ({}, {"part": "rows"}):
            answer = client.get(address, {"q": query, **part})
            assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")
            assert answer.content == b""


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
