"""From long work that is over to the member who began it."""

from django.db import transaction
from django.dispatch import receiver

from notifications import telling
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.noticing import rows_for
from workspaces import jobs
from workspaces.models import Job
from workspaces.signals import job_ended


@receiver(job_ended, dispatch_uid="notifications.work")
def notice(sender, job, **kwargs):
    """Tell whoever began ``job``, unless they stopped it, or it is no news to them."""
    if job.state == Job.State.STOPPED or not jobs.runner_of(job).is_news:
        return
    rows = rows_for(job.workspace, [(job.member, Kind.WORK_OVER)], job.finished_at, job=job)
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        telling.tell(rows)
        if pushed := [row.member_id for row in rows if row.is_pushed]:
            telling.push(job.workspace_id, pushed, job=job)
