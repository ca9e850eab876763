"""The bytes behind the attachments of the demo: real files of their kind, blown up to the size that the list shows."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image, ImageDraw

# A column of greys and blues for each picture, so that two thumbnails differ.
_GROUNDS = ("#d6e2f9", "#c7e9ea", "#f1d8ee", "#dae9cd", "#ffeace", "#e2e4e7")
_INK = "#434851"


def bytes_of(file):
    """``file.size_bytes`` bytes of the type that ``file`` (a FileText) claims."""
    make = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "application/pdf": _pdf,
        "text/csv": _csv,
        "text/plain": _log,
        "video/mp4": _mp4,
        "application/zip": _zip,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    }[file.content_type]
    return make(file.name, file.size_bytes)


def _picture(name, kind):
    tone = zlib.crc32(name.encode())
    picture = Image.new("RGB", (640, 480), _GROUNDS[tone % len(_GROUNDS)])
    draw = ImageDraw.Draw(picture)
    for x, top in ((60 + tone % 90, 150), (330 + tone % 70, 150)):  # a bicycle, more or less
        draw.ellipse((x, top + 60, x + 180, top + 240), outline=_INK, width=8)
    draw.line((150, 300, 250, 180, 420, 180, 420, 300, 250, 300, 250, 180), fill=_INK, width=8)
    draw.text((24, 20), name, fill=_INK, font_size=24)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def _jpeg(name, size):
    """Filled up with comment segments behind the first marker."""
    picture = _picture(name, "JPEG")
    head, rest, missing = picture[:2], picture[2:], size - len(picture)
    comments = []
    while missing >= 4:
        length = min(missing - 2, 0xFFFF)
        if 0 < missing - 2 - length < 4:  # what is left must hold a segment of its own
            length -= 4
        comments.append(b"\xff\xfe" + length.to_bytes(2, "big") + bytes(length - 2))
        missing -= length + 2
    return head + b"".join(comments) + rest


def _png(name, size):
    """Filled up with one private chunk in front of the last."""
    picture = _picture(name, "PNG")
    body, end, missing = picture[:-12], picture[-12:], size - len(picture) - 12
    if missing < 0:
        return picture
    data = bytes(missing)
    return body + struct.pack(">I", missing) + b"tuGi" + data + struct.pack(">I", zlib.crc32(b"tuGi" + data)) + end


def _pdf(name, size):
    """One to three pages with its name and rows of parts on them, and a stream that nobody draws."""
    count = 1 + zlib.crc32(name.encode()) % 3
    pages = [_pdf_page(name, number, count) for number in range(1, count + 1)]
    bare = _pdf_of(pages, b"")
    # The length of the stream stands in the file too: its digits count.
    filler = max(0, size - len(bare))
    filler -= len(_pdf_of(pages, bytes(filler))) - max(size, len(bare)) if filler else 0
    return _pdf_of(pages, bytes(max(0, filler)))


def _pdf_page(name, number, count):
    words = name.encode("ascii", "replace").replace(b"\\", b"").replace(b"(", b"").replace(b")", b"")
    page = [
        b"0.24 0.32 0.85 rg 72 790 24 24 re f 0.13 0.15 0.19 rg",
        b"BT /F1 12 Tf 106 798 Td (Pohjatuul Bikes) Tj ET",
        b"BT /F1 20 Tf 72 730 Td (%b) Tj ET" % words,
        b"0.8 0.82 0.86 RG 72 712 m 523 712 l S",
    ]
    for row in range(1, 19):
        part = row + 18 * (number - 1)
        cells = (
            (72, b"%d" % part),
            (110, b"Part %04d" % (part * 37 % 9000 + 1000)),
            (430, b"%d.00 EUR" % (part * 13 % 90 + 9)),
        )
        page += [b"BT /F1 11 Tf %d %d Td (%b) Tj ET" % (x, 712 - row * 30, cell) for x, cell in cells]
        page.append(b"72 %d m 523 %d l S" % (702 - row * 30, 702 - row * 30))
    page.append(b"BT /F1 9 Tf 480 60 Td (%d of %d) Tj ET" % (number, count))
    return b"\n".join(page)


def _pdf_of(pages, filler):
    kids = b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for place, page in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * place),
            _stream(page),
        ]
    objects.append(_stream(filler))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%010d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(data):
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


def _csv(name, size):
    rows = [f"{number},INV-{number:05d},{number * 17 % 900 + 99}.00" for number in range(1, size // 16)]
    return ("number,invoice,amount\n" + "\n".join(rows)).encode().ljust(size, b"\n")[:size]


def _log(name, size):
    steps = (
        "handed over by the sender",
        "sorted in Tallinn",
        "on its way",
        "customs passed",
        "at the depot",
        "delivered",
    )
    rows = [
        f"2026-11-{2 + row // 4:02d} {7 + row * 5 % 14:02d}:12  parcel 80{row:04d}  {steps[row % 6]}"
        for row in range(80)
    ]
    return "\n".join(rows).encode().ljust(size, b"\n")[:size]


def _mp4(name, size):
    """The boxes of a video without one: players open it and find nothing."""
    kind = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
    return kind + struct.pack(">I", size - len(kind)) + b"free" + bytes(size - len(kind) - 8)


def _zip(name, size):
    return _zip_of({"readme.txt": name.encode()}, size)


@cache
def _sheet_parts():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>S3-{row:04d}</t></is></c><c r="B{row}"><v>2290</v></c></row>'
        for row in range(1, 17)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Frames" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }


def _xlsx(name, size):
    return _zip_of({part: text.encode() for part, text in _sheet_parts().items()}, size)


def _zip_of(parts, size):
    """A stored entry of zeros brings it to ``size``."""
    bare = len(_zipped(parts, None))
    frame = len(_zipped(parts, b"")) - bare
    return _zipped(parts, bytes(max(0, size - bare - frame)))


def _zipped(parts, filler):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part, data in parts.items():
            archive.writestr(zipfile.ZipInfo(part), data)
        if filler is not None:
            archive.writestr(zipfile.ZipInfo("docProps/filler.bin"), filler)
    return out.getvalue()
