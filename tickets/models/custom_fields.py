"""What custom fields hold for tickets, and the sets of fields by topic."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import CustomField, Team
from workspaces.models.custom_field import FieldValue, value_meta


class TicketFieldValue(FieldValue):
    """What a custom field holds for a ticket. Set by ``tickets.operations.fields``."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="field_values")

    class Meta:
        constraints = value_meta("ticket")["constraints"]
        indexes = value_meta("ticket")["indexes"]

    def __str__(self):
        return f"{self.field_id} of {self.ticket_id}"


class TicketForm(models.Model):
    """The fields that a topic asks for. Chosen where a ticket is written, and on the ticket."""

    workspace = WorkspaceForeignKey(related_name="ticket_forms")
    name = models.CharField(_("name"), max_length=60)
    in_portal = models.BooleanField(_("customers can choose it"), default=True)
    team = TenantForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")  # whose its tickets become
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="ticket_form_name_once")]

    def __str__(self):
        return self.name


class TicketFormField(models.Model):
    """A field in a form, in the form's order."""

    workspace = WorkspaceForeignKey(related_name="+")
    form = TenantForeignKey(TicketForm, models.CASCADE, related_name="form_fields")
    field = TenantForeignKey(CustomField, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "form", "field"], name="ticket_form_field_once")]

    def __str__(self):
        return f"{self.field_id} in {self.form_id}"
