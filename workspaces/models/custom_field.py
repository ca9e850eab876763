"""Fields that an admin adds to tickets, contacts and organizations. Their values stand beside what they describe."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey

KEY = RegexValidator(
    r"\A[a-z][a-z0-9_]{0,39}\Z", _("Use small letters, digits and underscores, a letter first, for example order_no.")
)


class CustomField(models.Model):
    """A field: what it is called, what it takes, who sees it, when it must be filled in. Values are typed rows.

    ``key`` is its name in the query language (``field.order:4711``) and never changes.
    """

    class Scope(models.TextChoices):
        TICKET = "ticket", _("Tickets")
        CONTACT = "contact", _("Contacts")
        ORGANIZATION = "organization", _("Organizations")

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        LONG_TEXT = "long_text", _("Long text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHECKBOX = "checkbox", _("Checkbox")
        SELECT = "select", _("One of a list")
        MULTI_SELECT = "multi_select", _("Several of a list")

    class Visibility(models.TextChoices):
        AGENTS = "agents", _("Agents only")
        SHOWN = "shown", _("Customers see it")
        EDITED = "edited", _("Customers see it and fill it in")

    class Required(models.TextChoices):
        NEVER = "never", _("Never")
        ON_CREATE = "on_create", _("When a form is filled in")
        ON_SOLVE = "on_solve", _("Before solving")

    workspace = WorkspaceForeignKey(related_name="custom_fields")
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.TICKET)
    key = models.CharField(_("key"), max_length=40, validators=[KEY])
    name = models.CharField(_("name"), max_length=60)
    help = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TEXT)
    visibility = models.CharField(max_length=6, choices=Visibility, default=Visibility.AGENTS)
    required = models.CharField(max_length=9, choices=Required, default=Required.NEVER)
    pattern = models.CharField(max_length=200, blank=True)  # what a text must look like: "9" a digit, "A" a letter
    pattern_words = models.CharField(max_length=200, blank=True)  # said when it does not
    on_every_ticket = models.BooleanField(default=True)  # else only where the ticket's form has it
    # Shown only when that field has a value, or has that very option.
    shown_when = TenantForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    shown_when_option = TenantForeignKey(
        "workspaces.FieldOption", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "scope", "key"], name="custom_field_key_once"),
            models.CheckConstraint(
                condition=Q(scope__in=["ticket", "contact", "organization"]), name="custom_field_scope_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def has_options(self):
        return self.kind in (self.Kind.SELECT, self.Kind.MULTI_SELECT)


class FieldOption(models.Model):
    """One entry of a list field. Values point at it, so that a new name shows everywhere."""

    workspace = WorkspaceForeignKey(related_name="+")
    field = TenantForeignKey(CustomField, models.CASCADE, related_name="options")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # chosen no more, still read where it was

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "field", "name"], name="field_option_once")]

    def __str__(self):
        return self.name


class FieldValue(models.Model):
    """What a field holds, in the column of its kind. An empty field has no row, a ticked box one, a list one an option.

    A model of its own for tickets, contacts and organizations; each adds what it belongs to, and its indexes.
    """

    COLUMNS = ("text", "words", "number", "date", "is_true", "option")

    workspace = WorkspaceForeignKey(related_name="+")
    field = TenantForeignKey(CustomField, models.CASCADE, related_name="+")
    text = models.TextField(blank=True)  # as it was typed
    words = models.CharField(
        max_length=200, blank=True
    )  # the text in small letters and single spaces: what is compared
    number = models.FloatField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    is_true = models.BooleanField(null=True, blank=True)
    option = TenantForeignKey(FieldOption, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


def value_meta(owner):
    """Constraints and indexes of a FieldValue model: one value a field (one row an option), found by each column."""
    by = {
        "words": ~Q(words=""),
        "number": Q(number__isnull=False),
        "date": Q(date__isnull=False),
        "is_true": Q(is_true__isnull=False),
        "option": Q(option__isnull=False),
    }
    return {
        "constraints": [
            models.UniqueConstraint(
                fields=["workspace", owner, "field", "option"], nulls_distinct=False, name=f"{owner}_value_once"
            )
        ],
        "indexes": [
            models.Index(
                fields=["workspace", "field", column, owner], condition=held, name=f"{owner}_value_{column}"[:30]
            )
            for column, held in by.items()
        ],
    }
