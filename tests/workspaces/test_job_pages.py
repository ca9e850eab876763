"""The member's own long work: progress, refusals, Stop, undo, the file."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from workspaces import jobs
from workspaces.jobs import running
from workspaces.models import Job, Member


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=str(number)) for number in range(3)]


@pytest.fixture
def job(bob, tickets):
    """Three tickets get a higher priority, once a worker comes."""
    return start(bob, tickets)


def start(member, tickets, **options):
    change = {"property": "priority", "value": 4, "name": "Urgent"}
    items = [(ticket.pk, f"#{ticket.number}", {}) for ticket in tickets]
    return jobs.start("tickets.change", by=member, params={"change": change}, items=items, **options)


def lines(client):
    return client.get("/jobs/?part=lines").content.decode()


def test_what_runs_is_a_line_with_figures_and_stop(as_bob, job):
    Job.objects.filter(pk=job.pk).update(state="running", done=1, refused=1)
    html = lines(as_bob)
    assert "Set the priority of 3 tickets to Urgent" in html
    assert (
        '<progress class="job-line__bar" aria-label="Set the priority of 3 tickets to Urgent" value="2" max="3">'
        in html
    )
    assert "2 of 3" in html and "See 1 refused" in html
    assert f'hx-post="/jobs/{job.public_id}/stop/"' in html

    as_bob.post(f"/jobs/{job.public_id}/stop/", headers={"hx-request": "true"})
    assert "Stopping" in lines(as_bob)


def test_an_end_is_told_for_a_minute_with_undo(as_bob, job):
    with outside():
        running.run_slice(job.workspace_id, job.pk)
    html = lines(as_bob)
    assert 'data-text="Priority of 3 tickets is Urgent now"' in html
    assert f'data-undo="/jobs/{job.public_id}/undo/"' in html
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    assert "job-news" not in lines(as_bob)


def test_what_was_done_at_once_was_told_by_the_answer(as_bob, bob, tickets):
    start(bob, tickets, few=20)
    assert "job-news" not in lines(as_bob)


def test_its_page_says_what_was_refused_and_why(as_bob, bob, tickets):
    from tickets.operations import triage

    triage.set_category(tickets[1], "closed", by=bob)
    job = start(bob, tickets, few=20)
    html = as_bob.get(f"/jobs/{job.public_id}/").content.decode()
    assert (
        f'<a class="link" href="/tickets/{tickets[1].number}/">#{tickets[1].number}</a></td><td>This ticket is closed'
        in html
    )
    assert "See 1 refused" in as_bob.get("/jobs/").content.decode()


def test_undo_by_a_plain_form_leads_to_its_page(as_bob, bob, tickets):
    job = start(bob, tickets, few=20)
    answer = as_bob.post(f"/jobs/{job.public_id}/undo/")
    undoing = Job.objects.get(undoes=job)
    assert answer.url == f"/jobs/{undoing.public_id}/"
    tickets[0].refresh_from_db()
    assert tickets[0].priority == 2
    assert as_bob.post(f"/jobs/{job.public_id}/undo/").status_code == 409


def test_nobody_else_sees_it(as_alice, as_charlie, bob, tickets):
    job = start(bob, tickets, few=20)
    missing = as_alice.get("/jobs/" + "m" * 26 + "/")
    for client in (as_alice, as_charlie):
        assert client.get(f"/jobs/{job.public_id}/").status_code == 404
        assert client.post(f"/jobs/{job.public_id}/undo/").status_code == 404
        assert "Set the priority" not in client.get("/jobs/").content.decode()
    assert missing.status_code == 404


def test_the_file_is_the_members_alone_while_they_may_and_for_a_day(as_bob, as_alice, bob, tickets):
    job = start(bob, tickets, few=20)
    jobs.runner_of(job).keep_file(job, ContentFile(b"a,b"), name="Rows.csv", type="text/csv")
    job.save()
    address = f"/jobs/{job.public_id}/file/"

    answer = as_bob.get(address)
    assert b"".join(answer.streaming_content) == b"a,b"
    assert answer["Content-Disposition"] == 'attachment; filename="Rows.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert as_alice.get(address).status_code == 404

    Member.objects.filter(pk=bob.pk).update(role="light_agent")
    assert as_bob.get(address).status_code == 404
    Member.objects.filter(pk=bob.pk).update(role="agent")
    Job.objects.update(expires_at=timezone.now())
    assert as_bob.get(address).status_code == 404
