"""People outside, and the companies they work for."""

from contacts.models.about import ContactMerge, ContactNote, ContactTag, ContactWord, Purchase
from contacts.models.contact import Contact, Identity
from contacts.models.custom_fields import ContactFieldValue, OrganizationFieldValue
from contacts.models.organization import Organization, OrganizationDomain, OrganizationTag
from contacts.models.transfer import ContactImport, ContactImportKey

__all__ = [
    "Contact",
    "ContactFieldValue",
    "ContactImport",
    "ContactImportKey",
    "ContactMerge",
    "ContactNote",
    "ContactTag",
    "ContactWord",
    "Identity",
    "Organization",
    "OrganizationDomain",
    "OrganizationFieldValue",
    "OrganizationTag",
    "Purchase",
]
