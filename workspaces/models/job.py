"""Long work that a member asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces.fields import TenantForeignKey, TenantOneToOneField, WorkspaceForeignKey
from workspaces.models.people import Member


def result_path(job, filename):
    """A random name outside any document root; the shown name never touches the disk."""
    return f"jobs/{job.workspace_id}/{job.public_id[:2]}/{job.public_id}"


class Job(models.Model):
    """Work too long for a request. The row is the queue: ``workspaces.jobs`` advances it in slices and counts in it.

    ``kind`` names the Runner that knows how; ``params`` is what was asked, ``cursor`` what the runner must remember from
    one step to the next. ``done`` and ``refused`` count things, as does ``total`` (None while unknown).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    workspace = WorkspaceForeignKey(related_name="jobs")
    public_id = models.CharField(max_length=26, default=opaque_id, editable=False)
    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    undoes = TenantOneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")

    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)  # why it failed
    stop_requested = models.BooleanField(default=False)

    file = models.FileField(upload_to=result_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)  # display data only
    file_type = models.CharField(max_length=120, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # of the file

    tries = models.PositiveSmallIntegerField(default=0)  # steps in a row that broke
    next_at = models.DateTimeField()  # not taken up before
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["public_id"], name="job_public_id")]
        indexes = [
            models.Index(fields=["workspace", "member", "-id"], name="job_by_member"),
            models.Index(fields=["next_at"], condition=Q(state__in=["queued", "running"]), name="job_to_run"),
            models.Index(fields=["finished_at"], condition=~Q(finished_at=None), name="job_to_forget"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self):
        return self.finished_at is not None


class JobItem(models.Model):
    """One thing of a job, a ticket or a line of a file, and what became of it.

    ``subject_id`` is whatever the runner counts with; ``label`` is what people call it. ``data`` is what an undo needs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    workspace = WorkspaceForeignKey(related_name="+")
    job = TenantForeignKey(Job, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    subject_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "job", "position"], name="job_item_position")]
        indexes = [models.Index(fields=["workspace", "job", "state", "position"], name="job_item_by_state")]

    def __str__(self):
        return f"{self.job_id}.{self.position}"
