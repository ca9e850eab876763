"""Contacts in and out by files."""

import csv
import io
import time

import pytest
from django.core.files.base import ContentFile

from contacts import editing, merging
from contacts.identities import contact_for
from contacts.models import Contact, ContactImport, ContactImportKey, Identity, Organization, OrganizationDomain
from contacts.transfer import mapping
from contacts.transfer.tables import as_utf8, guarded, guess_encoding, guess_separator, records, unguarded
from notifications.models import Notification
from notifications.telling import line
from tests.fixtures.database import outside
from workspaces import jobs
from workspaces.jobs import running
from workspaces.models import JobItem
from workspaces.tenancy import tenant

HEAD = "Name;E-mail;Phone;Company;City;Tags;VIP\n"
MAPPING = ["name", "email", "phone", "organization", "city", "tags", "vip"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def upload(workspace, alice):
    def made(text, mapping=MAPPING, separator=";"):
        one = ContactImport(workspace=workspace, member=alice, name="people.csv", separator=separator, mapping=mapping)
        one.encoding = "utf-8-sig"
        one.file.save("", ContentFile(text.encode()), save=False)
        one.save()
        return one

    return made


@pytest.fixture
def run(workspace, alice):
    """Run a job of ``kind`` to its end, as the worker does."""

    def ran(kind, **params):
        job = jobs.start(kind, by=alice, params=params)
        with outside():
            while not job.is_over:
                running.run_slice(workspace.pk, job.pk)
                with tenant(workspace):
                    job.refresh_from_db()
        return job

    return ran


def rows_of_file(job):
    return list(csv.reader(io.StringIO(job.file.open("rb").read().decode("utf-8-sig")), delimiter=";"))


def test_a_file_becomes_contacts(workspace, upload, run, alice):
    firm = Organization.objects.create(workspace=workspace, name="Fjellheim")
    OrganizationDomain.objects.create(workspace=workspace, organization=firm, domain="fjellheim.example")
    text = HEAD + (
        "Sigrid Bakke;Sigrid@Fjellheim.example;+47 55 01 42 18;;Voss;fleet, Wholesale;yes\n"
        '"Kõiv; Maret";maret@tartu.example, m.koiv@home.example;;Tartu Linnatransport;;;\n'
        ";nameless@home.example;;Tartu Linnatransport;;;\n"
    )
    job = run("contacts.import", **{"import": upload(text).pk})
    assert (job.state, job.total, job.done, job.refused, job.file.name) == ("done", 3, 3, 0, "")
    assert jobs.runner_of(job).result(job) == "3 contacts added"
    sigrid, maret, nameless = Contact.objects.order_by("pk")
    assert (sigrid.name, sigrid.organization, sigrid.city, sigrid.is_vip) == ("Sigrid Bakke", firm, "Voss", True)
    assert [one.name for one in sigrid.tags.all()] == ["fleet", "wholesale"]
    assert [one.value for one in sigrid.identities.all()] == ["sigrid@fjellheim.example", "+4755014218"]
    assert (maret.name, str(maret.organization), maret.identities.count()) == ("Kõiv; Maret", "Tartu Linnatransport", 2)
    assert nameless.name == "nameless@home.example"


def test_bad_lines_are_named_with_their_reason(workspace, upload, run):
    text = HEAD + (
        "Good;good@home.example;;;;;\n"
        "No way;;;;;;\n"
        "Bad;not-an-address;;;;;\n"
        "Bad;;12;;;;\n"
        "Many;many@home.example;;;;;;one;more\n"
        "Vip;vip@home.example;;;;;perhaps\n"
        '"Open;open@home.example;;;;;\n'
        "=cmd;also@home.example;;;;;\n"
    )
    job = run("contacts.import", **{"import": upload(text).pk})
    assert (job.done, job.refused, job.total) == (2, 6, 8)
    heads, *rows = rows_of_file(job)
    assert heads == ["Line", "Reason", *HEAD.strip().split(";")]
    assert [(row[0], row[1]) for row in rows] == [
        ("3", "The line has no e-mail address, telephone or customer number: nothing would find it again."),
        ("4", "“not-an-address” is not an e-mail address."),
        ("5", "“12” is not a telephone number."),
        ("6", "The line has 9 columns, the first line has 7."),
        ("7", "“perhaps” says neither yes nor no for VIP."),
        ("8", "The quotation marks of this line do not fit together."),
    ]
    assert set(Contact.objects.values_list("name", flat=True)) == {"Good", "=cmd"}


def test_who_is_known_keeps_what_is_there(workspace, upload, run, bob):
    rosa = contact_for(workspace.pk, "email", "rosa@home.example", name="Rosa Mets")
    editing.change(rosa, by=bob, city="Voss")
    text = HEAD + "R. M.;rosa@home.example;+47 55 01 42 18;Fjellheim;Bergen;fleet;\n"
    job = run("contacts.import", **{"import": upload(text).pk})
    rosa.refresh_from_db()
    assert (rosa.name, rosa.city, str(rosa.organization)) == ("Rosa Mets", "Voss", "Fjellheim")
    assert sorted(one.value for one in rosa.identities.all()) == ["+4755014218", "rosa@home.example"]
    assert jobs.runner_of(job).result(job) == "0 contacts added, 1 known already"


def test_an_address_between_two_people_is_refused(workspace, upload, run, bob):
    contact_for(workspace.pk, "email", "a@home.example", name="A")
    contact_for(workspace.pk, "email", "b@home.example", name="B")
    job = run("contacts.import", **{"import": upload(HEAD + "AB;a@home.example,b@home.example;;;;;\n").pk})
    assert JobItem.objects.get(job=job).reason == (
        "Its addresses belong to different contacts. Merge them first, or part the line."
    )


def test_who_was_merged_is_known(workspace, upload, run, bob):
    kept = contact_for(workspace.pk, "email", "a@home.example", name="A")
    merging.merge(kept, contact_for(workspace.pk, "email", "b@home.example", name="B"), by=bob)
    job = run("contacts.import", **{"import": upload(HEAD + "B;b@home.example;;;;;\n").pk})
    assert (job.cursor["added"], job.cursor["known"]) == (0, 1)


def test_a_trial_says_what_would_be_and_changes_nothing(workspace, upload, run):
    contact_for(workspace.pk, "email", "known@home.example", name="Known")
    lines = ["New;new@home.example;;;;;", "Known;known@home.example;;;;;", "Bad;bad;;;;;"]
    lines += [f"P{n};p{n}@home.example;;;;;" for n in range(600)] + ["Again;NEW@home.example;;;;;"]
    job = run("contacts.try_import", **{"import": upload(HEAD + "\n".join(lines)).pk})
    assert jobs.runner_of(job).result(job) == "601 would be added, 2 are known already, 1 has an error"
    assert (Contact.objects.count(), ContactImportKey.objects.count()) == (1, 0)
    assert rows_of_file(job)[1][:2] == ["4", "“bad” is not an e-mail address."]


def test_an_import_is_told_and_a_trial_is_not(workspace, upload, run):
    for kind in ("contacts.try_import", "contacts.import"):
        run(kind, **{"import": upload(HEAD + "New;new@home.example;;;;;\nBad;bad;;;;;").pk})
    assert [line(one)[0] for one in Notification.objects.all()] == ["Work in the background is done"]


def test_twenty_thousand_lines_of_which_five_hundred_are_bad(swept, workspace, upload, run):
    """Progress, an error file with the reason for each, nothing half-imported, and a second run adds nothing."""
    lines = [
        f"Person {n};{'broken' if n % 40 == 7 else f'person{n}@home.example'};+47 9{n:07};Firm {n % 300};Voss;imported;"
        for n in range(20_000)
    ]
    came = upload(HEAD + "\n".join(lines))
    started = time.monotonic()
    job = run("contacts.import", **{"import": came.pk})
    assert time.monotonic() - started < 120
    assert (job.state, job.total, job.done, job.refused) == ("done", 20_000, 19_500, 500)
    rows = rows_of_file(job)[1:]
    assert len(rows) == 500
    assert {row[1] for row in rows} == {"“broken” is not an e-mail address."}
    assert [int(row[0]) for row in rows] == [n + 2 for n in range(20_000) if n % 40 == 7]
    counts = (Contact.objects.count(), Identity.objects.count(), Organization.objects.count())
    assert counts == (19_500, 39_000, 300)

    again = run("contacts.import", **{"import": came.pk})
    assert (again.cursor["added"], again.cursor["known"], again.refused) == (0, 19_500, 500)
    assert (Contact.objects.count(), Identity.objects.count(), Organization.objects.count()) == counts


def test_stop_keeps_what_is_done_and_the_next_run_does_the_rest(workspace, upload, alice, run):
    came = upload(HEAD + "\n".join(f"P{n};p{n}@home.example;;;;;" for n in range(1_200)))
    job = jobs.start("contacts.import", by=alice, params={"import": came.pk})
    with outside():
        running.run_slice(workspace.pk, job.pk, seconds=0)
        running.run_slice(workspace.pk, job.pk, seconds=0.0001)
    jobs.stop(job, by=alice)
    with outside():
        running.run_slice(workspace.pk, job.pk)
    job.refresh_from_db()
    assert job.state == "stopped"
    assert Contact.objects.count() == job.done < 1_200
    run("contacts.import", **{"import": came.pk})
    assert Contact.objects.count() == 1_200


def test_an_export_comes_back_in_and_holds_no_formula(workspace, run, upload, bob):
    rosa = contact_for(workspace.pk, "email", "rosa@home.example", name="=HYPERLINK(1)")
    Identity.objects.create(
        workspace=workspace, contact=rosa, kind="phone", value="+4755014218", shown="+47 55 01 42 18"
    )
    editing.add_tag(rosa, "fleet", by=bob)
    editing.change(rosa, by=bob, note="@note", is_vip=True)
    for n in range(1_100):
        contact_for(workspace.pk, "email", f"p{n}@home.example", name=f"P{n}")
    job = run("contacts.export")
    heads, first, *rest = rows_of_file(job)
    assert (job.done, len(rest), JobItem.objects.filter(job=job).count()) == (1_101, 1_100, 0)
    assert dict(zip(heads, first, strict=True)) | {"Known since": ""} == {
        "Name": "'=HYPERLINK(1)", "E-mail": "rosa@home.example", "Phone": "'+47 55 01 42 18", "Organization": "",
        "Customer number": "", "Language": "", "Time zone": "", "City": "", "Tags": "fleet", "VIP": "yes",
        "Note": "'@note", "Form of address": "", "Blocked": "no", "Known since": "",
    }  # fmt: skip
    text = job.file.open("rb").read().decode("utf-8-sig")
    back = run("contacts.import", **{"import": upload(text, mapping.guess(heads)).pk})
    assert (back.cursor["added"], back.cursor["known"], back.refused) == (0, 1_101, 0)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠a", "\n=1"])
def test_formulas_are_made_safe_and_come_back(cell):
    assert (guarded(cell), unguarded(guarded(cell))) == (f"'{cell}", cell)
    assert guarded("Rosa") == unguarded("Rosa") == "Rosa"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Nimi;Linn\nKõiv;Põlva\n".encode(), "utf-8-sig"),
        ("Nimi;Linn\nKõiv;Põlva\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Nimi;Linn\nKõiv;Põlva\n".encode("utf-16"), "utf-16"),
        (("Nimi;Linn\nKõiv;Põlva\n" * 9).encode("utf-16-le"), "utf-16"),
        ("Nimi;Linn\nKõiv;Põlva\n".encode("latin-1"), "latin-1"),
    ],
)
def test_letters_are_guessed(data, encoding):
    assert guess_encoding(data) == encoding
    assert as_utf8(data, encoding).decode().startswith("Nimi;Linn\nKõiv;Põlva\n")


@pytest.mark.parametrize(("line", "separator"), [("a;b;c,d", ";"), ('a,b,"c;d;e"', ","), ("a\tb", "\t"), ("a", ";")])
def test_separators_are_guessed(line, separator):
    assert guess_separator(line) == separator


def test_heads_are_guessed():
    heads = [
        "Full name",
        "E-mail address",
        "E-post 2",
        "Mobil",
        "Bedrift",
        "Kundenummer",
        "Språk",
        "Poststed",
        "Unknown",
    ]
    assert mapping.guess(heads) == [
        "name", "email", "email", "phone", "organization", "external_id", "language", "city", "",
    ]  # fmt: skip


def test_records_say_where_they_begin_and_go_on_from_any_of_them():
    file = io.BytesIO(b'a;b\n\n"1\n2";x\n3;y\n')
    every = list(records(file, ";"))
    assert [(one.line, one.cells) for one in every] == [(1, ["a", "b"]), (3, ["1\n2", "x"]), (5, ["3", "y"])]
    assert list(records(file, ";", offset=every[1].offset, line=every[1].next_line)) == every[2:]
