"""Counts of saved views, by a worker: each at most every ten seconds, up to 1,001, and no longer than 200 ms."""

from django.db.models import F, Q
from django.utils import timezone

from helpdesk.lib.patience import COUNTED, counted
from tickets import live
from tickets.models import SavedView, SavedViewCount
from tickets.query import QueryError, narrow
from tickets.saved_views import FRESH, known_views
from workspaces.doorbell import ring_missed
from workspaces.models import Member
from workspaces.tenancy import across_tenants, tenant

MILLISECONDS = 200
AT_ONCE = 200


def count(workspace_id, member_id):
    """Count what ``member_id`` sees in each of their views whose count is older than ten seconds; tell their pages."""
    now = timezone.now()
    with tenant(workspace_id):
        member = _member(workspace_id, member_id)
        old = (
            [one.pk for one in known_views(member) if one.counted_at is None or one.counted_at < now - FRESH]
            if member
            else []
        )
    for pk in old:
        with tenant(workspace_id):
            _count(member, pk, now)
    if old:
        live.counts_changed(workspace_id, member_id)


def ring_for_the_wanted():
    """Ring for counts that somebody looked at after tickets had changed."""
    now = timezone.now()
    with across_tenants("the sweep rings for every workspace"):
        wanted = SavedViewCount.objects.filter(Q(counted_at=None) | Q(wanted_at__gt=F("counted_at")))
        wanted = wanted.filter(Q(counted_at=None) | Q(counted_at__lt=now - FRESH)).exclude(wanted_at=None)
        found = list(wanted.order_by("wanted_at").values_list("workspace_id", "member_id")[:AT_ONCE])
    ring_missed("tickets.count_views", dict.fromkeys(found), queue="bulk")


def _count(member, pk, now):
    view = SavedView.objects.filter(workspace_id=member.workspace_id, pk=pk, deleted_at=None).first()
    if view is None:
        return
    try:
        visible = member.workspace.tickets.visible_to(member)
        number = counted(narrow(visible, view.query, member), MILLISECONDS)
    except QueryError:  # a name in it is gone; its page says so
        number = 0
    values = {
        "count": COUNTED + 1 if number is None else number,
        "is_cut": number is None,
        "counted_at": now,
    }
    SavedViewCount.objects.update_or_create(workspace_id=member.workspace_id, member=member, view=view, defaults=values)


def _member(workspace_id, member_id):
    active = Member.objects.active().select_related("user", "workspace")
    return active.filter(workspace_id=workspace_id, pk=member_id).first()
