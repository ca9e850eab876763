"""Count what is used, and by whom."""

from django.db.models import F
from django.utils import timezone


def note_use(item, member):
    """One more use of a canned response or macro by ``member``."""
    now = timezone.now()
    type(item).objects.filter(workspace_id=item.workspace_id, pk=item.pk).update(
        use_count=F("use_count") + 1, last_used_at=now
    )
    use, _ = item.uses.get_or_create(workspace_id=item.workspace_id, member=member, defaults={"last_at": now})
    item.uses.filter(workspace_id=item.workspace_id, pk=use.pk).update(count=F("count") + 1, last_at=now)
