"""Hundreds of tickets that match are solved by the worker, slice by slice, and put back."""

import json
import re

import pytest
from django.utils import timezone

from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.models import Ticket
from tickets.operations.preparing import status_in
from workspaces.jobs import running
from workspaces.models import Job

HTMX = {"hx-request": "true"}
COUNT = 300


@pytest.fixture
def many(workspace, rosa):
    """One by the operations, the others like it."""
    first = make_ticket(workspace, rosa)
    number = first.number
    others = []
    for more in range(1, COUNT):
        others.append(
            Ticket(
                workspace=workspace,
                number=number + more,
                subject=f"Recall {more}",
                channel=first.channel,
                requester=rosa,
                team=first.team,
                status=status_in(workspace.pk, "open"),
                category="open",
                created_at=first.created_at,
                last_message_at=first.last_message_at,
                waiting_since=first.waiting_since,
                sort_due=first.sort_due,
            )
        )
    Ticket.objects.bulk_create(others)
    return first


def test_all_that_match_are_solved_with_progress_and_undone(as_alice, workspace, many):
    before = _state()
    answer = as_alice.post("/inbox/bulk/", {"all": "1", "view": "all-open", "status": "solved"}, headers=HTMX)
    job = Job.objects.get()
    assert json.loads(answer["HX-Trigger"]) == {"tugi:job": {"job": job.public_id}}
    seen = _watch(as_alice, job)
    assert len(seen) > 2 and seen == sorted(seen)
    assert set(Ticket.objects.values_list("category", "waiting_since")) == {("solved", None)}
    told = as_alice.get("/jobs/?part=lines").content.decode()
    assert 'data-text="300 tickets set to Solved"' in told

    undo = re.search(r'data-undo="([^"]+)"', told)[1]
    as_alice.post(undo, headers=HTMX)
    undoing = Job.objects.get(undoes=job)
    _watch(as_alice, undoing)
    undoing.refresh_from_db()
    assert (undoing.state, undoing.done, undoing.refused) == ("done", COUNT, 0)
    after = _state()
    assert [row[1:] for row in after] == [row[1:] for row in before]
    assert {row[0] for row in after} == {"open"}


def _state():
    return list(Ticket.objects.order_by("pk").values_list("category", "waiting_since", "sort_due"))


def _watch(client, job):
    """Let the worker run slice by slice; the figures that the page shows meanwhile."""
    seen = []
    while True:
        with outside():
            running.run_slice(job.workspace_id, job.pk, seconds=0.3)
        Job.objects.filter(pk=job.pk).update(next_at=timezone.now())
        job.refresh_from_db()
        if job.is_over:
            return seen
        line = client.get("/jobs/?part=lines").content.decode()
        seen.append(int(re.search(r'value="(\d+)" max="300"', line)[1]))
