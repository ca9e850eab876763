"""How customers get in: one-time links, sessions, and the end of links that were mailed."""

from django.db import models

from tickets.models import Ticket
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class SignInLink(models.Model):
    """A wish to sign in with a mailbox, and the one-time link that answers it. Made for unknown addresses just the same.

    The worker makes the token, so that it stands nowhere but in the mail; here is its SHA-256.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    address = models.CharField(max_length=254)  # normalised, contacts.identities
    language = models.CharField(max_length=8, blank=True)  # of the page where it was asked for: the mail's too
    next = models.CharField(max_length=200, blank=True)  # path to open afterwards
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    handled_at = models.DateTimeField(null=True, blank=True)  # the worker has dealt with it, mail or no mail
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(handled_at=None), name="sign_in_link_to_send"),
            models.Index(fields=["workspace", "address"], name="sign_in_link_by_address"),
            models.Index(fields=["expires_at"], name="sign_in_link_by_end"),
        ]

    def __str__(self):
        return f"sign-in link {self.pk}"


class PortalSession(models.Model):
    """A browser that proved a mailbox. The cookie holds a random token, the row its SHA-256; deleting the row ends it.

    It names the mailbox, not the contact: who the contact is, is asked of the identity on every request.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    address = models.CharField(max_length=254)  # normalised
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "address"], name="portal_session_by_address"),
            models.Index(fields=["expires_at"], name="portal_session_by_end"),
        ]

    def __str__(self):
        return f"portal session {self.pk}"


class TicketLinksStopped(models.Model):
    """Links to this ticket that were mailed before ``before`` open nothing any more."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="+")
    before = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket"], name="ticket_links_stopped_once")]

    def __str__(self):
        return f"links to {self.ticket_id} stopped"
