"""Write down somebody whom nobody wrote from yet."""

from django.db import transaction

from contacts import editing, reaching
from contacts.identities import contact_for
from contacts.models import Contact, Identity
from contacts.refusals import AddressTaken

Kind = Identity.Kind


def holder_of(workspace_id, kind, value):
    """The Contact who has this (normalised) address or number, or None."""
    found = Identity.objects.filter(workspace_id=workspace_id, kind=kind, value=value).select_related("contact").first()
    return found.contact if found else None


@transaction.atomic
def make(workspace_id, *, by, email="", phone="", **values):
    """A new Contact with an address, a number, or just a name; ``values`` are fields of it (``editing.change``).

    Joins an organization by the domain of ``email`` unless ``organization_id`` names another. Raises BadAddress, BadPhone,
    AddressTaken. Returns the Contact.
    """
    normalised = reaching.checked(Kind.EMAIL, email) if email else ""
    if email and (taken := holder_of(workspace_id, Kind.EMAIL, normalised)):
        raise AddressTaken(taken)
    if email:
        contact = contact_for(workspace_id, Kind.EMAIL, email, name=values.get("name", ""))
    else:
        contact = Contact.objects.create(workspace_id=workspace_id, name=(values.get("name") or phone)[:120])
    if phone:
        reaching.add(contact, Kind.PHONE, phone, by=by)
    values["name"] = values.get("name") or contact.name
    if values.get("organization_id") is None:
        values.pop("organization_id", None)
    editing.change(contact, by=by, **values)
    contact.refresh_from_db()
    return contact
