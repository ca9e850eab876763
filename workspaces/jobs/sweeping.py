"""Work found by looking, for all workspaces."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from workspaces.doorbell import ring_missed
from workspaces.jobs.runners import RUNNERS
from workspaces.jobs.running import UNFINISHED
from workspaces.models import Job
from workspaces.tenancy import across_tenants, tenant

AT_ONCE = 100
LATE = timedelta(seconds=2)  # a doorbell that has not been answered by then was lost
KEPT = timedelta(days=30)


def ring_for_the_forgotten():
    """Ring for jobs that are due and nobody has, the longest due first."""
    now = timezone.now()
    with across_tenants("the sweep rings again for every workspace"):
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        due = Job.objects.filter(free, state__in=UNFINISHED, next_at__lt=now - LATE).order_by("next_at")
        found = list(due.values_list("workspace_id", "pk")[:AT_ONCE])
    ring_missed("workspaces.run_job", found, queue="bulk")


def forget():
    """Delete the files that are no longer offered, and what is left of jobs of long ago."""
    now = timezone.now()
    with across_tenants("the time of all workspaces' files is over by the same clock"):
        over = Job.objects.filter(expires_at__lte=now).exclude(file="").order_by("finished_at")
        files = list(over.values_list("workspace_id", "pk")[:AT_ONCE])
        old = Job.objects.filter(finished_at__lte=now - KEPT).order_by("finished_at")
        jobs = list(old.values_list("workspace_id", "pk")[:AT_ONCE])
    for workspace_id, pk in files:
        with tenant(workspace_id):
            job = Job.objects.get(workspace_id=workspace_id, pk=pk)
            job.file.delete(save=False)
            job.save(update_fields=["file"])
    for workspace_id, pk in jobs:
        with tenant(workspace_id):
            job = Job.objects.filter(workspace_id=workspace_id, pk=pk).first()
            if job is None:  # went with the one that it undid
                continue
            if job.file:
                job.file.delete(save=False)
            if job.kind in RUNNERS:
                RUNNERS[job.kind].forget(job)
            job.delete()
