"""What this app does about the news of those below it."""

from django.db.models import F
from django.dispatch import receiver

from tickets import live
from tickets.models import TicketNumber
from workspaces.signals import database_restored, job_changed, members_changed

LEFT_OUT = 1_000  # ticket numbers that customers may have seen after the back-up was made


@receiver(members_changed, dispatch_uid="tickets.live")
def look_at_rights_again(sender, workspace_id, **kwargs):
    """Open sockets check at once whether their member may still listen."""
    live.members_changed(workspace_id)


@receiver(job_changed, dispatch_uid="tickets.live_jobs")
def show_progress(sender, workspace_id, member_id, public_id, **kwargs):
    """Open pages of the member fetch how far the job is."""
    live.job_changed(workspace_id, member_id, public_id)


@receiver(database_restored, dispatch_uid="tickets.numbers")
def leave_numbers_out(sender, **kwargs):
    """No ticket of a restored copy gets a number that a lost ticket had."""
    TicketNumber.objects.update(last=F("last") + LEFT_OUT)
