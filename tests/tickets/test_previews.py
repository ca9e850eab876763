"""Files looked at without being opened: what is shown of them, and to whom."""

import io
import os
import struct
import subprocess
import sys

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.tickets.test_thumbnails import picture
from tickets.drawing import pages
from tickets.drawing.pages import page_name, pages_of
from tickets.models import Attachment
from tickets.operations import purging, triage


def pdf_of(count, size="[0 0 200 300]"):
    """A PDF of so many pages, each with a black bar on it."""
    kids = " ".join(f"{4 + n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Length 14 >>\nstream\n0 0 100 9 re f\nendstream",
        *(f"<< /Type /Page /Parent 2 0 R /MediaBox {size} /Contents 3 0 R >>" for _ in range(count)),
    ]
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010d} 00000 n \n" for place in places
    )
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode()


def upload(client, *files):
    """Sends the files as a note; their Attachments in that order."""
    client.post(
        "/tickets/1/notes/",
        {"body": "See these", "files": [SimpleUploadedFile(name, data, kind) for name, data, kind in files]},
    )
    return list(Attachment.objects.order_by("id"))


def look(client, file, **data):
    return client.get(f"/attachments/{file.public_id}/preview/", data, headers={"HX-Request": "true"})


def test_a_picture_is_drawn_anew_at_a_size_to_look_at(as_bob, ticket):
    (bike,) = upload(as_bob, ("bike.png", picture((3200, 800)), "image/png"))
    page = look(as_bob, bike).content.decode()
    assert f'src="/attachments/{bike.public_id}/picture/" width="1600" height="400"' in page
    answer = as_bob.get(f"/attachments/{bike.public_id}/picture/")
    drawn = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], drawn.format, drawn.size) == ("image/jpeg", "JPEG", (1600, 400))


def test_a_picture_on_its_side_has_the_size_it_is_drawn_with(as_bob, ticket):
    exif = Image.Exif()
    exif[0x0112] = 6
    (bike,) = upload(as_bob, ("bike.jpg", picture((300, 100), "JPEG", exif=exif), "image/jpeg"))
    assert 'width="100" height="300"' in look(as_bob, bike).content.decode()
    assert Image.open(io.BytesIO(as_bob.get(f"/attachments/{bike.public_id}/picture/").content)).size == (100, 300)


def test_a_bomb_says_that_it_can_not_be_shown(as_bob, ticket):
    small = picture((1, 1), "GIF")
    (bomb,) = upload(as_bob, ("bomb.gif", small[:6] + struct.pack("<HH", 40_000, 40_000) + small[10:], "image/gif"))
    assert "can’t be shown" in look(as_bob, bomb).content.decode()
    assert as_bob.get(f"/attachments/{bomb.public_id}/picture/").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "kind", "shown"),
    [
        ("a.txt", "Tere, õhtust <b>!".encode(), "text/plain", "Tere, õhtust &lt;b&gt;!"),
        ("a.csv", b"a;b\r\n1;2", "text/csv", "a;b\r\n1;2"),
        ("a.log", "café".encode("cp1252"), "application/octet-stream", "café"),
        ("a.json", b'{"a": 1}', "application/json", "{&quot;a&quot;: 1}"),
        ("b.txt", "\ufefftere".encode("utf-16-le"), "text/plain", "tere"),
        ("c.txt", "ok\u202egpj.exe\x07".encode(), "text/plain", "ok\ufffdgpj.exe\ufffd"),
    ],
)
def test_text_is_shown_as_text(as_bob, ticket, name, data, kind, shown):
    (file,) = upload(as_bob, (name, data, kind))
    assert f'<pre class="preview__text">{shown}</pre>' in look(as_bob, file).content.decode()


def test_of_a_long_text_the_first_part_is_shown(as_bob, ticket):
    (file,) = upload(as_bob, ("long.txt", "õ".encode() * 150_000, "text/plain"))
    page = look(as_bob, file).content.decode()
    assert page.count("õ") == 100_000
    assert "Shows the first 200 kB of" in page


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>", "text/html"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
        ("tool.exe", b"MZ\x90\x00\x03", "application/octet-stream"),
        ("tool.log", b"MZ\x90\x00\x03", "text/plain"),
    ],
)
def test_what_could_be_a_program_is_not_shown(as_bob, ticket, name, data, kind):
    (file,) = upload(as_bob, (name, data, kind))
    page = look(as_bob, file).content.decode()
    assert "has no preview" in page
    assert "alert" not in page


def test_the_pages_of_a_pdf_are_drawn_once_by_a_worker(as_bob, ticket, committed):
    (file,) = upload(as_bob, ("two.pdf", pdf_of(2), "application/pdf"))
    with committed():
        page = look(as_bob, file).content.decode()
    assert "Drawing the pages" in page
    assert f'hx-get="/attachments/{file.public_id}/preview/?asked=1"' in page
    page = look(as_bob, file, asked="1").content.decode()
    assert "2 pages" in page
    for number in (1, 2):
        answer = as_bob.get(f"/attachments/{file.public_id}/pages/{number}/")
        drawn = Image.open(io.BytesIO(answer.content)).convert("L")
        assert (answer["Content-Type"], drawn.size) == ("image/jpeg", (800, 1200))
        assert drawn.getpixel((100, 1190)) < 40 < 220 < drawn.getpixel((700, 100))
    assert as_bob.get(f"/attachments/{file.public_id}/pages/3/").status_code == 404
    assert as_bob.get(f"/attachments/{file.public_id}/pages/0/").status_code == 404


