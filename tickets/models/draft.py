"""What an agent has typed and not sent."""

from django.db import models

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member


class DraftQuerySet(models.QuerySet):
    def begun(self):
        """Those with a text: one that was taken out again leaves a row where another stays beside it."""
        return self.exclude(body_html="")


class Draft(models.Model):
    """One per ticket, member and kind ("reply" or "note"); kept on the server, so it survives tab, device and crash.

    Written by ``tickets.operations.drafting``. ``revision`` counts what was stored: a page says which one it goes on from,
    so that a second device never writes over the first unawares. ``writer`` is the page that wrote last and ``counter`` its
    own count of saves: of two that overtake each other the older changes nothing.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    body_html = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(default=1, db_default=1)
    writer = models.CharField(max_length=32, blank=True, db_default="")
    counter = models.PositiveBigIntegerField(default=0, db_default=0)
    based_on_message = models.PositiveBigIntegerField(default=0, db_default=0)  # the newest when the writing began
    aside_html = models.TextField(blank=True, db_default="")  # of two texts the one that was not chosen
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member", "kind"], name="draft_once")]
        indexes = [models.Index(fields=["workspace", "member", "ticket"], name="draft_by_member")]

    def __str__(self):
        return f"{self.kind} draft {self.pk}"
