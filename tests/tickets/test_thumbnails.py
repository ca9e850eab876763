"""Small pictures of attached ones."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from helpdesk.lib.pictures import NoPicture
from tickets.models import Attachment
from tickets.thumbnails import thumbnail_of


def picture(size=(600, 300), kind="PNG", **options):
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_a_small_jpeg(kind):
    small = Image.open(io.BytesIO(thumbnail_of(io.BytesIO(picture(kind=kind)))))
    assert (small.format, small.size) == ("JPEG", (128, 64))


@pytest.mark.parametrize(("side", "why"), [(40_000, "DecompressionBombError"), (8_000, "too many pixels")])
def test_a_bomb_is_not_drawn(side, why):
    small = picture((1, 1), "GIF")
    bomb = small[:6] + struct.pack("<HH", side, side) + small[10:]  # width and height of the screen: GIF89a, 18
    with pytest.raises(NoPicture, match=why):
        thumbnail_of(io.BytesIO(bomb))


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", picture()[:60]])
def test_what_is_no_picture_has_none(data):
    with pytest.raises(NoPicture):
        thumbnail_of(io.BytesIO(data))


def test_only_who_may_read_the_message_sees_it(as_bob, as_alice, as_charlie, ticket):
    as_bob.post("/tickets/1/uploads/", {"kind": "reply", "files": SimpleUploadedFile("bike.png", picture())})
    as_bob.post("/tickets/1/uploads/", {"kind": "reply", "files": SimpleUploadedFile("list.pdf", b"%PDF-1.4")})
    bike, pdf = Attachment.objects.order_by("id")
    answer = as_bob.get(f"/attachments/{bike.public_id}/thumbnail/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert as_bob.get(f"/attachments/{pdf.public_id}/thumbnail/").status_code == 404
    for stranger in (as_alice, as_charlie):
        assert stranger.get(f"/attachments/{bike.public_id}/thumbnail/").status_code == 404
