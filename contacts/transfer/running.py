"""Import, its trial, and export as jobs."""

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact, ContactImport, ContactImportKey
from contacts.transfer import storing
from contacts.transfer.exporting import HEADS, row_of
from contacts.transfer.mapping import BadLine, line_of
from contacts.transfer.tables import Record, records, written
from workspaces import jobs
from workspaces.models import JobItem

A_STEP = 500  # lines in a transaction
EXPORTED = 1000
CSV = "text/csv; charset=utf-8"


class FromFile(jobs.Runner):
    """``params``: ``{"import": id of the ContactImport}``. Counts in ``cursor``: lines that were added, and known already."""

    right = "contacts.import"

    def advance(self, job):
        came = ContactImport.objects.get(workspace_id=job.workspace_id, pk=job.params["import"])
        with came.file.open("rb") as file:
            return self._advance(job, came, file)

    def _advance(self, job, came, file):
        cursor = job.cursor
        if not cursor:
            head = next(records(file, came.separator), Record(1, [], 0, 1))
            job.total = sum(1 for one in records(file, came.separator, offset=head.offset))
            cursor |= {"heads": head.cells or [], "offset": head.offset, "line": head.next_line, "added": 0, "known": 0}
        lines, refused, kept, seen = [], [], {}, 0
        for one in records(file, came.separator, offset=cursor["offset"], line=cursor["line"]):
            seen += 1
            cursor["offset"], cursor["line"] = one.offset, one.next_line
            kept[one.line] = one.cells or []
            try:
                lines.append(line_of(one.line, one.cells, came.mapping, len(cursor["heads"])))
            except BadLine as bad:
                refused.append((one.line, str(bad)))
            if seen == A_STEP:
                break
        outcome = self.take(job, lines)
        refused += [(line.number, reason) for line, reason in outcome.refused]
        self._refuse(job, sorted(refused), kept)
        cursor["added"] += outcome.added
        cursor["known"] += outcome.known
        job.done, job.refused = cursor["added"] + cursor["known"], job.refused + len(refused)
        if seen == A_STEP:
            return False
        self._write_errors(job, came)
        return True

    def take(self, job, lines):
        raise NotImplementedError

    @staticmethod
    def _refuse(job, refused, cells):
        JobItem.objects.bulk_create(
            [
                JobItem(
                    workspace_id=job.workspace_id,
                    job_id=job.pk,
                    position=number,
                    label=_("Line %(number)s") % {"number": number},
                    state=JobItem.State.REFUSED,
                    reason=reason[:300],
                    data={"cells": cells[number]},
                )
                for number, reason in refused
            ]
        )

    def _write_errors(self, job, came):
        """The lines that were refused, as they came, each with its number and the reason."""
        if not job.refused:
            return
        items = JobItem.objects.filter(workspace_id=job.workspace_id, job_id=job.pk, state=JobItem.State.REFUSED)
        rows = [[_("Line"), _("Reason"), *job.cursor["heads"]]]
        for position, reason, data in items.order_by("position").values_list("position", "reason", "data"):
            rows.append([position, reason, *data["cells"]])
        name = came.name.rpartition(".")[0] or came.name
        self.keep_file(job, ContentFile(written(rows)), name=f"{name}-errors.csv", type=CSV)


@jobs.register
class Importing(FromFile):
    kind = "contacts.import"

    def title(self, job):
        return _("Import contacts")

    def result(self, job):
        added, known = job.cursor.get("added", 0), job.cursor.get("known", 0)
        words = ngettext("%(n)s contact added", "%(n)s contacts added", added) % {"n": f"{added:,}"}
        return f"{words}, {_('%(n)s known already') % {'n': f'{known:,}'}}" if known else words

    def take(self, job, lines):
        return storing.store(job.workspace_id, lines)


@jobs.register
class Trying(FromFile):
    kind = "contacts.try_import"
    is_news = False  # its page says it, and one tries several times

    def title(self, job):
        return _("Try an import of contacts")

    def result(self, job):
        added, known = job.cursor.get("added", 0), job.cursor.get("known", 0)
        words = ngettext("%(n)s would be added", "%(n)s would be added", added) % {"n": f"{added:,}"}
        errors = ngettext("%(n)s has an error", "%(n)s have errors", job.refused) % {"n": f"{job.refused:,}"}
        return ", ".join([words, *([_("%(n)s are known already") % {"n": f"{known:,}"}] if known else []), errors])

    def take(self, job, lines):
        return storing.look(job, lines)

    def ended(self, job):
        ContactImportKey.objects.filter(workspace_id=job.workspace_id, job_id=job.pk).delete()


@jobs.register
class Exporting(jobs.Runner):
    """All contacts, by id. Rows are kept as items until the file is written."""

    kind = right = "contacts.export"

    def title(self, job):
        return _("Export contacts")

    def result(self, job):
        return ngettext("%(n)s contact exported", "%(n)s contacts exported", job.done) % {"n": f"{job.done:,}"}

    def advance(self, job):
        rows = Contact.objects.standing().filter(workspace_id=job.workspace_id)
        job.total = rows.count() if job.total is None else job.total
        rows = rows.filter(pk__gt=job.cursor.get("after", 0)).select_related("organization")
        found = list(rows.prefetch_related("identities", "tags").order_by("pk")[:EXPORTED])
        items = JobItem.objects.filter(workspace_id=job.workspace_id, job_id=job.pk)
        if found:
            place = job.cursor.get("parts", 0) + 1
            part = [row_of(one) for one in found]
            items.create(
                workspace_id=job.workspace_id, job_id=job.pk, position=place, state="done", data={"rows": part}
            )
            job.cursor |= {"after": found[-1].pk, "parts": place}
            job.done += len(found)
            if len(found) == EXPORTED:
                return False
        parts = items.order_by("position").values_list("data", flat=True)
        content = written([HEADS, *(row for data in parts for row in data["rows"])])
        self.keep_file(job, ContentFile(content), name="contacts.csv", type=CSV)
        items.delete()
        return True
