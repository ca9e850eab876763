"""Who is at the portal: a session under its own cookie, apart from that of agents. A contact is never a user."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from contacts.models import Contact, Identity
from portal.models import PortalSession
from portal.tokens import hashed, new_token

COOKIE = "tugi_portal"
LASTS = timedelta(days=30)


@dataclass(frozen=True)
class Visitor:
    """A contact, and the mailbox that this browser proved."""

    contact: Contact
    address: str
    session_id: int | None = None  # None: let in to one ticket by a mailed link

    @property
    def name(self):
        return self.contact.name or self.address

    @property
    def seed(self):
        """Chooses the tone of the avatar, the same wherever the contact is shown here."""
        return seed_of(self.contact.pk)


def seed_of(contact_id):
    """What chooses the tone of a contact's avatar."""
    return f"contact-{contact_id}"


def current_visitor(request):
    """The Visitor of the request's cookie, or None. Reads rows: call it inside of the workspace's transaction."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    session = PortalSession.objects.filter(
        workspace_id=request.workspace.pk, token_hash=hashed(token), expires_at__gt=timezone.now()
    ).first()
    contact = session and contact_of(request.workspace.pk, session.address)
    return Visitor(contact, session.address, session.pk) if contact else None


def contact_of(workspace_id, address):
    """The contact who has this (normalised) address, or None."""
    identity = (
        Identity.objects.filter(workspace_id=workspace_id, kind=Identity.Kind.EMAIL, value=address)
        .select_related("contact")
        .first()
    )
    return identity.contact if identity else None


def begin(request, response, address):
    """Let this browser in as the owner of ``address``, which it has just proved. A session it had before ends."""
    now = timezone.now()
    end(request, response)
    token = new_token()
    PortalSession.objects.create(
        workspace_id=request.workspace.pk,
        address=address,
        token_hash=hashed(token),
        expires_at=now + LASTS,
        created_at=now,
    )
    response.set_cookie(COOKIE, token, max_age=LASTS, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


def end(request, response):
    """End the session of this browser, here and on the server."""
    if token := request.COOKIES.get(COOKIE, ""):
        PortalSession.objects.filter(workspace_id=request.workspace.pk, token_hash=hashed(token)).delete()
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
    return response


def end_everywhere(workspace_id, address):
    """End every session that proved ``address`` (normalised). Returns how many."""
    return PortalSession.objects.filter(workspace_id=workspace_id, address=address).delete()[0]
