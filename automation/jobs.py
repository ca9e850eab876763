"""Macros on many tickets as jobs."""

from django.utils.translation import ngettext

from automation.models import Macro
from automation.operations import macros
from tickets.bulk.runners import FEW, OutOfSight
from workspaces import jobs


@jobs.register
class ApplyingMacro(jobs.ItemRunner):
    """``params``: ``{"macro": id, "name"}``; the items are tickets. Replies leave, so there is no undo."""

    kind, right = "automation.apply_macro", "tickets.bulk"

    def title(self, job):
        return ngettext(
            "Apply “%(name)s” to %(count)s ticket", "Apply “%(name)s” to %(count)s tickets", job.total
        ) % self._named(job, job.total)

    def result(self, job):
        return ngettext(
            "“%(name)s” applied to %(count)s ticket", "“%(name)s” applied to %(count)s tickets", job.done
        ) % self._named(job, job.done)

    def url_of(self, item):
        return f"/tickets/{item.label.removeprefix('#')}/"

    def may(self, job):
        few_enough = job.total <= FEW or job.member.can("tickets.bulk_many")
        return job.member.can(self.right) and few_enough and self._macro(job) is not None

    def do(self, job, item):
        ticket = job.workspace.tickets.visible_to(job.member).filter(pk=item.subject_id).first()
        if ticket is None:
            raise OutOfSight
        macros.apply(self._macro(job), ticket, by=job.member)

    def _macro(self, job):
        usable = Macro.objects.filter(workspace=job.workspace).usable_by(job.member)
        return usable.filter(pk=job.params["macro"]).first()

    @staticmethod
    def _named(job, count):
        return {"name": job.params["name"], "count": f"{count:,}"}
