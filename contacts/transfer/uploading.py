"""Take in a file of contacts, and read of it what its page shows."""

from itertools import islice

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from contacts.models import ContactImport
from contacts.transfer import mapping
from contacts.transfer.tables import MAX_BYTES, PROBE, Unreadable, as_utf8, guess_encoding, guess_separator, records
from helpdesk.lib.errors import OperationRefused

SHOWN = 5


class NotATable(OperationRefused):
    code = "not_a_table"
    message = _("This file can't be read as a table. Save it as CSV, in UTF-8 if you can choose, and upload it again.")


class TooLarge(OperationRefused):
    code = "too_large"
    message = _("The file is over 50 MB. Part it, and import the parts one after the other.")


def upload(workspace, file, *, by, encoding="", separator=""):
    """Store an uploaded ``file``; what is not said is guessed. Kept as UTF-8. Raises NotATable, TooLarge."""
    if file.size > MAX_BYTES:
        raise TooLarge
    data = file.read()
    encoding = encoding or guess_encoding(data[:PROBE])
    try:
        text = as_utf8(data, encoding).removeprefix("\ufeff".encode())
    except Unreadable:
        raise NotATable from None
    head = text.partition(b"\n")[0].decode("utf-8", "replace")
    if not head.strip() or any(ord(letter) < 9 for letter in head):
        raise NotATable
    made = ContactImport(
        workspace=workspace,
        member=by,
        name=file.name.rpartition("/")[2][:200] or "contacts.csv",
        encoding=encoding,
        separator=separator or guess_separator(head),
    )
    made.file.save("", ContentFile(text), save=False)
    made.mapping = mapping.guess(heads_and_rows(made)[0])
    made.save()
    return made


def heads_and_rows(came):
    """``(cells of the first line, [cells of some lines below])``."""
    with came.file.open("rb") as file:
        first, *rows = [one.cells or [] for one in islice(records(file, came.separator), SHOWN + 1)] or [[]]
    return first, rows


def set_separator(came, separator):
    """Part the columns by another sign, and guess anew what they are."""
    came.separator = separator
    came.mapping = mapping.guess(heads_and_rows(came)[0])
    came.trial = None
    came.save(update_fields=["separator", "mapping", "trial"])


def set_mapping(came, chosen):
    """``chosen``: a field or "" for each column. What was tried under another mapping counts no more."""
    came.mapping = [name if name in mapping.FIELDS else "" for name in chosen]
    came.trial = None
    came.save(update_fields=["mapping", "trial"])
