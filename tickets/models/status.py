"""What an admin names: statuses, tags, reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class Category(models.TextChoices):
    """What logic asks for; the names that people read are rows of Status."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")  # waits for the requester
    HOLD = "hold", _("On hold")  # waits for a third party
    SOLVED = "solved", _("Solved")  # a new message reopens
    CLOSED = "closed", _("Closed")  # final


OPEN = (Category.NEW, Category.OPEN)
WAITING = (Category.PENDING, Category.HOLD)
DONE = (Category.SOLVED, Category.CLOSED)


class Status(models.Model):
    """A status that an admin names, in one fixed category. The first of a category is the one that rules use."""

    workspace = WorkspaceForeignKey(related_name="statuses")
    name = models.CharField(_("name"), max_length=40)
    category = models.CharField(max_length=8, choices=Category)
    customer_words = models.JSONField(
        default=dict, blank=True
    )  # {"en": "We wait for a part", …}, said in the help centre
    position = models.PositiveSmallIntegerField(default=0)
    # Its tickets move there, and then it is deleted (tickets.operations.renaming).
    replaced_by = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="status_name_per_workspace"),
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="status_category_known"),
        ]

    def __str__(self):
        return self.name


class Tag(models.Model):
    """A word on tickets: lower case, one row a word. ``colour`` is one of four quiet grounds, always with the word."""

    class Colour(models.TextChoices):
        NONE = "", _("Grey")
        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        PLUM = "plum", _("Plum")
        MOSS = "moss", _("Moss")

    workspace = WorkspaceForeignKey(related_name="tags")
    name = models.CharField(_("name"), max_length=40)
    colour = models.CharField(_("colour"), max_length=4, choices=Colour, default=Colour.NONE, blank=True)
    # Deleted, and can be put back: the name is free again meanwhile (``was_called``), and nobody sees it on tickets.
    deleted_at = models.DateTimeField(null=True, blank=True)
    was_called = models.CharField(max_length=40, blank=True)
    merges_into = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="tag_name_per_workspace")]

    def __str__(self):
        return self.name


class TicketTag(models.Model):
    """A tag on a ticket."""

    workspace = WorkspaceForeignKey(related_name="+")
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="ticket_tags")
    tag = TenantForeignKey(Tag, models.CASCADE, related_name="ticket_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "tag"], name="ticket_tag_once")]
        indexes = [models.Index(fields=["workspace", "tag", "-ticket"], name="ticket_tag_by_tag")]

    def __str__(self):
        return f"{self.ticket_id} {self.tag_id}"


class Reason(models.Model):
    """What customers come for: a tree that an admin names."""

    workspace = WorkspaceForeignKey(related_name="reasons")
    parent = TenantForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # chosen no more, still read where it was

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "parent", "name"], nulls_distinct=False, name="reason_name_per_parent"
            )
        ]

    def __str__(self):
        return self.name
