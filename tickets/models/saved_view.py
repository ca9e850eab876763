"""Lists that members keep."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, WorkspaceForeignKey, cascade
from workspaces.models import Member, Team


class Layout(models.TextChoices):
    """How a list looks."""

    SPLIT = "split", _("Split")
    COMPACT = "compact", _("Compact")
    TABLE = "table", _("Table")
    BOARD = "board", _("Board")


class SavedView(models.Model):
    """A list under a name: the query language says which tickets. Everybody sees of them what they may see anyway.

    ``columns`` are keys of ``tickets.columns`` (empty: the usual ones), ``sort`` one of them, with "-" for downwards.
    """

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only me")
        TEAM = "team", _("A team")
        EVERYBODY = "everybody", _("Everybody")

    class Colour(models.TextChoices):
        NONE = "", _("None")
        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        PLUM = "plum", _("Plum")
        MOSS = "moss", _("Moss")

    workspace = WorkspaceForeignKey(related_name="saved_views")
    owner = TenantForeignKey(Member, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("which tickets"), max_length=1000, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=9, choices=Visibility, default=Visibility.PRIVATE)
    team = TenantForeignKey(Team, cascade, null=True, blank=True, related_name="+", verbose_name=_("team"))
    columns = models.JSONField(default=list, blank=True)
    sort = models.CharField(_("sorted by"), max_length=60, blank=True)
    layout = models.CharField(_("layout"), max_length=7, choices=Layout, blank=True)  # empty: the member's own
    colour = models.CharField(_("colour"), max_length=5, choices=Colour, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # for a day, so that it can be put back

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility="team", team__isnull=False) | (~Q(visibility="team") & Q(team=None)),
                name="saved_view_team_if_of_team",
            )
        ]
        indexes = [models.Index(fields=["workspace", "position"], name="saved_view_by_position")]

    def __str__(self):
        return self.name

    @property
    def url(self):
        return f"/inbox/view-{self.pk}/"


class SavedViewCount(models.Model):
    """How many tickets of a view a member sees, counted by a worker up to 1,001.

    ``wanted_at``: somebody looked at it after tickets had changed. ``is_cut``: there was no time to count them all.
    """

    workspace = WorkspaceForeignKey(related_name="+")
    view = TenantForeignKey(SavedView, models.CASCADE, related_name="counts")
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)
    is_cut = models.BooleanField(default=False)
    counted_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "view"], name="saved_view_count_once")]
        indexes = [
            models.Index(
                fields=["wanted_at"],
                condition=Q(counted_at=None) | Q(wanted_at__gt=models.F("counted_at")),
                name="saved_view_count_wanted",
            )
        ]

    def __str__(self):
        return f"{self.view_id} for {self.member_id}: {self.count}"
