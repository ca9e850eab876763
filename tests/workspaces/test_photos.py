"""Photos of members: what is taken, what is left of it, and who sees it where."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.fixtures.cast import ApartClient
from tickets.operations import conversation, triage
from workspaces.models import MemberPhoto

PAGE = "/settings/photo/"


def picture(size=(600, 300), kind="JPEG", mode="RGB", **options):
    """Red, with a blue right half, so that one sees which part was cut out."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def upload(client, data, name="me.jpg"):
    return client.post(PAGE, {"photo": SimpleUploadedFile(name, data)})


def sheet_of(client):
    """The style sheet that the profile page links; None if it links none."""
    found = re.search(r'href="(/people/photos\.css\?v=\d+)"', client.get("/settings/profile/").content.decode())
    return client.get(found[1]).content.decode() if found else None


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"), ("WEBP", "RGB")],
)
def test_a_picture_becomes_a_small_square_without_what_the_camera_wrote(as_bob, bob, kind, mode):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    assert upload(as_bob, picture(kind=kind, mode=mode, exif=exif.tobytes())).status_code == 302
    photo = MemberPhoto.objects.get(member=bob)
    drawn = Image.open(io.BytesIO(bytes(photo.data)))
    assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (192, 192), {})
    assert b"taken at home" not in bytes(photo.data) and len(photo.data) < 20_000
    left, right = drawn.getpixel((20, 96)), drawn.getpixel((170, 96))
    assert left != right  # the middle: some of both halves


def test_a_photo_taken_upright_stands_upright(as_bob, bob):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side: turn it clockwise
    upload(as_bob, picture((300, 300), exif=exif.tobytes()))
    drawn = Image.open(io.BytesIO(bytes(MemberPhoto.objects.get(member=bob).data)))
    top, foot = drawn.getpixel((96, 20)), drawn.getpixel((96, 170))
    assert top[0] > 180 and foot[2] > 180


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This is no picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "This is no picture"),
        (picture()[:200], "This is no picture that can be read"),
        (picture() + b"\0" * 10 * 2**20, "larger than 10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_earlier_one_stays(as_bob, bob, data, words):
    upload(as_bob, picture())
    earlier = MemberPhoto.objects.get(member=bob).public_id
    answer = upload(as_bob, data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert MemberPhoto.objects.get(member=bob).public_id == earlier


def test_without_a_file_one_is_asked_for(as_bob, bob):
    answer = as_bob.post(PAGE, {})
    assert answer.status_code == 422 and "Choose a picture first." in answer.content.decode()


def test_colleagues_get_it_and_nobody_else(as_bob, as_alice, as_charlie, bob):
    assert sheet_of(as_alice) is None
    upload(as_bob, picture())
    photo = MemberPhoto.objects.get(member=bob)
    address = f"/people/photos/{photo.public_id}/"
    assert (
        sheet_of(as_alice).strip()
        == f'.avatar[data-who="{bob.public_id}"]::before{{background-image:url("{address}")}}'
    )
    answer = as_alice.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == bytes(photo.data)
    assert "immutable" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert as_charlie.get(address).status_code == 404
    assert bob.public_id not in as_charlie.get("/people/photos.css").content.decode()
    stranger = ApartClient(headers={"host": "acme.localhost"})
    assert stranger.get(address).status_code == 302 and stranger.get("/people/photos.css").status_code == 302


def test_another_photo_has_another_address_and_a_removed_one_is_gone(as_bob, bob):
    upload(as_bob, picture())
    first = MemberPhoto.objects.get(member=bob).public_id
    earlier = sheet_of(as_bob)
    upload(as_bob, picture((300, 600)))
    assert as_bob.get(f"/people/photos/{first}/").status_code == 404 and sheet_of(as_bob) != earlier
    assert "Remove photo" in as_bob.get(PAGE).content.decode()
    assert as_bob.post(PAGE, {"remove": "1"}).status_code == 302
    assert not MemberPhoto.objects.filter(member=bob).exists() and sheet_of(as_bob).strip() == ""
    assert "Remove photo" not in as_bob.get(PAGE).content.decode()


def test_wherever_a_member_is_drawn_the_photo_finds_them_and_a_contact_has_none(as_bob, bob, ticket, rosa):
    triage.assign(ticket, bob, by=bob)
    ticket.refresh_from_db()
    conversation.reply(ticket, by=bob, body="On its way", body_format="text")
    for path in ("/tickets/1/", "/inbox/all-open/", "/inbox/all-open/?layout=table", "/settings/profile/"):
        page = as_bob.get(path).content.decode()
        assert f'data-who="{bob.public_id}"' in page, path
        assert f'data-who="{rosa.public_id}"' not in page, path


def test_customers_see_no_photo_and_no_id_of_a_colleague(as_bob, bob, workspace, rosa):
    upload(as_bob, picture())
    home = ApartClient(headers={"host": "acme.localhost"}).get("/").content.decode()
    assert "photos.css" not in home
    pages = Path("templates/portal").rglob("*.html")
    assert [page.name for page in pages if "portrait" in page.read_text() or "data-who" in page.read_text()] == []
