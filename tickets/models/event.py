"""The spine: one row for every change."""

from django.db import models
from django.db.models import Q

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class TicketEvent(models.Model):
    """What happened to a ticket, written in the same transaction as the change. Read by everything that reacts."""

    class Actor(models.TextChoices):
        MEMBER = "member"
        CONTACT = "contact"
        RULE = "rule"
        SYSTEM = "system"

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="events")
    type = models.CharField(max_length=40)  # past tense: ticket.opened, message.replied, ticket.assigned
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8, choices=Actor)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)  # as it was then
    cause = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)  # old and new values
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["workspace", "ticket", "id"], name="event_by_ticket"),
            models.Index(fields=["at"], condition=Q(published_at=None), name="event_to_publish"),
        ]

    def __str__(self):
        return f"{self.type} {self.pk}"


class EventDelivery(models.Model):
    """A listener has dealt with an event: a failed one is repeated alone."""

    workspace = WorkspaceForeignKey(related_name="+")
    event = TenantForeignKey(TicketEvent, models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "event", "listener"], name="event_delivery_once")]

    def __str__(self):
        return f"{self.event_id} to {self.listener}"
