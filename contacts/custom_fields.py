"""Custom fields of contacts and organizations."""

from django.db import transaction

from contacts.models import Contact, Organization
from workspaces import custom_fields
from workspaces.models import CustomField

SCOPE = {Contact: CustomField.Scope.CONTACT, Organization: CustomField.Scope.ORGANIZATION}


def held_by(owner):
    """A ``workspaces.custom_fields.Held`` for each field of the Contact or Organization ``owner``, empty ones too."""
    return custom_fields.held_by(owner.field_values, SCOPE[type(owner)])


@transaction.atomic
def set_field(owner, field, value):
    """Have the Contact or Organization ``owner`` hold ``value`` in the CustomField ``field``; None or "" empties it.

    ``value`` is what a form posts or a plain value (``workspaces.custom_fields.parse``). Raises BadValue. Returns what it
    held and holds, in words, for the caller's own record.
    """
    type(owner).objects.select_for_update(no_key=True).get(workspace_id=owner.workspace_id, pk=owner.pk)
    return custom_fields.store(owner.field_values, field, custom_fields.parse(field, value))
