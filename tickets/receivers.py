"""What this app does about the news of those below it."""

from django.dispatch import receiver

from tickets import live
from workspaces.signals import members_changed


@receiver(members_changed, dispatch_uid="tickets.live")
def look_at_rights_again(sender, workspace_id, **kwargs):
    """Open sockets check at once whether their member may still listen."""
    live.members_changed(workspace_id)
