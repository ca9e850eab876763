"""The rule of who reads which ticket stands in two forms; they say the same, of every role."""

import itertools

import pytest
from django.db import connection
from django.http import Http404

from helpdesk.lib.prepared import Statement
from tests.fixtures.cast import make_member, make_ticket
from tickets import reach
from tickets.models import Mention, Ticket, TicketFollower
from tickets.ticket_page import ticket_for_page
from workspaces import rights
from workspaces.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(workspace, rosa, team, bob):
    """Tickets of an open, an own and a private team; with nobody, bob and carol; some are followed by both, some name both."""
    private = Team.objects.create(workspace=workspace, name="Board", is_private=True)
    other = Team.objects.create(workspace=workspace, name="Workshop")
    carol = make_member(workspace, "Carol", role="light_agent")
    every = itertools.product((team, other, private), (None, bob, carol), (False, True), (False, True))
    for its_team, assignee, followed, named in every:
        ticket = make_ticket(workspace, rosa)
        Ticket.objects.filter(pk=ticket.pk).update(team=its_team, assignee=assignee)
        if followed:
            for member in (bob, carol):
                TicketFollower.objects.get_or_create(workspace=workspace, ticket=ticket, member=member)
        if named:
            for member in (bob, carol):
                message = ticket.first_message
                Mention.objects.create(workspace=workspace, ticket=ticket, message=message, member=member)
    return {"bob": bob, "carol": carol}


@pytest.mark.parametrize("sees_all", [True, False])
@pytest.mark.parametrize("role", rights.ROLES)
@pytest.mark.parametrize("name", ["bob", "carol"])
def test_the_queryset_and_the_statement_agree(workspace, tickets, name, role, sees_all):
    member = tickets[name]
    member.role, member.workspace = role, workspace
    workspace.agents_see_all_teams = sees_all
    by_queryset = set(workspace.tickets.visible_to(member).values_list("number", flat=True))
    statement = f"""SELECT ticket.number FROM tickets_ticket ticket
        WHERE ticket.workspace_id = %(workspace)s AND {reach.within("ticket")}"""
    with connection.cursor() as cursor:
        cursor.execute(Statement(statement), {"workspace": workspace.pk, **reach.params(member)})
        assert {number for (number,) in cursor.fetchall()} == by_queryset
    assert 0 < len(by_queryset) <= 36
    for number in range(1, 37):
        if number in by_queryset:
            assert ticket_for_page(member, number).number == number
        else:
            with pytest.raises(Http404):
                ticket_for_page(member, number)


def test_roles_differ_in_what_they_read(workspace, tickets):
    seen = {}
    for role in rights.ROLES:
        tickets["carol"].role, tickets["carol"].workspace = role, workspace
        seen[role] = workspace.tickets.visible_to(tickets["carol"]).count()
    assert seen["owner"] > seen["agent"] > seen["light_agent"] > 0
