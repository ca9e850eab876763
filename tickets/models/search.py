"""The words that tickets are found by."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class TicketSearch(models.Model):
    """The words of one message, or, without ``message``, of the ticket itself: its subject and who asks.

    Written by triggers, whatever code stores a message (docs/adr/search-rows-by-trigger.md). Not under row-level security:
    full-text operators lose their index there. Only ``tickets.search`` reads it, and joins the protected ticket.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    message = TenantForeignKey("tickets.Message", models.CASCADE, null=True, related_name="+")
    is_public = models.BooleanField(default=False)  # may be read by others than members: never a note
    document = SearchVectorField()

    class Meta:
        # GIN (workspace_id, document) by btree_gin, ticket_search_words: made in a migration.
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "ticket", "message"], nulls_distinct=False, name="search_once_per_message"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "id"], name="search_newest"),
            models.Index(fields=["workspace", "message"], condition=Q(message__isnull=False), name="search_by_message"),
        ]
        verbose_name_plural = "ticket search"

    def __str__(self):
        return f"words of {self.ticket_id}"
