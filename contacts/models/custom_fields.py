"""What custom fields hold for contacts and organizations."""

from django.db import models

from contacts.models.contact import Contact
from contacts.models.organization import Organization
from workspaces.fields import TenantForeignKey
from workspaces.models.custom_field import FieldValue, value_meta


class ContactFieldValue(FieldValue):
    """What a custom field holds for a contact. Set by ``contacts.custom_fields``."""

    contact = TenantForeignKey(Contact, models.CASCADE, related_name="field_values")

    class Meta:
        constraints = value_meta("contact")["constraints"]
        indexes = value_meta("contact")["indexes"]

    def __str__(self):
        return f"{self.field_id} of {self.contact_id}"


class OrganizationFieldValue(FieldValue):
    """What a custom field holds for an organization. Set by ``contacts.custom_fields``."""

    organization = TenantForeignKey(Organization, models.CASCADE, related_name="field_values")

    class Meta:
        constraints = value_meta("organization")["constraints"]
        indexes = value_meta("organization")["indexes"]

    def __str__(self):
        return f"{self.field_id} of {self.organization_id}"
