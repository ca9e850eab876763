"""From one ticket to the next, in the list that it was opened from."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.fixtures.cast import make_ticket
from tickets.models import SavedView, Ticket
from tickets.operations import triage


@pytest.fixture
def four(workspace, rosa, bob, ticket):
    """Numbers 1 to 4, the longest wait first; 3 is Bob's, 4 is solved."""
    tickets = [ticket, *(make_ticket(workspace, rosa) for _ in range(3))]
    for age, one in enumerate(tickets):
        Ticket.objects.filter(pk=one.pk).update(sort_due=timezone.now() - timedelta(hours=10 - age))
    triage.assign(tickets[2], bob, by=bob)
    triage.set_category(tickets[3], "solved", by=bob)
    Ticket.objects.filter(pk=tickets[2].pk).update(sort_due=timezone.now() - timedelta(hours=8))
    return tickets


def leads_to(client, way, number, view):
    return client.get(f"/tickets/{number}/{way}/?view={view}")["Location"]


def test_the_list_that_it_was_opened_from_says_what_comes(as_bob, four):
    assert leads_to(as_bob, "next", 1, "all-open") == "/tickets/2/?view=all-open"
    assert leads_to(as_bob, "next", 2, "all-open") == "/tickets/3/?view=all-open"
    assert leads_to(as_bob, "previous", 3, "all-open") == "/tickets/2/?view=all-open"
    assert leads_to(as_bob, "next", 1, "my-open") == "/tickets/3/?view=my-open"  # it is not in that list itself
    assert leads_to(as_bob, "next", 1, "no-such-list") == "/tickets/3/?view=my-open"


def test_at_the_end_comes_the_list_or_with_scripts_a_word(as_bob, four):
    assert leads_to(as_bob, "next", 3, "all-open") == "/inbox/all-open/"
    headers = {"HX-Request": "true", "HX-Current-URL": "http://acme.localhost/tickets/1/?view=all-open"}
    answer = as_bob.get("/tickets/1/previous/", headers=headers)
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["toast"]["text"] == "That was the first one of All open."
    place = json.loads(as_bob.get("/tickets/1/next/", headers=headers)["HX-Location"])
    assert place == {"path": "/tickets/2/?view=all-open", "target": "#ticket", "swap": "innerHTML"}


def test_equal_instants_are_told_apart(as_bob, four):
    Ticket.objects.update(sort_due=timezone.now())
    assert leads_to(as_bob, "next", 1, "all-open") == "/tickets/2/?view=all-open"
    assert leads_to(as_bob, "next", 2, "all-open") == "/tickets/3/?view=all-open"
    assert leads_to(as_bob, "previous", 2, "all-open") == "/tickets/1/?view=all-open"


def test_in_a_list_with_the_newest_first_the_next_one_is_older(as_bob, four):
    for age, one in enumerate(four):
        Ticket.objects.filter(pk=one.pk).update(last_message_at=timezone.now() - timedelta(hours=10 - age))
        triage.set_category(one, "solved", by=one.assignee)
    assert leads_to(as_bob, "next", 3, "solved") == "/tickets/2/?view=solved"
    assert leads_to(as_bob, "previous", 3, "solved") == "/tickets/4/?view=solved"


def test_a_saved_list_that_asks_for_what_is_gone_has_no_neighbours(as_bob, workspace, bob, four):
    gone = SavedView.objects.create(workspace=workspace, owner=bob, name="Gone", query="tag:gone", sort="due")
    assert leads_to(as_bob, "next", 1, f"view-{gone.pk}") == f"/inbox/view-{gone.pk}/"


@pytest.mark.parametrize("view", ["all-open", "team"])
def test_it_costs_the_same_in_a_long_list(as_bob, workspace, rosa, team, four, view):
    slug = f"team-{team.pk}" if view == "team" else view
    counts = []
    for more in (0, 30):
        for _ in range(more):
            make_ticket(workspace, rosa)
        with CaptureQueriesContext(connection) as ran:
            leads_to(as_bob, "next", 1, slug)
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_behind_one_that_was_solved_the_list_begins_anew(as_bob, four):
    triage.set_category(four[1], "solved", by=four[2].assignee)
    assert leads_to(as_bob, "next", 2, "all-open") == "/tickets/1/?view=all-open"
    assert leads_to(as_bob, "next", 3, "all-open") == "/inbox/all-open/"  # the last one, which is still there


def test_a_page_that_names_no_list_has_the_one_seen_last_beside_it(as_bob, four):
    as_bob.get("/inbox/all-open/")
    page = as_bob.get("/tickets/4/").content.decode()  # as from the palette, or after merging
    assert 'data-src="/inbox/rail/?view=all-open"' in page
    assert "view=my-open" not in page
    assert as_bob.get("/tickets/1/next/")["Location"] == "/tickets/2/?view=all-open"
    as_bob.get("/tickets/1/?view=my-open")
    assert as_bob.get("/tickets/1/next/")["Location"] == "/tickets/3/?view=my-open"
    as_bob.cookies["tugi_list"] = "no-such-list"
    assert 'data-src="/inbox/rail/?view=my-open"' in as_bob.get("/tickets/4/").content.decode()
