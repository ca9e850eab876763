"""Which contacts a member may read: all, or (light agents) those whose tickets the member sees."""

from django.db.models import Exists, OuterRef
from django.http import Http404

from contacts.models import Contact
from workspaces import rights


def contacts_visible_to(member):
    """The queryset that every list, search and page of contacts starts from; merged ones are not in it."""
    contacts = Contact.objects.standing().filter(workspace_id=member.workspace_id)
    scope = member.scope("contacts.read")
    if scope == rights.ALL:
        return contacts
    if scope == rights.NONE:
        return contacts.none()
    theirs = member.workspace.tickets.visible_to(member).filter(requester=OuterRef("pk"))
    return contacts.filter(Exists(theirs))


def find_contact(member, public_id):
    """The Contact with this public id that the member may read, or Http404. One that was merged answers as the kept one."""
    contacts = contacts_visible_to(member).select_related("organization")
    found = (
        contacts.filter(public_id=public_id).first() or contacts.filter(merged_contacts__public_id=public_id).first()
    )
    if found is None:
        raise Http404
    found.workspace = member.workspace
    return found
