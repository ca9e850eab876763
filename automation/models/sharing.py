"""Who may use and edit what agents share: canned responses and macros."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from workspaces import rights


class Sharing(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    TEAMS = "teams", _("Teams")
    OWN = "own", _("Only me")


class SharedQuerySet(models.QuerySet):
    """Of a model with ``sharing``, ``owner``, ``deleted_at`` and ``teams``: rows of (item, team)."""

    def kept(self):
        """Without those that were deleted and can still be brought back."""
        return self.filter(deleted_at=None)

    def usable_by(self, member):
        """Those shared with everybody or with a team of ``member``, and the member's own. Nobody else's own, ever."""
        scope = member.scope("answers.use")
        if scope == rights.NONE:
            return self.none()
        own = Q(sharing=Sharing.OWN, owner=member)
        if scope == rights.ALL:
            return self.kept().filter(own | ~Q(sharing=Sharing.OWN))
        of_team = Q(sharing=Sharing.TEAMS) & Exists(self._teams(member, team_id__in=member.team_ids))
        return self.kept().filter(own | Q(sharing=Sharing.EVERYBODY) | of_team)

    def editable_by(self, member):
        """The member's own, and of the shared ones those that her role may edit.

        All of them, or those of her teams that no other team shares.
        """
        if not member.can("answers.use"):
            return self.none()
        own = Q(sharing=Sharing.OWN, owner=member)
        scope = member.scope("answers.share")
        if scope == rights.ALL:
            return self.filter(own | ~Q(sharing=Sharing.OWN))
        if scope == rights.TEAM:
            hers = Exists(self._teams(member, team_id__in=member.team_ids))
            others = Exists(self._teams(member).exclude(team_id__in=member.team_ids))
            return self.filter(own | Q(sharing=Sharing.TEAMS) & hers & ~others)
        return self.filter(own)

    def by_folder(self):
        return self.order_by("folder", "name", "id")

    def _teams(self, member, **which):
        through = self.model._meta.get_field("teams").related_model
        return through.objects.filter(workspace_id=member.workspace_id, item=OuterRef("pk"), **which)


class Shared(models.Model):
    """What canned responses and macros have in common. ``deleted_at``: hidden, and gone for good 30 days later."""

    folder = models.CharField(_("folder"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=80)
    sharing = models.CharField(_("who can use it"), max_length=9, choices=Sharing, default=Sharing.OWN)
    use_count = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name
