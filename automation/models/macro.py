"""Actions that an agent applies to a ticket at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from automation.models.sharing import Shared
from workspaces.fields import TenantForeignKey, WorkspaceForeignKey
from workspaces.models import Member, Team


class Macro(Shared):
    """``steps`` are validated by ``automation.steps``: ``[{"do": "status", "category": "pending"}, …]``, run in order."""

    workspace = WorkspaceForeignKey(related_name="macros")
    owner = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    steps = models.JSONField(default=list)
    edit_first = models.BooleanField(_("put the reply into the composer instead of sending it"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sharing__in=["everybody", "teams", "own"]), name="macro_sharing_known"
            )
        ]
        indexes = [models.Index(fields=["workspace", "folder", "name", "id"], name="macro_by_folder")]


class MacroTeam(models.Model):
    """A team that a macro is shared with."""

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(Macro, models.CASCADE, related_name="teams")
    team = TenantForeignKey(Team, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "item", "team"], name="macro_team_once")]

    def __str__(self):
        return f"{self.item_id} for {self.team_id}"


class MacroUse(models.Model):
    """How often a member applied a macro."""

    workspace = WorkspaceForeignKey(related_name="+")
    item = TenantForeignKey(Macro, models.CASCADE, related_name="uses")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "item", "member"], name="macro_use_once")]

    def __str__(self):
        return f"{self.member_id} applied {self.item_id}"
