"""Words that contacts are found by: kept whatever writes the row."""

import pytest
from django.db import connection

from contacts.finding import matching
from contacts.identities import contact_for
from contacts.models import Contact, ContactWord, Identity, Organization
from tests.fixtures.database import outside
from workspaces.tenancy import tenant


@pytest.fixture
def people(workspace):
    firm = Organization.objects.create(workspace=workspace, name="Fjellheim Sykkelhotell AS")
    sigrid = contact_for(workspace.pk, "email", "sigrid@fjellheim.example", name="Sigrid Bakke")
    sigrid.organization = firm
    sigrid.save()
    Identity.objects.create(
        workspace=workspace, contact=sigrid, kind="phone", value="+4755014218", shown="+47 55 01 42 18"
    )
    maret = contact_for(workspace.pk, "email", "maret.koiv@tartu.example", name="Maret Kõiv")
    return sigrid, maret


def found(workspace, query):
    return list(matching(workspace.contacts.standing(), query).by_name().values_list("name", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        "sigrid", "SIG", "bak sig", "fjell", "sykkelhotell as", "sigrid@fjellheim.example", "+47 55 01 42 18",
        "55 01 42 18", "55014218",
    ],
)  # fmt: skip
def test_a_contact_is_found_by(workspace, people, query):
    assert found(workspace, query) == ["Sigrid Bakke"]


@pytest.mark.parametrize("query", ["koiv", "Kõiv", "KÕIV", "maret.koiv@tartu"])
def test_accents_make_no_difference(workspace, people, query):
    assert found(workspace, query) == ["Maret Kõiv"]


@pytest.mark.parametrize("query", ["", "  ", "!!", "grid", "sigrid kõiv", "a\0b"])
def test_nothing_is_found_by(workspace, people, query):
    assert found(workspace, query) == []


def test_words_follow_what_changes(workspace, people):
    sigrid, maret = people
    Organization.objects.filter(workspace=workspace).update(name="Voss Hotell")
    assert (found(workspace, "fjellheim sykkelhotell"), found(workspace, "voss")) == ([], ["Sigrid Bakke"])
    Contact.objects.filter(pk=sigrid.pk).update(name="Sigrid Øyen")
    assert (found(workspace, "bakke"), found(workspace, "oyen")) == ([], ["Sigrid Øyen"])
    Identity.objects.filter(contact=sigrid, kind="email").update(contact=maret)
    assert found(workspace, "fjellheim") == ["Maret Kõiv"]
    Identity.objects.filter(contact=maret).delete()
    assert found(workspace, "tartu") == []
    Contact.objects.filter(pk=maret.pk).delete()
    assert not ContactWord.objects.filter(contact_id=maret.pk).exists()


def test_another_workspace_is_never_searched(workspace, other_workspace, people):
    with outside(), tenant(other_workspace):
        assert found(other_workspace, "sigrid") == []


def test_the_words_index_serves_thousands(workspace):
    """Under row-level security, which costs other operators their index."""
    Contact.objects.bulk_create([Contact(workspace=workspace, name=f"Person{n} Family{n % 50}") for n in range(3_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contactword, contacts_contact")
    plan = matching(workspace.contacts.standing(), "person2999").by_name().explain()
    assert "contact_word_once" in plan
