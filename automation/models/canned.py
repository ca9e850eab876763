"""Texts that agents insert."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from automation.models.sharing import Shared
from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member, Team


class CannedResponse(Shared):
    """A text with its variants; the words live there. ``search_text`` is all of it, folded, for the picker's search."""

    workspace = WorkspaceForeignKey(related_name="canned_responses")
    owner = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    shortcut = models.CharField(_("shortcut"), max_length=30, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sharing__in=["everybody", "teams", "own"]), name="canned_sharing_known"
            )
        ]
        indexes = [models.Index(fields=["workspace", "folder", "name", "id"], name="canned_by_folder")]


class CannedTeam(models.Model):
    """A team that a response is shared with."""

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(CannedResponse, models.CASCADE, related_name="teams")
    team = TenantForeignKey(Team, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "item", "team"], name="canned_team_once")]

    def __str__(self):
        return f"{self.item_id} for {self.team_id}"


class CannedVariant(models.Model):
    """The text in one language and form of address. An empty form suits both."""

    class Form(models.TextChoices):
        FAMILIAR = "familiar", _("Familiar (sina, du)")
        FORMAL = "formal", _("Formal (Teie, De)")

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(CannedResponse, models.CASCADE, related_name="variants")
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    form = models.CharField(_("form of address"), max_length=8, choices=Form, blank=True)
    body_html = models.TextField(blank=True)  # cleaned as messages are
    body_text = models.TextField(blank=True)

    class Meta:
        ordering = ["language", "form", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "item", "language", "form"], name="canned_variant_once"),
            models.CheckConstraint(condition=models.Q(form__in=["", "familiar", "formal"]), name="canned_form_known"),
        ]

    def __str__(self):
        return f"{self.item_id} {self.language} {self.form}"

    @property
    def label(self):
        """ "Norwegian, formal" """
        language = dict(settings.LANGUAGES).get(self.language, self.language)
        forms = {self.Form.FAMILIAR: _("familiar"), self.Form.FORMAL: _("formal")}
        return f"{language}, {forms[self.form]}" if self.form else str(language)


def storage_path(file, filename):
    """A random name outside any document root."""
    return f"canned/{file.workspace_id}/{file.public_id[:2]}/{file.public_id}"


class CannedFile(models.Model):
    """A file that comes along with a variant."""

    workspace = WorkspaceForeignKey(related_name="+")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False, unique=True)
    variant = TenantForeignKey(CannedVariant, models.CASCADE, related_name="files")
    file = models.FileField(upload_to=storage_path, max_length=200)
    name = models.CharField(max_length=255)  # display data only
    content_type = models.CharField(max_length=120)  # from the bytes, not from the name
    size = models.PositiveBigIntegerField()  # bytes

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["workspace", "variant"], name="canned_file_by_variant")]

    def __str__(self):
        return self.name


class CannedWord(models.Model):
    """The start of a word that a response says: what it is suggested by. Full-text operators would lose their index."""

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(CannedResponse, models.CASCADE, related_name="words")
    word = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "word", "item"], name="canned_word_once")]
        indexes = [models.Index(fields=["workspace", "item"], name="canned_word_by_item")]

    def __str__(self):
        return self.word


class CannedUse(models.Model):
    """How often a member used a response."""

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(CannedResponse, models.CASCADE, related_name="uses")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "item", "member"], name="canned_use_once")]

    def __str__(self):
        return f"{self.member_id} used {self.item_id}"
