"""Contacts that come from a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Job, Member


def upload_path(one, filename):
    """A random name outside any document root; the shown name never touches the disk."""
    return f"imports/{one.workspace_id}/{one.public_id[:2]}/{one.public_id}"


class ContactImport(models.Model):
    """A file of contacts on its way in: uploaded, mapped, tried, done (``contacts.transfer``)."""

    class Encoding(models.TextChoices):
        UTF8 = "utf-8-sig", "UTF-8"
        UTF16 = "utf-16", "UTF-16"
        LATIN1 = "latin-1", "Latin-1"

    class Separator(models.TextChoices):
        SEMICOLON = ";", _("Semicolon ;")
        COMMA = ",", _("Comma ,")
        TAB = "\t", _("Tab")

    workspace = WorkspaceForeignKey(related_name="contact_imports")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    file = models.FileField(upload_to=upload_path, max_length=200)
    name = models.CharField(max_length=200)
    encoding = models.CharField(_("letters"), max_length=9, choices=Encoding)
    separator = models.CharField(_("columns are parted by"), max_length=1, choices=Separator)
    mapping = models.JSONField(default=list)  # for each column the field it goes to, or ""
    trial = TenantForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    run = TenantForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["public_id"], name="contact_import_public_id")]
        indexes = [models.Index(fields=["workspace", "-id"], name="contact_import_latest")]

    def __str__(self):
        return self.name


class ContactImportKey(models.Model):
    """An address that a trial has met, so that it knows one that comes twice. Goes with the trial."""

    workspace = WorkspaceForeignKey(related_name="+")
    job = TenantForeignKey(Job, models.CASCADE, related_name="+")
    key = models.CharField(max_length=270)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "job", "key"], name="contact_import_key_once")]

    def __str__(self):
        return self.key
