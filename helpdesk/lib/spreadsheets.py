"""Tables as files that a spreadsheet opens and never runs: no cell of ours is a formula."""

import csv
import io

import xlsxwriter

# What spreadsheets take for a formula, in full width, too, and what they leave out before it.
STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(text):
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    text = text.replace("\0", "")
    return f"'{text}" if text[:1] in STARTS or text.lstrip()[:1] in STARTS else text


def as_csv(rows):
    """Bytes of a CSV file (RFC 4180, with the mark by which Excel knows UTF-8) of ``rows``, lists of texts and numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return "\ufeff".encode() + out.getvalue().encode()


def as_xlsx(rows):
    """Bytes of an XLSX file; the first row is the head. Texts stay texts, numbers are numbers."""
    out = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, harmless(cell)[:32_000], None if place else bold)
                elif cell is not None:
                    sheet.write_number(place, column, cell)
    return out.getvalue()


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}
