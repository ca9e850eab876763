"""The companies that people outside work for."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class Organization(models.Model):
    """A company or household that contacts belong to. People join by the domain of their mail."""

    workspace = WorkspaceForeignKey(related_name="organizations")
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    shares_tickets = models.BooleanField(_("Its people see each other's tickets"), default=False)  # in the portal
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="organization_name_per_workspace")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("contacts:organization", args=[self.pk])


class OrganizationDomain(models.Model):
    """A mail domain, lower case, whose senders join the organization. Never one of a public mail provider."""

    workspace = WorkspaceForeignKey(related_name="+")
    organization = TenantForeignKey(Organization, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "domain"], name="organization_domain_once")]

    def __str__(self):
        return self.domain


class OrganizationTag(models.Model):
    """A word on an organization: lower case, joined by hyphens, as on tickets."""

    workspace = WorkspaceForeignKey(related_name="+")
    organization = TenantForeignKey(Organization, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "organization", "name"], name="organization_tag_once")
        ]
        indexes = [models.Index(fields=["workspace", "name", "organization"], name="organization_by_tag")]

    def __str__(self):
        return self.name
