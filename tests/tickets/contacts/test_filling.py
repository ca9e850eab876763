"""New contacts by hand, and custom fields of contacts and organizations, changed where they stand."""

import pytest

from contacts.custom_fields import held_by
from contacts.identities import contact_for
from contacts.models import Contact, Organization, OrganizationDomain
from workspaces.models import CustomField, FieldOption

HTMX = {"HX-Request": "true"}
NEW = {"name": "", "email": "", "phone": "", "organization_name": "", "language": "", "form_of_address": "", "city": "",
       "time_zone": "", "external_id": "", "note": ""}  # fmt: skip


@pytest.fixture
def firm(workspace):
    firm = Organization.objects.create(workspace=workspace, name="Fjellheim")
    OrganizationDomain.objects.create(workspace=workspace, organization=firm, domain="fjellheim.example")
    return firm


@pytest.fixture
def bikes(workspace):
    return CustomField.objects.create(workspace=workspace, scope="contact", key="bikes", name="Bikes", kind="number")


def held(owner):
    return {one.field.key: one.text for one in held_by(owner) if one.text}


def test_somebody_new_is_written_down_with_all_that_is_known(as_bob, firm):
    typed = {"name": "Sigrid Bakke", "email": "Sigrid@Fjellheim.example", "phone": "+47 55 01 42 18", "language": "nb",
             "city": "Voss", "is_vip": "on", "external_id": "K-7", "note": "Runs bookings."}  # fmt: skip
    answer = as_bob.post("/contacts/new/", NEW | typed)
    sigrid = Contact.objects.get(name="Sigrid Bakke")
    assert answer.url == sigrid.get_absolute_url()
    assert (sigrid.organization, sigrid.language, sigrid.city, sigrid.is_vip, sigrid.external_id, sigrid.note) == (
        firm,
        "nb",
        "Voss",
        True,
        "K-7",
        "Runs bookings.",
    )
    assert [one.value for one in sigrid.identities.order_by("kind")] == ["sigrid@fjellheim.example", "+4755014218"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"name": "Just a name"}, "Just a name"),
        ({"email": "a@plain.example"}, "a@plain.example"),
        ({"phone": "55 01 42 18"}, "55 01 42 18"),
    ],
)
def test_a_name_an_address_or_a_number_is_enough(as_bob, workspace, typed, name):
    assert as_bob.post("/contacts/new/", NEW | typed).status_code == 302
    assert Contact.objects.get().name == name


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "id_name_error"),
        ({"name": "Rosa", "email": "rosa@example.com"}, "id_email_error"),
        ({"name": "Rosa", "email": "nonsense"}, "id_email_error"),
        ({"name": "Rosa", "phone": "12"}, "id_phone_error"),
        ({"name": "Rosa", "time_zone": "Nowhere"}, "id_time_zone_error"),
    ],
)
def test_what_can_not_be_is_refused_and_comes_back(as_bob, rosa, typed, wrong):
    answer = as_bob.post("/contacts/new/", NEW | {"note": "Kept words"} | typed)
    assert answer.status_code == 422
    assert wrong in answer.text and "Kept words" in answer.text
    assert list(Contact.objects.all()) == [rosa]


def test_another_organization_than_that_of_the_domain(as_bob, firm):
    as_bob.post("/contacts/new/", NEW | {"email": "x@fjellheim.example", "organization_name": "Elsewhere"})
    assert Contact.objects.get().organization.name == "Elsewhere"


def test_a_field_of_a_contact_is_changed_where_it_stands(as_bob, rosa, bikes):
    url = f"{rosa.get_absolute_url()}fields/bikes/"
    assert f'action="{url}"' in as_bob.get(rosa.get_absolute_url()).text
    answer = as_bob.post(url, {"value": "12"}, headers=HTMX)
    assert answer.status_code == 200 and 'id="contact"' in answer.text and 'value="12"' in answer.text
    assert held(rosa) == {"bikes": "12"}
    answer = as_bob.post(url, {"value": "a dozen"}, headers=HTMX)
    assert answer.status_code == 422 and 'value="a dozen"' in answer.text and "takes a number" in answer.text
    assert held(rosa) == {"bikes": "12"}
    assert as_bob.post(url, {"value": ""}).status_code == 302
    assert held(rosa) == {}


def test_a_field_of_an_organization_takes_several(as_bob, workspace, firm):
    field = CustomField.objects.create(
        workspace=workspace, scope="organization", key="fleet", name="Fleet", kind="multi_select"
    )
    entries = [FieldOption.objects.create(workspace=workspace, field=field, name=name).pk for name in ("Saar", "Tuul")]
    url = f"/contacts/organizations/{firm.pk}/fields/fleet/"
    assert as_bob.post(url, {"value": entries}, headers=HTMX).status_code == 200
    assert held(firm) == {"fleet": "Saar, Tuul"}


def test_unknown_and_retired_fields_are_missing(as_bob, rosa, bikes, workspace):
    assert as_bob.post(f"{rosa.get_absolute_url()}fields/nothing/", {"value": "1"}).status_code == 404
    CustomField.objects.filter(pk=bikes.pk).update(retired_at="2026-01-01T00:00Z")
    assert as_bob.post(f"{rosa.get_absolute_url()}fields/bikes/", {"value": "1"}).status_code == 404


def test_a_name_stays_where_only_a_number_was_given(as_bob, workspace):
    known = contact_for(workspace.pk, "phone", "55 01 42 18", name="Known")
    answer = as_bob.post("/contacts/new/", NEW | {"name": "Other", "phone": "55014218"})
    assert answer.status_code == 422 and "Known has this already." in answer.text
    known.refresh_from_db()
    assert known.name == "Known"
