"""People outside, and the companies they work for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class Organization(models.Model):
    """A company or household that contacts belong to. People join by the domain of their mail."""

    workspace = WorkspaceForeignKey(related_name="organizations")
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="organization_name_per_workspace")]

    def __str__(self):
        return self.name


class OrganizationDomain(models.Model):
    """A mail domain, lower case, whose senders join the organization. Never one of a public mail provider."""

    workspace = WorkspaceForeignKey(related_name="+")
    organization = TenantForeignKey(Organization, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "domain"], name="organization_domain_once")]

    def __str__(self):
        return self.domain


class Contact(models.Model):
    """An outside person. Never a User: the portal's session holds a contact's id under its own cookie."""

    workspace = WorkspaceForeignKey(related_name="contacts")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organization = TenantForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="contacts")
    is_vip = models.BooleanField(_("VIP"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public_id"], name="contact_public_id")]
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["workspace", "name", "id"], name="contact_by_name"),
            models.Index(fields=["workspace", "organization"], name="contact_by_organization"),
        ]

    def __str__(self):
        return self.name or self.email or _("Unknown sender")

    @property
    def email(self):
        """The first e-mail address, or an empty text. Prefetch ``identities`` where many are shown."""
        return next((one.value for one in self.identities.all() if one.kind == Identity.Kind.EMAIL), "")

    @property
    def phone(self):
        return next((one.shown for one in self.identities.all() if one.kind == Identity.Kind.PHONE), "")


class Identity(models.Model):
    """One e-mail address, phone number or chat id of a contact, stored normalised (``contacts.identities``)."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        CHAT = "chat", _("Chat")

    workspace = WorkspaceForeignKey(related_name="identities")
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=254)  # normalised: what is compared
    shown = models.CharField(max_length=254)  # as it was written
    verified_at = models.DateTimeField(null=True, blank=True)  # proven by a mailed link
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "value"], name="identity_once")]
        indexes = [models.Index(fields=["workspace", "contact"], name="identity_by_contact")]

    def __str__(self):
        return self.shown
