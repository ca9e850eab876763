"""Custom fields in the contact form, and on the customer's own ticket."""

from tickets.custom_fields import fields_of
from tickets.forms import asking
from tickets.models import TicketForm
from workspaces.models import CustomField

Visibility = CustomField.Visibility


def topics(workspace):
    """The TicketForms that customers can choose."""
    return list(TicketForm.objects.filter(workspace=workspace, in_portal=True).select_related("team"))


def asked(workspace, topic):
    """The CustomFields that the contact form asks for: the topic's in its order, then those on every ticket."""
    return asking.asked(workspace, topic, also=lambda field: field.visibility == Visibility.EDITED)


def shown_on(ticket):
    """``(name, what it holds)`` of the fields that the customer may read."""
    return [
        (one.field.name, one.text)
        for one in fields_of(ticket)
        if one.rows and one.is_shown and one.field.visibility != Visibility.AGENTS
    ]
