"""Import and export of contacts in the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.models import Contact, ContactImport
from tests.fixtures.database import outside
from workspaces.models import Job

TABLE = "Nimi,E-post,Muu\nKõiv,koiv@home.example,x\nVale,vale,x\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, data, **options):
    with outside():
        return client.post("/contacts/import/", {"file": SimpleUploadedFile("people.csv", data), **options})


def ask(client, path, data=None):
    with outside():
        return client.get(path) if data is None else client.post(path, data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_a_file_is_uploaded_mapped_tried_and_imported(as_alice, workspace, encoding, committed):
    sent = send(as_alice, TABLE.encode(encoding))
    came = ContactImport.objects.get()
    address = f"/contacts/import/{came.public_id}/"
    assert (sent.status_code, sent["Location"], came.separator, came.mapping) == (
        302, address, ",", ["name", "email", ""],
    )  # fmt: skip
    shown = ask(as_alice, address)
    assert [column["cells"] for column in shown.context["columns"]] == [
        ["Kõiv", "Vale"], ["koiv@home.example", "vale"], ["x", "x"],
    ]  # fmt: skip
    ask(as_alice, f"{address}run/", {})
    assert not Job.objects.filter(kind="contacts.import").exists()  # not before a trial
    with committed():
        ask(as_alice, address, {"separator": ",", "column-0": "name", "column-1": "email", "column-2": "nonsense"})
    shown = ask(as_alice, address)
    assert shown.context["trial"]["result"] == "1 would be added, 1 has an error"
    assert Contact.objects.count() == 0
    with committed():
        ask(as_alice, f"{address}run/", {})
    assert [one.name for one in Contact.objects.all()] == ["Kõiv"]
    assert "1 contact added" in ask(as_alice, address).content.decode()


def test_the_page_follows_what_runs_until_it_is_over(as_alice, workspace, committed):
    send(as_alice, TABLE.encode())
    address = f"/contacts/import/{ContactImport.objects.get().public_id}/"
    follows = 'hx-trigger="tugi:job from:body'
    assert follows not in ask(as_alice, address).content.decode()
    with committed():
        ask(as_alice, address, {"separator": ",", "column-0": "name", "column-1": "email"})
        assert follows in ask(as_alice, address).content.decode()
    page = ask(as_alice, address).content.decode()
    assert follows not in page and "1 would be added" in page


def test_another_separator_parts_it_anew(as_alice, workspace):
    send(as_alice, b"a;b,c\n1;2,3\n")
    came = ContactImport.objects.get()
    ask(as_alice, f"/contacts/import/{came.public_id}/", {"separator": ","})
    came.refresh_from_db()
    assert (came.separator, len(came.mapping)) == (",", 2)


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (b"", {}, "This file can&#x27;t be read as a table."),
        (b"PK\x03\x04\x00\x01", {}, "This file can&#x27;t be read as a table."),
        (b"a;\xf5\n", {"encoding": "utf-8-sig"}, "This file can&#x27;t be read as a table."),
    ],
)
def test_what_is_no_table_is_refused_in_words(as_alice, workspace, data, options, words):
    answer = send(as_alice, data, **options)
    assert (answer.status_code, ContactImport.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_agents_neither_import_nor_export(as_bob, workspace):
    assert ask(as_bob, "/contacts/import/").status_code == 403
    assert ask(as_bob, "/contacts/export/").status_code == 403


def test_an_export_asks_for_the_password_first(as_alice, workspace, rosa):
    assert ask(as_alice, "/contacts/export/", {}).status_code == 403
    assert not Job.objects.exists()
    begun = ask(as_alice, "/contacts/export/", {"sudo_password": "correct horse battery"})
    assert begun["Location"] == f"/jobs/{Job.objects.get().public_id}/"
