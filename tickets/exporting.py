"""A list as a file, by a job: the rows and columns that its table shows, read as whoever asked sees them."""

from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.spreadsheets import TYPES, WRITERS
from tickets.bulk.runners import OutOfSight
from tickets.columns import columns_for, with_columns
from tickets.inbox import view_for
from tickets.models import Ticket
from tickets.tables import ordered_for_export
from workspaces import jobs
from workspaces.models import JobItem

MOST = 50_000
READ_AT_ONCE = 500


class TooLong(OperationRefused):
    code = "too_long"


@jobs.register
class Exporting(jobs.Runner):
    """``params``: ``{"view": slug, "name", "sort", "columns": [key], "format": "csv" or "xlsx"}``.

    First the tickets are listed as items, then read some at a time into them, then written into the file at once: a worker
    that dies costs one step, and the file is of one moment's list.
    """

    kind, right = "tickets.export", "tickets.export"

    def title(self, job):
        return _("Export %(name)s") % {"name": job.params["name"]}

    def result(self, job):
        return ngettext(
            "%(name)s is exported: %(count)s ticket", "%(name)s is exported: %(count)s tickets", job.done
        ) % {
            "name": job.params["name"],
            "count": f"{job.done:,}",
        }

    def advance(self, job):
        if "listed" not in job.cursor:
            return self._list(job)
        waiting = self._items(job).filter(state=JobItem.State.WAITING)
        items = list(waiting.order_by("position")[:READ_AT_ONCE])
        if items:
            self._read(job, items)
            return False
        self._write(job)
        return True

    def _list(self, job):
        view = view_for(job.params["view"], job.member)
        tickets = ordered_for_export(view, job.member, job.params["sort"])
        found = list(tickets.values_list("pk", "number")[: MOST + 1])
        if len(found) > MOST:
            raise TooLong(_("More than %(most)s tickets match. Narrow the list first.") % {"most": f"{MOST:,}"})
        JobItem.objects.bulk_create(
            [
                JobItem(workspace_id=job.workspace_id, job=job, position=place, subject_id=pk, label=f"#{number}")
                for place, (pk, number) in enumerate(found, 1)
            ],
            batch_size=2_000,
        )
        job.total, job.cursor["listed"] = len(found), True
        return False

    def _read(self, job, items):
        columns = columns_for(job.params["columns"], job.workspace)
        visible = job.workspace.tickets.visible_to(job.member).filter(pk__in=[item.subject_id for item in items])
        fields = dict.fromkeys(["pk", *(one.field for one in columns)])
        found = {row["pk"]: row for row in with_columns(visible, columns).values(*fields)}
        zone = ZoneInfo(job.workspace.time_zone)
        for item in items:
            row = found.get(item.subject_id)
            if row is None:
                item.state, item.reason = JobItem.State.REFUSED, str(OutOfSight.message)
                job.refused += 1
            else:
                item.state, item.data = (
                    JobItem.State.DONE,
                    {"row": [_cell(one, row[one.field], zone) for one in columns]},
                )
                job.done += 1
        JobItem.objects.bulk_update(items, ["state", "reason", "data"])

    def _write(self, job):
        columns = columns_for(job.params["columns"], job.workspace)
        done = self._items(job).filter(state=JobItem.State.DONE).order_by("position").values_list("data", flat=True)
        rows = (data["row"] for data in done.iterator(chunk_size=2_000))
        kind = job.params["format"]
        content = WRITERS[kind](_with_head([str(one.title) for one in columns], rows))
        name = get_valid_filename(job.params["name"]) or "tickets"
        self.keep_file(job, ContentFile(content), name=f"{name}.{kind}", type=TYPES[kind])
        self._items(job).filter(state=JobItem.State.DONE).delete()

    def _items(self, job):
        return JobItem.objects.filter(workspace_id=job.workspace_id, job=job)


def _with_head(head, rows):
    yield head
    yield from rows


def _cell(column, value, zone):
    """A text or a number."""
    if value is None:
        return ""
    if column.key == "priority":
        return str(Ticket.Priority(value).label)
    if column.key in ("type", "channel"):
        return str(dict((Ticket.Type if column.key == "type" else Ticket.Origin).choices).get(value, value))
    if column.kind == "number":
        return float(value[0]) if value else ""
    if column.is_list:
        return ", ".join(value)
    if hasattr(value, "astimezone"):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return value
