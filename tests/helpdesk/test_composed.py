"""Statements composed once answer as the queryset does, whatever values they get."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from helpdesk.lib.composed import Composed
from tests.fixtures.cast import make_ticket
from tickets.models import Draft, Ticket
from tickets.operations import triage

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_queryset_does(workspace, ticket, rosa):
    tickets = [ticket, make_ticket(workspace, rosa, subject="100 % of %s isn't"), make_ticket(workspace, rosa)]

    def build(workspace, ids):
        found = Ticket.objects.filter(workspace=workspace, pk__among=ids).exclude(subject="O'Neill")
        return found.order_by("-pk").values_list("pk", Concat("subject", Value(" 5 %")))

    composed = Composed(build, "workspace", "ids")
    for ids in [one.pk for one in tickets], [ticket.pk], []:
        rows = composed(workspace=workspace.pk, ids=ids)
        assert list(map(tuple, rows)) == list(build(workspace.pk, ids))
    assert composed(workspace=workspace.pk, ids=[ticket.pk])[0].pk == ticket.pk
    assert composed(workspace=0, ids=[ticket.pk]) == []


def test_rows_of_a_list_are_the_same_either_way(workspace, ticket, rosa, bob, alice):
    other = make_ticket(workspace, rosa, assignee=alice)
    make_ticket(workspace, rosa)
    triage.add_tag(other, "fire", by=alice)
    workspace.tags.update(colour="teal")
    Draft.objects.create(
        workspace=workspace,
        ticket=ticket,
        member=bob,
        kind="reply",
        body_html="<p>Half a word</p>",
        updated_at=timezone.now(),
    )
    for member in bob, alice:
        for tickets in (
            workspace.tickets.order_by("pk"),
            workspace.tickets.order_by("-pk")[:2],
            workspace.tickets.none(),
        ):
            assert list(map(tuple, tickets.listed(member))) == list(map(tuple, tickets.for_list(member)))
    marks = {row.pk: (row.has_draft, row.tag_colours) for row in workspace.tickets.order_by("pk").listed(bob)}
    assert marks[ticket.pk] == (True, []) and marks[other.pk] == (False, ["teal fire"])
