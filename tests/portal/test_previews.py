"""Customers look at the files of their tickets as we draw them, and at no others."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.tickets.test_previews import pdf_of
from tests.tickets.test_thumbnails import picture
from tickets.content import NewFile
from tickets.models import Attachment
from tickets.operations import conversation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def files(as_rosa, ticket):
    """A picture, a PDF and a text that Rosa sent."""
    sent = [("bike.png", picture()), ("two.pdf", pdf_of(2)), ("note.txt", b"Words of the file")]
    as_rosa.post(
        f"/help/tickets/{ticket.public_id}/answers/",
        {"message": "See", "files": [SimpleUploadedFile(*one) for one in sent]},
    )
    return list(Attachment.objects.order_by("id"))


def address(ticket, file, part=""):
    return f"/help/tickets/{ticket.public_id}/files/{file.public_id}/{part}"


def test_a_customer_looks_at_own_files(as_rosa, ticket, files, committed):
    bike, pdf, note = files
    page = as_rosa.get(address(ticket, bike, "preview/"), headers=HTMX).content.decode()
    assert f'src="{address(ticket, bike, "picture/")}"' in page
    assert f'data-preview="{address(ticket, pdf, "preview/")}" data-step="on"' in page
    answer = as_rosa.get(address(ticket, bike, "picture/"))
    assert (Image.open(io.BytesIO(answer.content)).format, answer["Cache-Control"]) == ("JPEG", "private, no-store")
    with committed():
        assert "preview/?asked=1" in as_rosa.get(address(ticket, pdf, "preview/"), headers=HTMX).content.decode()
    assert "2 pages" in as_rosa.get(address(ticket, pdf, "preview/"), headers=HTMX).content.decode()
    assert as_rosa.get(address(ticket, pdf, "pages/2/"))["Content-Type"] == "image/jpeg"
    page = as_rosa.get(address(ticket, note, "preview/"), headers={"Accept-Language": "et"}).content.decode()
    assert "Words of the file" in page and "<html" in page
    assert (
        f'data-preview="{address(ticket, note, "preview/")}"'
        in as_rosa.get(f"/help/tickets/{ticket.public_id}/").content.decode()
    )


def test_files_of_notes_are_as_missing(as_rosa, ticket, bob):
    note = conversation.add_note(
        ticket, by=bob, body="Look", attachments=[NewFile("b.png", picture(), "image/png"), NewFile("a.txt", b"a")]
    )
    for file in note.attachments.all():
        for part in ("", "preview/", "picture/", "pages/1/"):
            assert as_rosa.get(address(ticket, file, part)).status_code == 404


def test_strangers_are_led_to_the_door(client, as_rosa, ticket, files):
    assert client.get(address(ticket, files[0], "picture/")).status_code in (302, 404)