def test_of_many_pages_the_first_are_shown(as_bob, ticket, committed):
    (file,) = upload(as_bob, ("book.pdf", pdf_of(12), "application/pdf"))
    with committed():
        look(as_bob, file)
    page = look(as_bob, file).content.decode()
    assert page.count("preview__page") == pages.MOST_PAGES
    assert "Shows 10 of 12 pages." in page


def test_a_broken_pdf_says_so(as_bob, ticket, committed):
    (file,) = upload(as_bob, ("bad.pdf", b"%PDF-1.4 nothing in it", "application/pdf"))
    with committed():
        look(as_bob, file)
    assert "can’t be shown" in look(as_bob, file).content.decode()


def test_a_pdf_that_another_worker_draws_is_left_to_it(as_bob, ticket, committed):
    (file,) = upload(as_bob, ("two.pdf", pdf_of(2), "application/pdf"))
    Attachment.objects.update(drawing_since=timezone.now())
    pages.draw(Attachment, file.workspace_id, file.pk)
    file.refresh_from_db()
    assert file.page_count is None
    Attachment.objects.update(drawing_since=timezone.now() - pages.CLAIMED_FOR * 2)  # it died
    pages.draw(Attachment, file.workspace_id, file.pk)
    file.refresh_from_db()
    assert (file.page_count, file.pages_drawn) == (2, 2)


def test_pages_without_measure_are_drawn_within_bounds():
    count, drawn = pages_of(pdf_of(1, "[0 0 14400 14400]"))
    assert count == 1
    assert Image.open(io.BytesIO(drawn[0])).size == (1400, 1400)
    count, drawn = pages_of(pdf_of(1, "[0 0 1 14400]"))
    width, height = Image.open(io.BytesIO(drawn[0])).size
    assert width * height <= 4_100_000


def test_the_child_that_draws_can_open_nothing_and_start_nothing():
    tries = """
import os, sys
from tickets.drawing import child
child._limit(1 << 28, 5)
for what in (lambda: open("/etc/passwd"), lambda: open("/tmp/x", "w"), os.fork, lambda: __import__("socket").socket()):
    try:
        what()
    except OSError:
        continue
    sys.exit(1)
try:
    bytearray(1 << 30)
except MemoryError:
    sys.exit(0)
sys.exit(2)
"""
    if os.geteuid() == 0:  # to root the number of processes is no limit
        tries = tries.replace("os.fork, ", "")
    done = subprocess.run([sys.executable, "-P", "-c", "import socket\n" + tries], env={"PYTHONPATH": str(pages.ROOT)})
    assert done.returncode == 0


def test_files_follow_one_another_through_the_ticket(as_bob, ticket):
    one, two = upload(as_bob, ("a.txt", b"a", "text/plain"), ("b.zip", b"PK\x03\x04", "application/zip"))
    as_bob.post("/tickets/1/notes/", {"body": "More", "files": SimpleUploadedFile("c.txt", b"c")})
    three = Attachment.objects.latest("id")
    page = look(as_bob, two).content.decode()
    assert f'data-preview="/attachments/{one.public_id}/preview/" data-step="back"' in page
    assert f'data-preview="/attachments/{three.public_id}/preview/" data-step="on"' in page
    assert "2 of 3" in page


def test_only_who_may_read_the_message_sees_it(as_bob, as_charlie, ticket, committed):
    (file,) = upload(as_bob, ("two.pdf", pdf_of(2), "application/pdf"))
    with committed():
        look(as_bob, file)
    for part in ("preview/", "picture/", "pages/1/"):
        assert as_charlie.get(f"/attachments/{file.public_id}/{part}").status_code == 404


def test_without_scripts_it_is_a_page(as_bob, ticket):
    (file,) = upload(as_bob, ("a.txt", b"words of the file", "text/plain"))
    page = as_bob.get(f"/attachments/{file.public_id}/preview/").content.decode()
    assert "<html" in page
    assert "words of the file" in page
    assert 'href="/tickets/1/"' in page
    thread = as_bob.get("/tickets/1/").content.decode()
    assert (
        f'href="/attachments/{file.public_id}/" download data-preview="/attachments/{file.public_id}/preview/"'
        in thread
    )


def test_pages_go_with_their_file(as_bob, alice, ticket, committed):
    (file,) = upload(as_bob, ("two.pdf", pdf_of(2), "application/pdf"))
    with committed():
        look(as_bob, file)
    file.refresh_from_db()
    names = [file.file.name, page_name(file.file.name, 1), page_name(file.file.name, 2)]
    assert all(default_storage.exists(name) for name in names)
    triage.move(ticket, "trash", by=alice)
    with committed():
        purging.purge(ticket)
    assert not any(default_storage.exists(name) for name in names)
