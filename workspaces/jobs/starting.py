"""Begin, stop and undo a job."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from workspaces.jobs.runners import RUNNERS, NotAllowed
from workspaces.models import Job, JobItem
from workspaces.signals import send_job_changed


class NothingToUndo(OperationRefused):
    code = "nothing_to_undo"
    message = _("The time to undo this has passed, or it was undone already.")


@transaction.atomic
def start(kind, *, by, params=None, items=(), total=None, few=0):
    """Begin a job of ``kind`` for the member ``by``; a worker takes it up after the commit. Returns the Job.

    ``items``: ``(subject_id, label, data)`` for each thing of an ItemRunner. At most ``few`` of them are done here and now:
    the job that is returned is over then. ``params`` must fit into JSON. Raises NotAllowed.
    """
    items = list(items)
    job = _new(kind, by=by, params=params or {}, total=len(items) if items else total)
    JobItem.objects.bulk_create(
        [
            JobItem(
                workspace_id=by.workspace_id, job=job, position=place, subject_id=subject_id, label=label, data=data
            )
            for place, (subject_id, label, data) in enumerate(items, 1)
        ],
        batch_size=1000,
    )
    return _begin(job, at_once=0 < len(items) <= few)


def stop(job, *, by):
    """Have a job end after the step that it is at. What was done stays, and can be undone. Nothing happens if it is over."""
    asked = _rows(job).filter(finished_at=None).update(stop_requested=True, next_at=timezone.now())
    if asked:
        _ring(job)


@transaction.atomic
def undo(job, *, by, few=0):
    """Begin the job that puts back what ``job`` did, item by item. Raises NothingToUndo, NotAllowed. Returns the new Job.

    Items that kept nothing to put back are left out. ``few`` is as in ``start``.
    """
    job = Job.objects.select_for_update().get(workspace_id=job.workspace_id, pk=job.pk)
    if job.undo_until is None or job.undo_until < timezone.now():
        raise NothingToUndo
    job.undo_until = None
    job.save(update_fields=["undo_until"])
    undoing = _new(RUNNERS[job.kind].undo_kind, by=by, params=job.params, undoes=job)
    table = JobItem._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (workspace_id, job_id, position, subject_id, label, state, reason, data)
            SELECT workspace_id, %s, position, subject_id, label, 'waiting', '', data FROM {table}
            WHERE workspace_id = %s AND job_id = %s AND state = 'done' AND data <> '{{}}'::jsonb
            """,
            [undoing.pk, job.workspace_id, job.pk],
        )
        undoing.total = cursor.rowcount
    undoing.save(update_fields=["total"])
    return _begin(undoing, at_once=undoing.total <= few)


def _new(kind, *, by, **fields):
    if not by.can(RUNNERS[kind].right):
        raise NotAllowed
    return Job.objects.create(workspace_id=by.workspace_id, member=by, kind=kind, next_at=timezone.now(), **fields)


def _begin(job, *, at_once):
    if at_once:
        from workspaces.jobs import running

        running.complete(job)
    else:
        _ring(job)
    return job


def _ring(job):
    from workspaces.tasks import run_job

    run_job.ring_on_commit(job.workspace_id, job.pk)
    send_job_changed(job)


def _rows(job):
    return Job.objects.filter(workspace_id=job.workspace_id, pk=job.pk)
