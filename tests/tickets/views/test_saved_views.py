"""Members' own lists: made, changed, shared, ordered, counted by a worker, deleted and put back."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tests.tickets.test_budgets import cost
from tickets import saved_views, sweeps, view_counts
from tickets.models import SavedView, SavedViewCount
from tickets.operations import triage
from workspaces.models import Team, TeamMember

HTMX = {"hx-request": "true"}


@pytest.fixture
def tickets(workspace, rosa, bob):
    made = [make_ticket(workspace, rosa, subject=f"Ticket {number}") for number in range(3)]
    triage.add_tag(made[1], "recall", by=bob)
    return made


def make_view(owner, name="Recall", query="tag:recall", **fields):
    return saved_views.add(SavedView(workspace_id=owner.workspace_id, owner=owner, name=name, query=query, **fields))


def in_rail(client):
    html = client.get("/inbox/rail/").content.decode()
    return re.findall(r'href="/inbox/view-\d+/".*?<span class="rail__label">([^<]*)</span>', html)


def listed(client, view):
    html = client.get(f"/inbox/view-{view.pk}/?part=rows").content.decode()
    return [int(number) for number in re.findall(r'id="ticket-(\d+)"', html)]


def test_a_list_is_saved_under_a_name(as_bob, bob, tickets):
    form = as_bob.get("/inbox/views/?view=my-open").content.decode()
    assert 'value="is:open assignee:me"' in form
    sent = {"name": "Recall PB-5", "query": "is:open tag:recall", "visibility": "private", "sort": "-updated"}
    answer = as_bob.post("/inbox/views/", sent)
    view = SavedView.objects.get()
    assert answer.url == f"/inbox/view-{view.pk}/"
    assert (view.owner, view.query, view.visibility, view.sort) == (bob, "is:open tag:recall", "private", "-updated")
    assert listed(as_bob, view) == [2]
    assert in_rail(as_bob) == ["Recall PB-5"]
    page = as_bob.get(answer.url).content.decode()
    assert f'href="/inbox/views/{view.pk}/"' in page and "Edit view" in page


def test_a_query_that_says_nothing_is_refused_and_kept(as_bob, tickets):
    answer = as_bob.post("/inbox/views/", {"name": "Wrong", "query": "statsu:open", "visibility": "private"})
    assert answer.status_code == 422
    assert 'value="statsu:open"' in answer.content.decode()
    assert not SavedView.objects.exists()


def test_a_name_that_is_gone_is_said_in_the_list(as_bob, bob, tickets):
    view = make_view(bob, query="team:Nowhere")
    page = as_bob.get(f"/inbox/view-{view.pk}/")
    assert page.status_code == 200
    assert "Nowhere" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "visibility", "status"),
    [
        ("agent", "team", 422),
        ("agent", "everybody", 422),
        ("supervisor", "team", 302),
        ("supervisor", "everybody", 422),
        ("admin", "everybody", 302),
        ("light_agent", "private", 403),
    ],
)
def test_who_may_share(client, workspace, team, role, visibility, status):
    member = make_member(workspace, "Sam Sorrel", role, [team])
    client.force_login(member.user)
    sent = {"name": "Shared", "query": "is:open", "visibility": visibility}
    if visibility == "team":
        sent["team"] = team.pk
    assert client.post("/inbox/views/", sent).status_code == status


def test_everybody_sees_what_is_shared_and_only_their_tickets_in_it(as_bob, alice, bob, workspace, rosa, tickets):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    hidden = make_ticket(workspace, rosa, subject="Hidden", team=private)
    triage.add_tag(hidden, "recall", by=alice)
    shared = make_view(alice, "All recalls", visibility="everybody")
    of_team = make_view(alice, "Personnel", visibility="team", team=private)
    own = make_view(alice, "Alice's")
    assert in_rail(as_bob) == ["All recalls"]
    assert listed(as_bob, shared) == [2]
    for view in (of_team, own):
        assert as_bob.get(f"/inbox/view-{view.pk}/").status_code == 404
        assert as_bob.post(f"/inbox/views/{view.pk}/deletion/").status_code == 404
    assert as_bob.post(f"/inbox/views/{shared.pk}/deletion/").status_code == 403
    TeamMember.objects.create(workspace=workspace, team=private, member=bob)
    assert in_rail(as_bob) == ["All recalls", "Personnel"]


def test_a_foreign_view_is_missing(as_charlie, bob, tickets):
    view = make_view(bob)
    assert as_charlie.get(f"/inbox/view-{view.pk}/").status_code == 404
    assert as_charlie.get(f"/inbox/views/{view.pk}/").status_code == 404


def test_a_deleted_view_can_be_put_back_for_a_day(as_bob, bob, tickets):
    view = make_view(bob)
    answer = as_bob.post(f"/inbox/views/{view.pk}/deletion/", headers=HTMX)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo_url"]
    assert in_rail(as_bob) == []
    assert as_bob.get(f"/inbox/view-{view.pk}/").status_code == 404
    as_bob.post(undo, headers=HTMX)
    assert in_rail(as_bob) == ["Recall"]
    SavedView.objects.update(deleted_at=timezone.now() - timedelta(days=2))
    with outside():
        sweeps.forget_deleted_views()
    assert not SavedView.objects.exists()


def test_views_are_put_in_order(as_bob, bob):
    views = [make_view(bob, name) for name in ("A", "B", "C")]
    assert as_bob.post(f"/inbox/views/{views[2].pk}/position/", {"step": "-1"}, headers=HTMX).status_code == 204
    assert in_rail(as_bob) == ["A", "C", "B"]
    as_bob.post(f"/inbox/views/{views[1].pk}/position/", {"place": "0"}, headers=HTMX)
    assert in_rail(as_bob) == ["B", "A", "C"]
    as_bob.post(f"/inbox/views/{views[1].pk}/position/", {"step": "-1"}, headers=HTMX)
    assert in_rail(as_bob) == ["B", "A", "C"]
    assert as_bob.post(f"/inbox/views/{views[1].pk}/position/", {"place": "x"}).status_code == 400


def test_a_worker_counts_and_the_request_never_does(as_bob, bob, tickets):
    view = make_view(bob)
    assert _figure(as_bob, view) == ""
    view_counts.count(bob.workspace_id, bob.pk)
    assert _figure(as_bob, view) == "1"

    triage.add_tag(tickets[0], "recall", by=bob)
    view_counts.count(bob.workspace_id, bob.pk)  # within ten seconds: not again
    assert _figure(as_bob, view) == "1"
    SavedViewCount.objects.update(counted_at=timezone.now() - timedelta(seconds=11))
    assert _figure(as_bob, view) == "1"  # looked at: wanted
    assert SavedViewCount.objects.get().wanted_at is not None
    view_counts.count(bob.workspace_id, bob.pk)
    assert _figure(as_bob, view) == "2"


def _item(client, view):
    html = client.get("/inbox/rail/").content.decode()
    return re.search(rf'<li><a class="rail__item" href="/inbox/view-{view.pk}/".*?</li>', html, re.DOTALL)[0]


def _figure(client, view):
    return re.search(r'rail__count">([^<]*)<', _item(client, view))[1]


def test_what_can_t_be_counted_in_time_says_more_than_a_thousand(as_bob, bob, tickets):
    view = make_view(bob)
    SavedViewCount.objects.create(
        workspace=bob.workspace, view=view, member=bob, count=1001, is_cut=True, counted_at=timezone.now()
    )
    assert _figure(as_bob, view) == "1,000+"


def test_the_rail_asks_once_however_many_views(as_bob, bob, tickets):
    few = cost(as_bob, "/inbox/all-open/")
    for number in range(20):
        view = make_view(bob, f"View {number}")
        SavedViewCount.objects.create(
            workspace=bob.workspace, view=view, member=bob, count=3, counted_at=timezone.now()
        )
    assert cost(as_bob, "/inbox/all-open/") == few <= 12
