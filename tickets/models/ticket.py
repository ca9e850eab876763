"""The case: one request and its thread."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels_inbox.models import Channel
from contacts.models import Contact
from helpdesk.lib.ids import opaque_id
from tickets.models.status import DONE, OPEN, WAITING, Category, Reason, Status
from tickets.querysets import TicketQuerySet
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member, Team, Workspace

IN_OPEN = Q(category__in=[str(one) for one in OPEN])
IN_WAITING = Q(category__in=[str(one) for one in WAITING])
IN_DONE = Q(category__in=[str(one) for one in DONE])


class Ticket(models.Model):
    """One request and its thread. ``number`` counts within the workspace and is what people see.

    Change tickets through ``tickets.operations``; saving a row by hand writes no event and stops no clock.
    """

    class Priority(models.IntegerChoices):
        LOW = 1, _("Low")
        NORMAL = 2, _("Normal")
        HIGH = 3, _("High")
        URGENT = 4, _("Urgent")

    class Type(models.TextChoices):
        QUESTION = "question", _("Question")
        INCIDENT = "incident", _("Incident")
        PROBLEM = "problem", _("Problem")
        TASK = "task", _("Task")
        REQUEST = "request", _("Request")

    class Place(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        SPAM = "spam", _("Spam")
        TRASH = "trash", _("Trash")

    class Origin(models.TextChoices):
        """How the first message reached us: what the row's icon shows."""

        EMAIL = "email", _("E-mail")
        FORM = "form", _("Web form")
        PORTAL = "portal", _("Help centre")
        PHONE = "phone", _("Telephone")
        VISIT = "visit", _("Visit")
        LETTER = "letter", _("Letter")
        FAX = "fax", _("Fax")

    workspace = WorkspaceForeignKey(related_name="tickets")
    number = models.PositiveBigIntegerField()
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)  # for links of outsiders
    version = models.PositiveIntegerField(default=1)  # counts changes; sending onto a newer one asks first

    subject = models.CharField(_("subject"), max_length=500, blank=True)
    snippet = models.CharField(max_length=160, blank=True)  # start of the newest message that the list may show
    language = models.CharField(max_length=8, blank=True)
    channel = TenantForeignKey(Channel, models.PROTECT, related_name="tickets")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.EMAIL)

    requester = TenantForeignKey(Contact, models.PROTECT, related_name="tickets")
    requester_since = models.DateTimeField(null=True, blank=True)  # what is older they may not read; None: all of it
    team = TenantForeignKey(Team, models.PROTECT, related_name="tickets")
    assignee = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="assigned_tickets")

    status = TenantForeignKey(Status, models.PROTECT, related_name="+")
    category = models.CharField(max_length=8, choices=Category)  # of the status, here for the indexes
    place = models.CharField(max_length=5, choices=Place, default=Place.INBOX)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    type = models.CharField(_("type"), max_length=8, choices=Type, default=Type.QUESTION)
    reason = TenantForeignKey(Reason, models.SET_NULL, null=True, blank=True, related_name="+")
    form = TenantForeignKey("tickets.TicketForm", models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_tickets")
    follows = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    awaits_review = models.BooleanField(default=False)  # held: an agent must look before anything goes out by itself

    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)  # oldest message of the requester nobody answered
    first_responded_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)  # nearest promise
    back_since = models.DateTimeField(null=True, blank=True)  # it slept, came back, and nobody has dealt with it
    sort_due = models.DateTimeField()  # what lists sort by, tickets.ordering
    solved_at = models.DateTimeField(null=True, blank=True)
    reopen_until = models.DateTimeField(null=True, blank=True)
    place_changed_at = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="ticket_public_id"),
            models.UniqueConstraint(fields=["workspace", "number"], name="ticket_number_per_workspace"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="ticket_category_known"),
            models.CheckConstraint(condition=Q(place__in=["inbox", "spam", "trash"]), name="ticket_place_known"),
        ]
        indexes = [
            models.Index(fields=["workspace", "place", "sort_due", "id"], condition=IN_OPEN, name="ticket_open"),
            models.Index(
                fields=["workspace", "place", "assignee", "sort_due", "id"],
                condition=IN_OPEN,
                name="ticket_open_assignee",
            ),
            models.Index(
                fields=["workspace", "place", "team", "sort_due", "id"], condition=IN_OPEN, name="ticket_open_team"
            ),
            models.Index(fields=["workspace", "place", "sort_due", "id"], condition=IN_WAITING, name="ticket_waiting"),
            models.Index(
                fields=["workspace", "place", "-last_message_at", "-id"], condition=IN_DONE, name="ticket_done"
            ),
            models.Index(fields=["workspace", "place", "-last_message_at", "-id"], name="ticket_latest"),
            models.Index(fields=["workspace", "requester", "-id"], name="ticket_by_requester"),
            models.Index(fields=["workspace", "status", "id"], name="ticket_by_status"),
            models.Index(
                fields=["workspace", "reason", "id"], condition=Q(reason__isnull=False), name="ticket_by_reason"
            ),
            models.Index(fields=["workspace", "form", "id"], condition=Q(form__isnull=False), name="ticket_by_form"),
            # What the query language asks for. Where a value is the usual one, walking the list meets it at once.
            models.Index(fields=["workspace", "created_at"], name="ticket_by_created"),
            models.Index(
                fields=["workspace", "solved_at"], condition=Q(solved_at__isnull=False), name="ticket_by_solved"
            ),
            models.Index(
                fields=["workspace", "waiting_since"], condition=Q(waiting_since__isnull=False), name="ticket_by_wait"
            ),
            models.Index(
                fields=["workspace", "next_due_at"], condition=Q(next_due_at__isnull=False), name="ticket_by_due"
            ),
            models.Index(fields=["workspace", "priority"], condition=~Q(priority=2), name="ticket_by_priority"),
            models.Index(fields=["workspace", "type"], condition=~Q(type="question"), name="ticket_by_type"),
            models.Index(fields=["workspace", "origin"], condition=~Q(origin="email"), name="ticket_by_origin"),
            models.Index(fields=["workspace", "channel"], name="ticket_by_channel"),
            models.Index(fields=["workspace", "language"], condition=~Q(language=""), name="ticket_by_language"),
            models.Index(
                fields=["workspace", "assignee"], condition=Q(assignee__isnull=False), name="ticket_by_assignee"
            ),
            models.Index(fields=["workspace", "team"], name="ticket_by_team"),
            models.Index(fields=["reopen_until"], condition=Q(category="solved"), name="ticket_to_close"),
            models.Index(
                fields=["workspace", "merged_into"], condition=Q(merged_into__isnull=False), name="ticket_by_survivor"
            ),
            models.Index(fields=["place_changed_at"], condition=~Q(place="inbox"), name="ticket_to_purge"),
        ]

    def __str__(self):
        return f"#{self.number} {self.subject}"

    def get_absolute_url(self):
        return reverse("tickets:detail", args=[self.number])

    @property
    def is_open(self):
        return self.category in OPEN

    @property
    def is_closed(self):
        return self.category == Category.CLOSED

    @property
    def is_done(self):
        return self.category in DONE

    @property
    def priority_key(self):
        """low, normal, high or urgent: what its drawing is called."""
        return self.Priority(self.priority).name.lower()

    @property
    def title(self):
        """The subject, or a readable stand-in."""
        return self.title_of(self.subject)

    @staticmethod
    def title_of(subject):
        return subject or _("(no subject)")


class TicketNumber(models.Model):
    """The last number given out in a workspace. A row of its own, so that counting locks nothing else."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.last)
