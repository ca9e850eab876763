"""One connected address or account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import sealed
from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Team


class ChannelQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Channel(models.Model):
    """Where messages come in and answers leave. What the kind can do is its adapter's to say."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        FORM = "form", _("Web form")
        MANUAL = "manual", _("Logged by hand")

    workspace = WorkspaceForeignKey(related_name="channels")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=254, blank=True)  # e-mail: lower case; what customers write to
    team = TenantForeignKey(Team, models.PROTECT, related_name="channels")
    is_active = models.BooleanField(_("in use"), default=True)
    signature = models.TextField(_("signature"), blank=True, max_length=2000)
    # E-mail: {"incoming": "listener"|"imap", "imap_host", "imap_port", "imap_security": "ssl"|"starttls"|"none",
    # "imap_user", "imap_folder", "trusted_authserv", "outgoing": "system"|"smtp",
    # "smtp_host", "smtp_port", "smtp_security", "smtp_user"}
    settings = models.JSONField(default=dict)
    sealed_secrets = models.TextField(blank=True)
    cursor = models.JSONField(default=dict)  # IMAP: {"uidvalidity", "uid"}
    takes_plus_addresses = models.BooleanField(default=False)  # proven by a test mail, or our own listener
    # Health, shown to admins
    last_received_at = models.DateTimeField(null=True, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    # Lease of the process that polls or watches the mailbox
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="channel_public_id"),
            models.UniqueConstraint(
                fields=["kind", "address"], condition=~models.Q(address=""), name="channel_address_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "kind"], name="channel_by_kind")]

    def __str__(self):
        return self.name

    @property
    def _place(self):
        return f"{self.workspace_id}/channel/{self.public_id}/secrets"

    @property
    def secrets(self):
        """Passwords and tokens, in clear: ``{"imap_password", "smtp_password"}``. Never shown, logged or returned."""
        return sealed.unseal(self.sealed_secrets, place=self._place) if self.sealed_secrets else {}

    @secrets.setter
    def secrets(self, value):
        self.sealed_secrets = sealed.seal(value, place=self._place) if value else ""
