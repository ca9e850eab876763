"""How tickets belong together without being one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class TicketLink(models.Model):
    """``ticket`` is an incident of, a child of, a duplicate of, or has to do with ``other``."""

    class Kind(models.TextChoices):
        INCIDENT = "incident", _("Incident of")
        CHILD = "child", _("Part of")
        DUPLICATE = "duplicate", _("Duplicate of")
        RELATED = "related", _("Related to")

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="links")
    other = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=9, choices=Kind)
    by = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "ticket", "other", "kind"], name="ticket_link_once"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="ticket_link_to_another"),
        ]
        indexes = [models.Index(fields=["workspace", "other"], name="ticket_link_by_other")]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.other_id}"
