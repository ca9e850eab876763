"""Members who are out of office."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workspaces.fields import TenantForeignKey, TenantOneToOneField, WorkspaceForeignKey
from workspaces.models.people import Member


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        """Those that hold on ``day``, a date where the workspace is."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class Absence(models.Model):
    """A member is away from the first day to the last, both included, by the workspace's clock.

    It begins and ends by being read: no job changes anything. ``substitute`` sees the member's tickets in a list of their
    own, as far as their own role and teams permit; no right comes with it.
    """

    workspace = WorkspaceForeignKey(related_name="absences")
    member = TenantOneToOneField(Member, models.CASCADE, related_name="absence")
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))
    substitute = TenantForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="substitutions")
    note = models.CharField(_("a line for colleagues"), max_length=140, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("member")), name="absence_substitute_is_another"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "last_day"], name="absence_by_end")]

    def __str__(self):
        return f"{self.member_id} {self.first_day}–{self.last_day}"
