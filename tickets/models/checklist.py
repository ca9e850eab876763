"""Steps that must not be forgotten: templates, and what stands on a ticket."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class ChecklistTemplate(models.Model):
    """Steps that an admin wrote once."""

    workspace = WorkspaceForeignKey(related_name="checklist_templates")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="checklist_template_once")]

    def __str__(self):
        return self.name


class ChecklistTemplateItem(models.Model):
    """One step of a template."""

    workspace = WorkspaceForeignKey(related_name="+")
    template = TenantForeignKey(ChecklistTemplate, models.CASCADE, related_name="items")
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["workspace", "template", "position"], name="checklist_item_of_template")]

    def __str__(self):
        return self.text


class ChecklistItem(models.Model):
    """One step on a ticket: a copy, so that a template may change without changing what was done."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="checklist_items")
    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["workspace", "ticket", "position", "id"], name="checklist_item_of_ticket")]

    def __str__(self):
        return self.text
