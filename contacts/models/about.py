"""What is known of a contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.contact import Contact
from contacts.models.organization import Organization
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class ContactTag(models.Model):
    """A word on a contact: lower case, joined by hyphens, as on tickets."""

    workspace = WorkspaceForeignKey(related_name="+")
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "contact", "name"], name="contact_tag_once")]
        indexes = [models.Index(fields=["workspace", "name", "contact"], name="contact_by_tag")]

    def __str__(self):
        return self.name


class ContactNote(models.Model):
    """What a member wrote down about a contact. Never seen outside."""

    workspace = WorkspaceForeignKey(related_name="+")
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="notes")
    author = TenantForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)  # kept, so that removing can be undone

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["workspace", "contact", "-created_at"], name="contact_note_by_contact")]

    def __str__(self):
        return f"note {self.pk} on {self.contact_id}"


class Purchase(models.Model):
    """What a contact bought, as a shop or an import tells it."""

    workspace = WorkspaceForeignKey(related_name="+")
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="purchases")
    organization = TenantForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="purchases")
    number = models.CharField(_("order number"), max_length=40)
    title = models.CharField(_("what was bought"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("state"), max_length=40, blank=True)
    url = models.URLField(_("address in the shop"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "contact", "-at"], name="purchase_by_contact"),
            models.Index(fields=["workspace", "number"], name="purchase_by_number"),
        ]

    def __str__(self):
        return self.number


class ContactWord(models.Model):
    """A word that a contact is found by, folded. Kept by triggers, read by ``contacts.finding``.

    Rows and not a search document: they keep their index under row-level security.
    """

    workspace = WorkspaceForeignKey(related_name="+", db_constraint=False)
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="+")
    word = models.CharField(max_length=254, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "word", "contact"], name="contact_word_once")]
        indexes = [models.Index(fields=["workspace", "contact"], name="contact_word_by_contact")]

    def __str__(self):
        return self.word


class ContactMerge(models.Model):
    """Two contacts became one. ``before`` and ``moved`` say all that an undo needs (``contacts.merging``)."""

    workspace = WorkspaceForeignKey(related_name="+")
    kept = TenantForeignKey(Contact, models.CASCADE, related_name="merges")
    gone = TenantForeignKey(Contact, models.CASCADE, related_name="+")
    by = TenantForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField()  # {"kept": {field: value}, "gone": {field: value}}
    moved = models.JSONField()  # {"app.Model.field": [ids]}

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "kept"], name="contact_merge_by_kept")]

    def __str__(self):
        return f"{self.gone_id} into {self.kept_id}"
