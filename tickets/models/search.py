"""The words a ticket is found by."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from workspaces.fields import TenantOneToOneField, WorkspaceForeignKey


class TicketSearch(models.Model):
    """Subject, requester's name and address, folded (``tickets.search``). Not under row-level security: full-text

    operators lose their index there. Only ``tickets.search.matching`` reads it, and joins the protected ticket.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantOneToOneField("tickets.Ticket", models.CASCADE, related_name="+")
    document = SearchVectorField()

    class Meta:
        # GIN (workspace_id, document) by btree_gin: made in the migration.
        verbose_name_plural = "ticket search"

    def __str__(self):
        return f"words of {self.ticket_id}"
