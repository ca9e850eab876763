"""Deleting and merging what an admin named: statuses and tags, on however many tickets they stand."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.errors import OperationRefused
from tickets import events
from tickets.models import Status, Tag, Ticket, TicketTag
from tickets.operations import statuses
from tickets.operations.locking import locked, save
from workspaces import jobs


class NotPossible(OperationRefused):
    code = "not_possible"
    message = gettext_lazy("This can't be done with these two.")


class LastOfCategory(OperationRefused):
    code = "last_of_category"
    message = gettext_lazy("Each kind of status needs one. Add another of the same kind first.")


class NameTaken(OperationRefused):
    code = "name_taken"
    message = gettext_lazy("There is a tag with this name again. Rename that one first.")


@transaction.atomic
def delete_status(status, *, to, by):
    """Move the tickets of ``status`` to another of its category, as a job, and delete it then. It is offered no more.

    Raises LastOfCategory, NotPossible. Returns the Job.
    """
    if to is None:
        raise LastOfCategory
    if to.pk == status.pk or to.category != status.category or to.replaced_by_id:
        raise NotPossible
    status.replaced_by = to
    status.save(update_fields=["replaced_by"])
    return jobs.start("tickets.delete_status", by=by, params={"status": status.pk, "to": to.pk, "name": status.name})


@transaction.atomic
def merge_tags(tag, *, into, by):
    """Have every ticket with ``tag`` carry ``into`` instead, as a job; then ``tag`` is gone. Raises NotPossible."""
    if tag.pk == into.pk or tag.deleted_at or into.deleted_at or into.merges_into_id:
        raise NotPossible
    tag.merges_into = into
    tag.save(update_fields=["merges_into"])
    return jobs.start("tickets.merge_tag", by=by, params={"tag": tag.pk, "into": into.pk, "name": tag.name})


@transaction.atomic
def delete_tag(tag, *, by):
    """Take a tag out of sight everywhere. ``put_tag_back`` undoes it; its name is free meanwhile."""
    if tag.deleted_at is None:
        tag.was_called, tag.name, tag.deleted_at = tag.name, f"\N{DAGGER}{tag.pk}", timezone.now()
        tag.save(update_fields=["was_called", "name", "deleted_at"])


@transaction.atomic
def put_tag_back(tag, *, by):
    """Undo ``delete_tag``. Raises NameTaken."""
    if tag.deleted_at is None:
        return
    if Tag.objects.filter(workspace_id=tag.workspace_id, name=tag.was_called).exists():
        raise NameTaken
    tag.name, tag.was_called, tag.deleted_at = tag.was_called, "", None
    tag.save(update_fields=["was_called", "name", "deleted_at"])


@jobs.register
class DeletingStatus(jobs.Runner):
    """``params``: ids of the status and of the one that its tickets get."""

    kind, right = "tickets.delete_status", "workspace.configure"
    at_once = 50

    def title(self, job):
        return _("Delete the status “%(name)s”") % job.params

    def result(self, job):
        return _("The status “%(name)s” is deleted") % job.params

    def url_of(self, item):
        return ""

    def advance(self, job):
        found = Status.objects.filter(workspace_id=job.workspace_id, pk__in=[job.params["status"], job.params["to"]])
        by_id = {one.pk: one for one in found}
        old, new = by_id.get(job.params["status"]), by_id.get(job.params["to"])
        if old is None:
            return True
        if new is None:
            raise NotPossible
        tickets = Ticket.objects.filter(workspace_id=job.workspace_id, status=old).order_by("id")[: self.at_once]
        moved = 0
        for ticket in tickets:
            ticket = locked(ticket)
            if ticket.status_id != old.pk:
                continue
            was = statuses.apply(ticket, new, at=timezone.now())
            save(ticket, "status", "category")
            statuses.record(ticket, was, by=job.member)
            moved += 1
        job.done += moved
        if (
            len(tickets) < self.at_once
            and not Ticket.objects.filter(workspace_id=job.workspace_id, status=old).exists()
        ):
            old.delete()
            return True
        return False

    def ended(self, job):
        """Stopped or failed: what has not moved keeps its status, and that is offered again."""
        Status.objects.filter(workspace_id=job.workspace_id, pk=job.params["status"]).update(replaced_by=None)


@jobs.register
class MergingTag(jobs.Runner):
    """``params``: ids of the tag and of the one that takes its place. One event a ticket."""

    kind, right = "tickets.merge_tag", "workspace.configure"
    at_once = 50

    def title(self, job):
        return _("Merge the tag “%(name)s”") % job.params

    def result(self, job):
        return _("The tag “%(name)s” is merged") % job.params

    def url_of(self, item):
        return ""

    def advance(self, job):
        found = Tag.objects.filter(workspace_id=job.workspace_id, pk__in=[job.params["tag"], job.params["into"]])
        by_id = {one.pk: one for one in found}
        tag, into = by_id.get(job.params["tag"]), by_id.get(job.params["into"])
        if tag is None:
            return True
        if into is None or into.deleted_at:
            raise NotPossible
        rows = TicketTag.objects.filter(workspace_id=job.workspace_id, tag=tag).order_by("id")
        for row in rows.select_related("ticket")[: self.at_once]:
            ticket = locked(row.ticket)
            TicketTag.objects.get_or_create(workspace_id=job.workspace_id, ticket=ticket, tag=into)
            row.delete()
            save(ticket)
            events.record(ticket, "ticket.tag_merged", by=job.member, tag=tag.name, into=into.name)
            job.done += 1
        if rows.exists():
            return False
        tag.delete()
        return True

    def ended(self, job):
        Tag.objects.filter(workspace_id=job.workspace_id, pk=job.params["tag"]).update(merges_into=None)
