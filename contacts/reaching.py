"""The addresses and numbers by which a contact is reached."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from contacts.editing import locked
from contacts.identities import NORMALISE
from contacts.models import Identity
from contacts.refusals import AddressTaken, BadAddress, BadPhone

Kind = Identity.Kind
FEWEST_DIGITS = 5


def checked(kind, value):
    """``value`` normalised; BadAddress or BadPhone where it can't be one."""
    normalised = NORMALISE[kind](value.replace("\0", ""))[:254]
    if kind == Kind.EMAIL:
        try:
            validate_email(normalised)
        except ValidationError:
            raise BadAddress from None
    elif kind == Kind.PHONE and len(normalised.lstrip("+")) < FEWEST_DIGITS:
        raise BadPhone
    return normalised


@transaction.atomic
def add(contact, kind, value, *, by, **state):
    """Add an address or number. ``state`` is what an undo brings back: ``verified_at``, ``bounced_at``, ``is_primary``.

    Raises BadAddress, BadPhone, AddressTaken. Returns the Identity.
    """
    contact = locked(contact)
    normalised = checked(kind, value)
    try:
        with transaction.atomic():
            made = Identity.objects.create(
                workspace_id=contact.workspace_id,
                contact=contact,
                kind=kind,
                value=normalised,
                shown=value.strip()[:254],
                **state,
            )
    except IntegrityError:
        found = Identity.objects.select_related("contact").filter(
            workspace_id=contact.workspace_id, kind=kind, value=normalised
        )
        taken = found.first()
        if taken is None:  # another address is the primary one by now
            return add(contact, kind, value, by=by, **{**state, "is_primary": False})
        if taken.contact_id == contact.pk:
            return taken
        raise AddressTaken(taken.contact) from None
    return made


@transaction.atomic
def remove(identity, *, by):
    """Take an address or number away. Returns what ``add`` needs to bring it back, fit for JSON."""
    locked(identity.contact)
    gone = {
        "kind": identity.kind,
        "value": identity.shown,
        "verified_at": identity.verified_at and identity.verified_at.isoformat(),
        "bounced_at": identity.bounced_at and identity.bounced_at.isoformat(),
        "is_primary": identity.is_primary,
    }
    identity.delete()
    return gone


@transaction.atomic
def make_primary(identity, *, by):
    """Use this one first among its kind."""
    contact = locked(identity.contact)
    of_kind = Identity.objects.filter(workspace_id=contact.workspace_id, contact=contact, kind=identity.kind)
    of_kind.filter(is_primary=True).update(is_primary=False)
    of_kind.filter(pk=identity.pk).update(is_primary=True)
