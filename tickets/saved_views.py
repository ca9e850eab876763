"""Members' own lists: which of them a member has, who may change them, what they hold."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Max, Q
from django.http import Http404
from django.utils import timezone

from helpdesk.lib.written import ask
from tickets.models import SavedView, SavedViewCount
from workspaces import rights
from workspaces.models import TeamMember

# The rail of every page runs it.
WITH_COUNTS = """
SELECT view.id, view.name, view.visibility, view.colour, found.count, found.is_cut, found.counted_at
FROM tickets_savedview view LEFT JOIN tickets_savedviewcount found
    ON found.workspace_id = view.workspace_id AND found.view_id = view.id AND found.member_id = %(member)s
WHERE view.workspace_id = %(workspace)s AND view.deleted_at IS NULL AND (
    view.visibility = 'everybody' OR view.visibility = 'private' AND view.owner_id = %(member)s
    OR view.visibility = 'team' AND EXISTS (
        SELECT 1 FROM workspaces_teammember one WHERE one.workspace_id = view.workspace_id AND one.team_id = view.team_id
        AND one.member_id = %(member)s))
ORDER BY view.visibility <> 'private', view.position, view.id"""

FRESH = timedelta(seconds=10)  # so long a count stands, whatever changes
STALE = timedelta(seconds=60)  # older than that, a page asks for another
KEPT = timedelta(days=1)  # a deleted view


class Known(NamedTuple):
    """A view as the rail needs it, with the member's own count, if there is one."""

    pk: int
    name: str
    visibility: str
    colour: str
    count: int | None
    is_cut: bool | None
    counted_at: object

    @property
    def slug(self):
        return f"view-{self.pk}"


def known_views(member):
    """The views that ``member`` has, their own first, as Known. One statement, kept on the member for the request."""
    if not hasattr(member, "_views"):  # request.member is a lazy wrapper: its __dict__ is not the member's
        may = member.can("views.use")
        found = ask(WITH_COUNTS, {"member": member.pk, "workspace": member.workspace_id}) if may else []
        member._views = [Known(*row) for row in found]
    return member._views


def find(pk, member):
    """The SavedView of that id, if ``member`` has it. Raises Http404."""
    view = SavedView.objects.filter(workspace_id=member.workspace_id, pk=pk, deleted_at=None).first()
    if view is None or not member.can("views.use") or not _has(view, member):
        raise Http404
    return view


def may_change(view, member):
    """May ``member`` edit or delete it? Private ones are their owner's, shared ones those's who may share so."""
    if view.visibility == SavedView.Visibility.PRIVATE:
        return view.owner_id == member.pk
    return may_share(member, view.visibility, view.team_id)


def may_share(member, visibility, team_id):
    """May ``member`` have a view of that visibility?"""
    scope = member.scope("views.share")
    if visibility == SavedView.Visibility.PRIVATE or scope == rights.ALL:
        return True
    return scope == rights.TEAM and visibility == SavedView.Visibility.TEAM and team_id in member.team_ids


def add(view):
    """Save a new SavedView behind the others."""
    last = SavedView.objects.filter(workspace_id=view.workspace_id).aggregate(last=Max("position"))["last"]
    view.position = (last or 0) + 1
    view.save()
    return view


def changed(view):
    """Its counts are of another query now."""
    SavedViewCount.objects.filter(workspace_id=view.workspace_id, view=view).delete()


@transaction.atomic
def move(view, place, member):
    """Put ``view`` at ``place`` (from 0) among those of its heading in the rail, as ``member`` sees them."""
    private = view.visibility == SavedView.Visibility.PRIVATE
    order = [one.pk for one in known_views(member) if (one.visibility == "private") == private and one.pk != view.pk]
    order.insert(max(0, min(place, len(order))), view.pk)
    rows = {
        one.pk: one
        for one in SavedView.objects.select_for_update().filter(workspace_id=view.workspace_id, pk__in=order)
    }
    positions = sorted(one.position for one in rows.values())
    if len(set(positions)) < len(positions):
        positions = range(1, len(order) + 1)
    for pk, position in zip(order, positions, strict=True):
        rows[pk].position = position
    SavedView.objects.bulk_update(rows.values(), ["position"])


def want_counts(member, *, changed):
    """Have a worker count the views of ``member`` whose count is missing or old. ``changed``: tickets did, just now."""
    now = timezone.now()
    views = known_views(member)
    if changed and views:
        SavedViewCount.objects.filter(
            Q(wanted_at=None) | Q(wanted_at__lte=F("counted_at")), workspace_id=member.workspace_id, member=member
        ).update(wanted_at=now)
    patience = FRESH if changed else STALE
    if any(one.counted_at is None or one.counted_at < now - patience for one in views):
        from tickets.tasks import count_views

        count_views.ring_on_commit(member.workspace_id, member.pk)


def _has(view, member):
    if view.visibility == SavedView.Visibility.TEAM:
        mine = TeamMember.objects.filter(workspace_id=view.workspace_id, team_id=view.team_id, member=member)
        return mine.exists()
    return view.visibility == SavedView.Visibility.EVERYBODY or view.owner_id == member.pk
