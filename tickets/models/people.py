"""Who else is on a ticket, and who has seen what."""

from django.db import models

from contacts.models import Contact
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class TicketCC(models.Model):
    """An outside person who gets what is written after ``created_at``; never the history.

    One who came in by a customer's mail is pending until an agent accepts.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="ccs")
    contact = TenantForeignKey(Contact, models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "address"], name="ticket_cc_once")]
        indexes = [models.Index(fields=["workspace", "contact"], name="ticket_cc_by_contact")]

    def __str__(self):
        return self.address


class TicketFollower(models.Model):
    """A member who is told of what happens."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="followers")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member"], name="ticket_follower_once")]
        indexes = [models.Index(fields=["workspace", "member", "ticket"], name="ticket_followed_by")]

    def __str__(self):
        return f"{self.member_id} follows {self.ticket_id}"


class TicketSeen(models.Model):
    """The version of a ticket that a member has seen. Unread is the member's own."""

    workspace = WorkspaceForeignKey(related_name="+")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="seen_by")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "ticket"], name="ticket_seen_once")]

    def __str__(self):
        return f"{self.member_id} saw {self.ticket_id} at {self.version}"
