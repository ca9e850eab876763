"""A list as a file: the rows and columns of its table, as whoever asked sees them, and nothing that a spreadsheet runs."""

import csv
import io
import zipfile

import pytest

from contacts.identities import contact_for
from helpdesk.lib.spreadsheets import as_csv, as_xlsx
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.models import Ticket
from tickets.operations import triage
from workspaces.jobs import running
from workspaces.models import Job, Member, Team

VECTORS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠1", " =1"]


def run(job):
    with outside():
        running.run_slice(job.workspace_id, job.pk)
    job.refresh_from_db()
    return job


def ask(client, **form):
    answer = client.post("/inbox/exports/", {"view": "all-open", "format": "csv", **form})
    assert answer.status_code == 302
    return Job.objects.get()


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_rows_and_columns_of_the_screen(as_sam, sam, workspace):
    for name in ("Cleo", "Anna", "Bert"):
        make_ticket(
            workspace, contact_for(workspace.pk, "email", f"{name}@example.com", name=name), subject=f"From {name}"
        )
    triage.add_tag(Ticket.objects.get(number=2), "recall", by=sam)
    Member.objects.filter(pk=sam.pk).update(list_columns=["number", "subject", "requester", "priority", "tags"])
    job = run(ask(as_sam, sort="requester"))
    assert (job.state, job.total, job.done, job.refused) == ("done", 3, 3, 0)
    answer = as_sam.get(f"/jobs/{job.public_id}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="All_open.csv"'
    assert rows(b"".join(answer.streaming_content)) == [
        ["No.", "Subject", "Requester", "Priority", "Tags"],
        ["2", "From Anna", "Anna", "Normal", "recall"],
        ["3", "From Bert", "Bert", "Normal", ""],
        ["1", "From Cleo", "Cleo", "Normal", ""],
    ]


def test_only_what_the_member_sees_also_when_it_is_read(as_sam, sam, workspace, rosa):
    make_ticket(workspace, rosa, subject="Seen")
    hidden = make_ticket(workspace, rosa, subject="Hidden")
    job = ask(as_sam)
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    token = _first_step(job)
    Ticket.objects.filter(pk=hidden.pk).update(team=private)
    Job.objects.filter(lease_token=token).update(lease_until=None)
    job = run(job)
    assert (job.done, job.refused) == (1, 1)
    assert b"Hidden" not in job.file.read()


def _first_step(job):
    with outside():
        token = running.claim(job.workspace_id, job.pk)
        assert running._step(job.workspace_id, job.pk, token, tells=False)
    return token


def test_who_lost_the_right_gets_neither_run_nor_file(as_sam, sam, workspace, rosa):
    make_ticket(workspace, rosa)
    job = ask(as_sam)
    Member.objects.filter(pk=sam.pk).update(role="agent")
    job = run(job)
    assert (job.state, job.file.name) == ("failed", "")

    Member.objects.filter(pk=sam.pk).update(role="supervisor")
    Job.objects.all().delete()
    job = run(ask(as_sam))
    assert as_sam.get(f"/jobs/{job.public_id}/file/").status_code == 200
    Member.objects.filter(pk=sam.pk).update(role="agent")
    assert as_sam.get(f"/jobs/{job.public_id}/file/").status_code == 404


@pytest.mark.parametrize("layout", ["split", "table", "board"])
def test_every_layout_offers_it_and_shows_what_the_list_asks_for(as_sam, ticket, layout):
    as_sam.post("/inbox/layout/", {"view": "all-open", "layout": layout})
    page = as_sam.get("/inbox/all-open/").text
    assert 'action="/inbox/exports/"' in page and 'value="is:open"' in page


def test_an_agent_exports_nothing(as_bob, ticket):
    assert "/inbox/exports/" not in as_bob.get("/inbox/all-open/").text
    assert as_bob.post("/inbox/exports/", {"view": "all-open", "format": "csv"}).status_code == 403


def test_unknown_views_and_formats_are_missing(as_sam):
    assert as_sam.post("/inbox/exports/", {"view": "team-99", "format": "csv"}).status_code == 404
    assert as_sam.post("/inbox/exports/", {"view": "all-open", "format": "exe"}).status_code == 404


def test_no_text_becomes_a_formula():
    for row in rows(as_csv([["Head"], *[[text] for text in VECTORS]]))[1:]:
        assert row[0].startswith("'")
    with zipfile.ZipFile(io.BytesIO(as_xlsx([["Head"], *[[text] for text in VECTORS], [4711]]))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert not any("<f>" in part or "<f " in part for part in parts.values())
    assert "<v>4711</v>" in parts["xl/worksheets/sheet1.xml"]
    assert "'=1+1" in "".join(parts.values())
