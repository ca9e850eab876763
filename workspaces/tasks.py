"""The two kinds of task: for one workspace, and a sweep over all of them.

Both do no more than delegate: the row in PostgreSQL says what is to be done, so a run may be lost or doubled.
"""

import functools
import time
import traceback

import structlog
from celery import Task, current_app, current_task, shared_task
from django.db import close_old_connections, connection

from workspaces import doorbell

log = structlog.get_logger(__name__)

SWEEPS = {}  # what beat runs: name -> an entry of Celery's beat_schedule


class RungTask(Task):
    """A task that is scheduled by the doorbell: a Redis that is away costs the caller nothing but a second."""

    abstract = True

    def ring(self, *args):
        return doorbell.ring(self.name, *args, queue=self.queue)

    def ring_on_commit(self, *args):
        doorbell.ring_on_commit(self.name, *args, queue=self.queue)

    delay_on_commit = ring_on_commit  # Celery's own would fail the request while Redis is away


def tenant_task(*, name, queue):
    """A task whose first argument is a workspace's id.

    The function is called without a transaction: what it delegates to opens ``tenant(workspace_id)`` round each unit of
    work, and never across a network call. ``task.ring_on_commit(workspace_id, …)`` schedules it (``delay_on_commit`` is
    the same). An error is logged without its words, which may quote a customer, and not raised: a sweep rings again.
    """

    def decorate(function):
        @functools.wraps(function)
        def run(workspace_id, *args):
            with structlog.contextvars.bound_contextvars(workspace=workspace_id, task=name):
                return _guarded(function, workspace_id, *args)

        return shared_task(base=RungTask, name=name, queue=queue)(run)

    return decorate


def sweep_task(*, name, queue, every):
    """A task without arguments that beat starts each ``every`` seconds, once however many beats run.

    It looks across workspaces for what is due or was missed, and rings for it. What only rings belongs in the queue
    "sweeps", which is never long: behind ten thousand events, what is due would wait for as long as they take.
    """

    def decorate(function):
        @functools.wraps(function)
        def run():
            with structlog.contextvars.bound_contextvars(task=name):
                return _guarded(function)

        # A sweep that waited for longer than a few turns has been overtaken by the next one.
        options = {"queue": queue, "expires": max(5, every)}
        SWEEPS[name] = {"task": name, "schedule": float(every), "options": options}
        return shared_task(base=RungTask, name=name, queue=queue)(run)

    return decorate


def is_repeated():
    """Does the broker hand out this task anew, because a worker took it and died?"""
    return bool((current_task.request.delivery_info or {}).get("redelivered")) if current_task else False


def _guarded(function, *args):
    started = time.monotonic()
    if not connection.in_atomic_block:  # a test's transaction must not be closed under it
        close_old_connections()
    try:
        result = function(*args)
    except Exception as error:
        if current_app.conf.task_always_eager:
            raise
        log.error("task.failed", error=type(error).__name__, reason=_place(error), seconds=_since(started))
        return None
    finally:
        if not connection.in_atomic_block:
            close_old_connections()
    log.debug("task.done", seconds=_since(started))
    return result


def _place(error):
    """``module.py:line`` of the last three frames: where, without what."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))


def _since(started):
    return round(time.monotonic() - started, 3)


@sweep_task(name="workspaces.forget_heartbeats", queue="bulk", every=3600)
def forget_heartbeats():
    """Delete the heartbeats of hosts that are gone."""
    from workspaces import heartbeats

    heartbeats.forget()


@tenant_task(name="workspaces.run_job", queue="bulk")
def run_job(workspace_id, job_id):
    """Get on with a job for at most 30 s, then ring for the next slice. Safe to run twice: just one run can claim it."""
    from workspaces.jobs import running

    running.run_slice(workspace_id, job_id)


@sweep_task(name="workspaces.sweep_jobs", queue="sweeps", every=3)
def sweep_jobs():
    """Ring again for jobs whose worker died or whose bell was lost."""
    from workspaces.jobs import sweeping

    sweeping.ring_for_the_forgotten()


@sweep_task(name="workspaces.forget_jobs", queue="bulk", every=600)
def forget_jobs():
    """Delete files that are no longer offered, and jobs of long ago."""
    from workspaces.jobs import sweeping

    sweeping.forget()
