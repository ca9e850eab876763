"""Who began long work hears that it is over, with the way to its file."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_inbox.models import SystemMail
from notifications.models import Notification, NotificationSettings
from notifications.telling import line, mail_what_is_due
from notifications.working import notice
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.models import Status
from workspaces import jobs
from workspaces.jobs import running, sweeping
from workspaces.models import CustomField, Job


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=str(number)) for number in range(3)]


def run(job):
    with outside():
        running.run_slice(job.workspace_id, job.pk)
    job.refresh_from_db()
    return job


def export(member):
    params = {"view": "all-open", "name": "All open", "sort": "", "columns": ["number"], "format": "csv"}
    return run(jobs.start("tickets.export", by=member, params=params))


def change(member, tickets, property="priority", value=4, name="Urgent", **options):
    items = [(ticket.pk, f"#{ticket.number}", {}) for ticket in tickets]
    params = {"change": {"property": property, "value": value, "name": name}}
    return jobs.start("tickets.change", by=member, params=params, items=items, **options)


def told():
    return [(row.member.name, line(row)[0], row.subject, row.mail_due_at) for row in Notification.objects.all()]


def test_an_export_is_told_with_its_file(as_sam, sam, tickets):
    job = export(sam)
    assert told() == [("Sam Sorrel", "Your CSV file is ready", "All open is exported: 3 tickets", None)]
    assert as_sam.get("/news/count/").json()["unread"] == 1
    assert f'href="/jobs/{job.public_id}/file/" download' in as_sam.get("/news/").text
    row = Notification.objects.get()
    assert as_sam.get(f"/news/{row.public_id}/").url == f"/jobs/{job.public_id}/"
    assert as_sam.get("/news/count/").json()["unread"] == 0


def test_a_file_that_is_gone_is_not_offered(as_sam, sam, tickets):
    job = export(sam)
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    page = as_sam.get("/news/").text
    assert "All open is exported: 3 tickets" in page and "/file/" not in page


def test_nobody_else_hears_of_it(as_bob, sam, tickets):
    export(sam)
    assert as_bob.get("/news/count/").json()["unread"] == 0
    assert as_bob.get(f"/news/{Notification.objects.get().public_id}/").status_code == 404


def test_a_change_of_many_and_why_nothing_came_of_it(workspace, sam, tickets):
    run(change(sam, tickets))
    CustomField.objects.create(workspace=workspace, key="order", name="Order", required="on_solve")
    solved = Status.objects.get(workspace=workspace, category="solved")
    run(change(sam, tickets, "status", solved.pk, solved.name))
    assert [one[1:3] for one in told()] == [
        ("What you began was not done", "Nothing was changed. Before this ticket is solved, fill in: Order."),
        ("Work in the background is done", "Priority of 3 tickets is Urgent now"),
    ]


def test_not_of_what_is_done_at_once_or_stopped(sam, tickets):
    change(sam, tickets, few=10)
    job = change(sam, tickets, value=1)
    jobs.stop(job, by=sam)
    run(job)
    assert (job.state, told()) == ("stopped", [])


def test_once_and_by_the_ways_that_were_chosen(workspace, sam, tickets):
    NotificationSettings.objects.create(workspace=workspace, member=sam, ways={"work_over": ["in_app", "mail"]})
    job = export(sam)

    notice(sender=None, job=job)
    assert Notification.objects.count() == 1
    Notification.objects.update(mail_due_at=timezone.now())
    with outside():
        mail_what_is_due()
    assert [mail.subject for mail in SystemMail.objects.all()] == [
        "Your CSV file is ready: All open is exported: 3 tickets"
    ]
    NotificationSettings.objects.update(ways={"work_over": []})
    export(sam)
    assert Notification.objects.count() == 1


def test_it_goes_with_the_work_it_tells_of(sam, tickets):
    job = export(sam)
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=31))
    with outside():
        sweeping.forget()
    assert not Notification.objects.exists()
