"""Who may use it; away and back again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from automation.models import Sharing

KEPT = timedelta(days=30)  # that a deleted one can be brought back


@transaction.atomic
def share(item, sharing, teams, *, by):
    """Share a canned response or macro with everybody, with ``teams``, or with nobody but ``by``, who then owns it."""
    item.sharing = Sharing(sharing)
    if item.owner_id is None or item.sharing == Sharing.OWN:
        item.owner = by
    item.save(update_fields=["sharing", "owner"])
    wanted = {team.pk for team in teams} if item.sharing == Sharing.TEAMS else set()
    shares = item.teams.filter(workspace_id=item.workspace_id)
    shares.exclude(team_id__in=wanted).delete()
    for team_id in wanted - set(shares.values_list("team_id", flat=True)):
        item.teams.create(workspace_id=item.workspace_id, team_id=team_id)


def delete(item, *, by):
    """Hide it; ``restore`` brings it back. What was deleted more than 30 days ago goes for good."""
    now = timezone.now()
    rows = type(item).objects.filter(workspace_id=item.workspace_id)
    for old in rows.filter(deleted_at__lt=now - KEPT):
        _forget_files(old)
        old.delete()
    item.deleted_at = now
    item.save(update_fields=["deleted_at"])


def restore(item, *, by):
    item.deleted_at = None
    item.save(update_fields=["deleted_at"])


def _forget_files(item):
    """Their bytes go once the rows are gone for sure."""
    for variant in getattr(item, "variants", type(item).objects.none()).all():
        for file in variant.files.all():
            transaction.on_commit(lambda stored=file.file: stored.storage.delete(stored.name))
