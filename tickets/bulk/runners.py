"""Changes of many tickets as jobs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from helpdesk.lib.errors import OperationRefused
from tickets.bulk.changes import Change
from tickets.models import Ticket
from workspaces import jobs

FEW = 100  # what a role without "tickets.bulk_many" may change at once


class OutOfSight(OperationRefused):
    code = "out_of_sight"
    message = _("You can't see this ticket any more.")


def change_of(job):
    """The Change that ``job`` makes, or undoes."""
    return Change(**job.params["change"])


def may_change(member, change, count):
    """May ``member`` make ``change`` to so many tickets at once?"""
    return member.can("tickets.bulk") and member.can(change.right) and (count <= FEW or member.can("tickets.bulk_many"))


@jobs.register
class Changing(jobs.ItemRunner):
    """``params``: ``{"change": {"property", "value", "name"}}``; the items are tickets."""

    kind, right, undo_kind = "tickets.change", "tickets.bulk", "tickets.put_back"

    def title(self, job):
        return change_of(job).title(job.total)

    def result(self, job):
        return change_of(job).result(job.done)

    def url_of(self, item):
        return f"/tickets/{item.label.removeprefix('#')}/"

    def may(self, job):
        return may_change(job.member, change_of(job), job.total)

    def do(self, job, item):
        visible = job.workspace.tickets.visible_to(job.member)
        ticket = visible.filter(pk=item.subject_id).first()
        if ticket is None:
            raise OutOfSight
        return change_of(job).apply(ticket, by=job.member)


@jobs.register
class PuttingBack(Changing):
    """Undoes a job of the kind above, for whoever began it: also where the change took the ticket out of their sight."""

    kind, undo_kind = "tickets.put_back", ""

    def title(self, job):
        return ngettext("Put %(count)s ticket back as it was", "Put %(count)s tickets back as they were", job.total) % {
            "count": f"{job.total:,}"
        }

    def result(self, job):
        return ngettext("%(count)s ticket is as it was", "%(count)s tickets are as they were", job.done) % {
            "count": f"{job.done:,}"
        }

    def may(self, job):
        return may_change(job.member, change_of(job), 0)

    def do(self, job, item):
        ticket = Ticket.objects.get(workspace_id=job.workspace_id, pk=item.subject_id)
        change_of(job).put_back(ticket, item.data, by=job.member)
