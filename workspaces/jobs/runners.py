"""What the apps teach jobs to do. An app registers its runners when it is loaded (``AppConfig.ready``)."""

from datetime import timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.errors import OperationRefused
from workspaces.models import Job, JobItem

log = structlog.get_logger(__name__)
RUNNERS = {}  # kind -> Runner


class NotAllowed(OperationRefused):
    code = "not_allowed"
    message = gettext_lazy("You may no longer do this, so nothing more was done.")


def register(runner_class):
    """A class decorator: jobs of ``runner_class.kind`` are its."""
    RUNNERS[runner_class.kind] = runner_class()
    return runner_class


def runner_of(job):
    return RUNNERS[job.kind]


def outcome(job):
    """``(how it ended, in words, whether that is trouble)``."""
    if job.words:  # it failed, or all of it was refused
        return job.words, True
    text = runner_of(job).result(job)
    return (_("Stopped. %(result)s") % {"result": text} if job.state == Job.State.STOPPED else text), False


class Runner:
    """One kind of long work.

    ``right`` is the key of permissions.yaml that the member must have when it starts and, since roles change, at each step
    and when the file is fetched. ``undo_kind`` is the kind of job that puts things back, on offer for ``undo_for``.
    """

    kind = ""
    right = ""
    undo_kind = ""
    undo_for = timedelta(minutes=10)
    file_for = timedelta(hours=24)
    is_news = True  # whoever began it is told of its end, wherever they are by then

    def title(self, job):
        """What is done, for people: "Set the status of 1,000 tickets"."""
        raise NotImplementedError

    def result(self, job):
        """What was done, once it is over: "997 tickets set to Solved"."""
        return self.title(job)

    def url_of(self, item):
        """Where a refused item can be looked at, if anywhere."""
        return ""

    def may(self, job):
        """May the job's member (read anew for this step) do this still?"""
        return job.member.can(self.right)

    def advance(self, job):
        """Do a little, a second's worth at most; return whether the job is complete.

        Runs in a transaction inside ``tenant()``. Count in ``job.done`` and ``job.refused``, set ``job.total`` when it is
        known, keep your place in ``job.cursor``: they are saved with what you wrote, or all of it is undone and repeated.
        Raise OperationRefused to end the job as failed with those words.
        """
        raise NotImplementedError

    def ended(self, job):
        """Called once in the transaction that ends the job, however it ends; ``job.state`` says how."""

    def forget(self, job):
        """Called before an old job is deleted: remove what lies outside of the database. The job's file goes by itself."""

    def keep_file(self, job, content, *, name, type):
        """Offer ``content`` (a Django File) for ``file_for``, to the job's member only, under ``name``."""
        job.file.save(name, content, save=False)
        job.file_name, job.file_type = name[:200], type
        job.expires_at = timezone.now() + self.file_for


class ItemRunner(Runner):
    """Work on things listed as ``JobItem``: each is done, or refused with the reason."""

    at_once = 20  # a transaction

    def do(self, job, item):
        """Do one. Return what an undo needs to know, as a dict. Raise OperationRefused with the reason if it can't be."""
        raise NotImplementedError

    def advance(self, job):
        waiting = JobItem.objects.filter(workspace_id=job.workspace_id, job_id=job.pk, state=JobItem.State.WAITING)
        items = list(waiting.order_by("position")[: self.at_once])
        for item in items:
            self._do(job, item)
            job.done += item.state == JobItem.State.DONE
            job.refused += item.state == JobItem.State.REFUSED
        JobItem.objects.bulk_update(items, ["state", "reason", "data"])
        return len(items) < self.at_once

    def _do(self, job, item):
        try:
            with transaction.atomic():
                item.data = self.do(job, item) or {}
            item.state = JobItem.State.DONE
        except OperationRefused as refused:
            item.state, item.reason = JobItem.State.REFUSED, str(refused.message)[:300]
        except (OperationalError, InterfaceError):  # the database's trouble, not this item's: the step is repeated
            raise
        except Exception as error:  # ours to mend; the others get their turn
            log.exception("job.item_broken", kind=job.kind, error=type(error).__name__, exc_info=False)
            item.state = JobItem.State.REFUSED
            item.reason = _("Something went wrong here (%(error)s).") % {"error": type(error).__name__}
