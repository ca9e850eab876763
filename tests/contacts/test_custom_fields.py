"""Custom fields of contacts and organizations."""

import pytest

from contacts.custom_fields import held_by, set_field
from contacts.models import Organization
from workspaces.custom_fields import BadValue
from workspaces.models import CustomField


@pytest.fixture
def since(workspace):
    return CustomField.objects.create(
        workspace=workspace, scope="contact", key="since", name="Customer since", kind="date"
    )


def test_a_contact_holds_what_is_set(rosa, since):
    assert set_field(rosa, since, "2024-05-01") == ("", "1 May 2024")
    assert set_field(rosa, since, "2024-05-02") == ("1 May 2024", "2 May 2024")
    assert [(one.field.name, one.text, one.typed) for one in held_by(rosa)] == [
        ("Customer since", "2 May 2024", "2024-05-02")
    ]
    assert set_field(rosa, since, "") == ("2 May 2024", "")
    assert not rosa.field_values.exists()


def test_what_does_not_fit_changes_nothing(rosa, since):
    set_field(rosa, since, "2024-05-01")
    with pytest.raises(BadValue):
        set_field(rosa, since, "long ago")
    assert [one.text for one in held_by(rosa)] == ["1 May 2024"]


def test_an_organization_has_its_own_fields(workspace, since):
    acme = Organization.objects.create(workspace=workspace, name="Acme")
    size = CustomField.objects.create(workspace=workspace, scope="organization", key="size", name="Size", kind="number")
    set_field(acme, size, "120")
    assert [(one.field.key, one.text) for one in held_by(acme)] == [("size", "120")]
