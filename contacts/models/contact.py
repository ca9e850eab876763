"""People outside, and how they are reached."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models.organization import Organization
from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class ContactQuerySet(models.QuerySet):
    def standing(self):
        """Those that no merge has put away."""
        return self.filter(merged_into=None)

    def by_name(self):
        """``id`` breaks ties for keyset paging."""
        return self.order_by("name", "id")


class Contact(models.Model):
    """An outside person. Never a User: the portal's session holds a contact's id under its own cookie.

    One that was merged into another stands by, empty, so that the merge can be undone (``contacts.merging``).
    """

    class Form(models.TextChoices):
        """How they are spoken to: sina and Teie, du and De."""

        FAMILIAR = "familiar", _("Familiar")
        FORMAL = "formal", _("Formal")

    workspace = WorkspaceForeignKey(related_name="contacts")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organization = TenantForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="contacts")
    is_vip = models.BooleanField(_("VIP"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)  # stands beside each of their tickets
    form_of_address = models.CharField(_("form of address"), max_length=8, choices=Form, blank=True)
    form_is_guessed = models.BooleanField(default=True)  # from their own words; a person's choice is never overwritten
    external_id = models.CharField(_("customer number"), max_length=64, blank=True)  # in another system
    blocked_at = models.DateTimeField(null=True, blank=True)  # what they write goes to spam
    merged_into = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_contacts")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="contact_public_id"),
            models.UniqueConstraint(
                fields=["workspace", "external_id"], condition=~Q(external_id=""), name="contact_external_id_once"
            ),
        ]
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["workspace", "name", "id"], name="contact_by_name"),
            models.Index(fields=["workspace", "organization"], name="contact_by_organization"),
            models.Index(fields=["workspace", "name", "id"], condition=Q(is_vip=True), name="contact_vip"),
            models.Index(
                fields=["workspace", "name", "id"], condition=Q(blocked_at__isnull=False), name="contact_blocked"
            ),
        ]

    def __str__(self):
        return self.name or self.email or _("Unknown sender")

    def get_absolute_url(self):
        return reverse("contacts:detail", args=[self.public_id])

    @property
    def language_name(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def is_blocked(self):
        return self.blocked_at is not None

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
    is_primary = models.BooleanField(default=False)  # the one of its kind that is used first

    class Meta:
        ordering = ["-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="identity_once"),
            models.UniqueConstraint(
                fields=["workspace", "contact", "kind"], condition=Q(is_primary=True), name="identity_one_primary"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "contact"], name="identity_by_contact")]

    def __str__(self):
        return self.shown
