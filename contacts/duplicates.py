"""Who may be the same person twice."""

from django.db.models import Q

from contacts.models import Contact, ContactWord, Identity

AT_MOST = 5


def likely(contact):
    """Contacts that share the name and the organization, or a telephone's last digits, with this one. At most five."""
    near = Q()
    if contact.name and "@" not in contact.name:
        same = {"organization": contact.organization_id} if contact.organization_id else {}
        # A name alone is shared by many; two words of it and no other organization are a sign.
        if same or " " in contact.name.strip():
            near |= Q(name=contact.name, **same) | Q(name=contact.name, organization=None)
    numbers = [one.value.lstrip("+") for one in contact.identities.all() if one.kind == Identity.Kind.PHONE]
    endings = [number[-8:] for number in numbers if len(number) >= 8]
    if endings:
        near |= Q(
            pk__in=ContactWord.objects.filter(workspace_id=contact.workspace_id, word__in=endings).values("contact")
        )
    if not near:
        return []
    return list(
        Contact.objects.standing()
        .filter(near, workspace_id=contact.workspace_id)
        .exclude(pk=contact.pk)
        .select_related("organization")
        .prefetch_related("identities")
        .order_by("id")[:AT_MOST]
    )
