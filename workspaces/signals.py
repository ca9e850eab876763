"""News of this app for those above it."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

members_changed = Signal()  # workspace_id: a member's role, teams, password or activity changed; after the commit
job_changed = Signal()  # workspace_id, member_id, public_id: a job got on, or ended; after the commit
job_ended = Signal()  # job: a worker ended it, however; inside the transaction that says so
database_restored = Signal()  # inside across_tenants(): this database is a copy, seen for the first time


def send_members_changed(workspace_id):
    """Send ``members_changed`` once the transaction around is committed; a receiver that fails hurts nobody."""
    transaction.on_commit(partial(members_changed.send_robust, sender=None, workspace_id=workspace_id), robust=True)


def send_job_changed(job):
    """Send ``job_changed`` once the transaction around is committed."""
    news = {"workspace_id": job.workspace_id, "member_id": job.member_id, "public_id": job.public_id}
    transaction.on_commit(partial(job_changed.send_robust, sender=None, **news), robust=True)
