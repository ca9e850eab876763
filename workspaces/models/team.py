"""Agents who share a queue of tickets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey


class Team(models.Model):
    """Every channel and every ticket has one. "Department" in other products."""

    workspace = WorkspaceForeignKey(related_name="teams")
    name = models.CharField(_("name"), max_length=60)
    is_private = models.BooleanField(_("only its members see its tickets"), default=False)
    signature = models.TextField(_("signature"), blank=True, max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="team_name_per_workspace")]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """A member in a team."""

    workspace = WorkspaceForeignKey(related_name="+")
    team = TenantForeignKey(Team, models.CASCADE, related_name="memberships")
    member = TenantForeignKey("workspaces.Member", models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "team", "member"], name="team_member_once"),
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="team_member_by_member")]

    def __str__(self):
        return f"{self.member_id} in {self.team_id}"
