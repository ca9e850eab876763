"""The way of a job through the worker: claim, advance step by step, close.

PostgreSQL is the queue. A claim is one UPDATE and holds for fifteen seconds, renewed while a slice lasts; every closing
UPDATE names the claim's token. So a killed worker's job is taken over, and its last step is as if it had never begun.
"""

import time
import uuid
from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from helpdesk.lib.errors import OperationRefused
from workspaces.jobs.runners import NotAllowed, runner_of
from workspaces.lease import LEASE, Keeper
from workspaces.models import Job, JobItem
from workspaces.signals import job_ended, send_job_changed
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)

SLICE_SECONDS = 30
TELL_SECONDS = 0.5  # between two notices to the member's pages
MOST_TRIES = 5  # a step that breaks so often in a row ends the job
PAUSE_SECONDS = 3  # before the second try; longer before each further one
UNFINISHED = [Job.State.QUEUED, Job.State.RUNNING]
SAVED = (
    "state", "total", "done", "refused", "words", "cursor", "file", "file_name", "file_type", "finished_at", "undo_until",
    "expires_at", "tries",
)  # fmt: skip


def run_slice(workspace_id, job_id, *, seconds=SLICE_SECONDS):
    """Advance a job for ``seconds``, or until it is over. Does nothing if another worker has it, or it is not due."""
    token = claim(workspace_id, job_id)
    if token is None:
        return
    rows = partial(_rows, workspace_id, job_id)
    ends, told = time.monotonic() + seconds, 0.0
    goes_on = True
    with Keeper(rows, token, workspace_id) as keeper:
        while goes_on and keeper.holds() and time.monotonic() < ends:
            tells = time.monotonic() - told > TELL_SECONDS
            told = time.monotonic() if tells else told
            goes_on = _step(workspace_id, job_id, token, tells=tells)
    with tenant(workspace_id):
        rows().filter(lease_token=token).update(lease_token=None, lease_until=None)
    if goes_on:
        from workspaces.tasks import run_job

        run_job.ring(workspace_id, job_id)


def complete(job):
    """Do a short job whole, in the transaction of who began it: nobody else has seen it yet.

    ``cursor`` has "at_once" then: its end is told by the answer to the form, and not again at the foot of pages.
    """
    while _advance(job):
        pass
    job.cursor["at_once"] = True
    job.save(update_fields=SAVED)


def claim(workspace_id, job_id, *, now=None):
    """Take a job that is due by one UPDATE. Returns the token that its closing must name, or None."""
    now, token = now or timezone.now(), uuid.uuid4()
    with tenant(workspace_id):
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        rows = _rows(workspace_id, job_id).filter(free, state__in=UNFINISHED, next_at__lte=now)
        claimed = rows.update(state=Job.State.RUNNING, lease_token=token, lease_until=now + LEASE)
    return token if claimed else None


def _step(workspace_id, job_id, token, *, tells):
    """One step in one transaction. Returns whether there is another to do now."""
    try:
        with tenant(workspace_id):
            job = _rows(workspace_id, job_id).select_related("member__user", "workspace").get()
            with translation.override(job.member.user.language or settings.LANGUAGE_CODE):
                goes_on = _advance(job)
            _save(job, token)
            if not goes_on:
                job_ended.send_robust(sender=None, job=job)
            if tells or not goes_on:
                send_job_changed(job)
        return goes_on
    except _ClaimLost:
        log.warning("job.claim_lost")
    except Exception as error:  # nothing of the step was kept: it is tried again, some times
        log.exception("job.broken", error=type(error).__name__, exc_info=False)
        _broken(workspace_id, job_id, token, error)
    return False


def _advance(job):
    """Do a step of ``job`` in memory and in its rows; end it where it ends. Returns whether it goes on."""
    runner = runner_of(job)
    job.tries = 0
    if job.stop_requested:
        _end(job, Job.State.STOPPED)
        return False
    try:
        if not runner.may(job):
            raise NotAllowed
        with transaction.atomic():
            complete = runner.advance(job)
    except OperationRefused as refused:
        job.refresh_from_db(fields=["done", "refused", "total", "cursor"])
        _end(job, Job.State.FAILED, str(refused.message))
        return False
    if complete:
        _end(job, Job.State.DONE)
    return not complete


def _end(job, state, words=""):
    now = timezone.now()
    runner = runner_of(job)
    if job.refused and not job.done:
        words = words or _common_reason(job)
    job.state, job.words, job.finished_at = state, words[:300], now
    job.undo_until = now + runner.undo_for if runner.undo_kind and job.done else None
    runner.ended(job)


def _common_reason(job):
    """Why nothing at all was done, in words, where that is the same for all that was refused."""
    refused = JobItem.objects.filter(workspace_id=job.workspace_id, job=job, state=JobItem.State.REFUSED)
    reasons = list(refused.order_by("reason").values_list("reason", flat=True).distinct()[:2])
    return _("Nothing was changed. %(why)s") % {"why": reasons[0]} if len(reasons) == 1 and reasons[0] else ""


def _save(job, token):
    changes = {name: getattr(job, name) for name in SAVED}
    if not _rows(job.workspace_id, job.pk).filter(lease_token=token).update(**changes):
        raise _ClaimLost


def _broken(workspace_id, job_id, token, error):
    with tenant(workspace_id):
        job = _rows(workspace_id, job_id).filter(lease_token=token).select_related("member__user").first()
        if job is None:
            return
        job.tries += 1
        if job.tries >= MOST_TRIES:
            _end(job, Job.State.FAILED, _("Something went wrong here (%(error)s).") % {"error": type(error).__name__})
            send_job_changed(job)
        _save(job, token)
        if job.is_over:
            job_ended.send_robust(sender=None, job=job)
        pause = timedelta(seconds=PAUSE_SECONDS * job.tries)
        _rows(workspace_id, job_id).filter(lease_token=token).update(next_at=timezone.now() + pause)


def _rows(workspace_id, job_id):
    return Job.objects.filter(workspace_id=workspace_id, pk=job_id)


class _ClaimLost(Exception):
    """Another worker has taken the job over."""
