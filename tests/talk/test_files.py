"""Files in rooms: who gets them, how they wait, and how they go."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from talk.models import Room, RoomFile, RoomMessage
from talk.operations import sharing, talking
from talk.refusals import NothingSaid, TooManyFiles
from tests.fixtures.database import outside
from tests.tickets.test_previews import pdf_of
from tests.tickets.test_thumbnails import picture
from tickets.content import NewFile

HTMX = {"HX-Request": "true"}
NOTE = NewFile("note.txt", b"Words of the file", "text/plain")


def put(client, room, *files):
    return client.post(f"/talk/{room.slug}/uploads/", {"files": [SimpleUploadedFile(*one) for one in files]})


def test_files_wait_in_the_composer_and_go_along_with_the_message(as_bob, as_alice, room):
    answer = put(as_bob, room, ("a.txt", b"a", "text/plain"), ("b.txt", b"b", "text/plain"))
    one, two = RoomFile.objects.order_by("id")
    assert f'value="{one.public_id} {two.public_id} "' in answer.content.decode()
    assert as_alice.get(f"/talk/files/{one.public_id}/").status_code == 404
    assert one.public_id in as_bob.get(f"/talk/{room.slug}/").content.decode()
    assert one.public_id not in as_alice.get(f"/talk/{room.slug}/").content.decode()

    as_bob.post(f"/talk/{room.slug}/messages/", {"text": "Look", "uploads": f"{one.public_id} {two.public_id}"})

    assert list(RoomMessage.objects.get().files.values_list("name", flat=True)) == ["a.txt", "b.txt"]
    answer = as_alice.get(f"/talk/files/{one.public_id}/")
    assert (answer["Content-Disposition"], answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        'attachment; filename="a.txt"',
        "application/octet-stream",
        "nosniff",
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (
        f'data-preview="/talk/files/{one.public_id}/preview/"' in as_alice.get(f"/talk/{room.slug}/").content.decode()
    )


def test_a_file_needs_no_words_and_no_script(as_bob, room):
    file = SimpleUploadedFile("a.txt", b"a", "text/plain")
    assert as_bob.post(f"/talk/{room.slug}/messages/", {"text": " ", "files": file}).status_code == 302
    assert RoomMessage.objects.get().files.get().name == "a.txt"


def test_the_first_file_of_a_team_makes_its_room(as_bob, team):
    as_bob.post(f"/talk/team-{team.pk}/uploads/", {"files": SimpleUploadedFile("a.txt", b"a")})
    assert RoomFile.objects.get().room == Room.objects.get(team=team)


def test_nobody_sends_anothers_upload(room, alice, bob):
    (mine,) = sharing.keep(room, [NOTE], by=bob)
    message = talking.write(room, by=alice, text="Look", uploads=[mine.public_id])
    assert message.files.count() == 0
    with pytest.raises(NothingSaid):
        talking.write(room, by=alice, text="", uploads=[mine.public_id])
    assert RoomMessage.objects.count() == 1


def test_an_upload_stays_in_its_room(room, alice, bob):
    (file,) = sharing.keep(room, [NOTE], by=bob)
    direct = talking.open_direct([alice], by=bob)
    assert talking.write(direct, by=bob, text="Look", uploads=[file.public_id]).files.count() == 0


def test_only_who_reads_the_room_gets_its_files(as_alice, as_charlie, client, room, alice, bob, dana, committed):
    direct = talking.open_direct([dana], by=bob)
    files = [NewFile("a.pdf", pdf_of(1), "application/pdf"), NewFile("b.png", picture(), "image/png")]
    pdf, image = talking.write(direct, by=bob, text="", files=files).files.all()
    client.force_login(dana.user)
    with committed():
        client.get(f"/talk/files/{pdf.public_id}/preview/", headers=HTMX)
    parts = {pdf: ("", "preview/", "pages/1/"), image: ("", "preview/", "picture/", "thumbnail/")}
    for file, tails in parts.items():
        for tail in tails:
            address = f"/talk/files/{file.public_id}/{tail}"
            assert client.get(address).status_code == 200, address
            assert as_alice.get(address).status_code == 404  # an owner reads no conversation of others
            assert as_charlie.get(address).status_code == 404


def test_a_file_is_looked_at_between_those_of_its_room(as_bob, room, alice, bob):
    one, two, three = (talking.write(room, by=bob, text="", files=[NOTE]).files.get() for _ in range(3))
    sharing.keep(room, [NOTE], by=alice)
    page = as_bob.get(f"/talk/files/{two.public_id}/preview/", headers=HTMX).content.decode()
    assert "Words of the file" in page
    assert f'data-preview="/talk/files/{one.public_id}/preview/" data-step="back"' in page
    assert f'data-preview="/talk/files/{three.public_id}/preview/" data-step="on"' in page
    page = as_bob.get(f"/talk/files/{three.public_id}/preview/").content.decode()
    assert "<html" in page
    assert 'data-step="on"' not in page


def test_what_is_too_much_is_refused_and_loses_nothing(as_bob, room, bob, settings):
    sharing.keep(room, [NOTE] * 20, by=bob)
    answer = put(as_bob, room, ("a.txt", b"a", "text/plain"))
    assert (answer.status_code, answer.content.decode()) == (422, "At most 20 files fit on one message.")
    waiting = sharing.waiting(room, bob).values_list("public_id", flat=True)
    with pytest.raises(TooManyFiles):
        talking.write(room, by=bob, text="Look", files=[NOTE], uploads=list(waiting))
    settings.ATTACHMENT_MAX_BYTES = 10
    answer = put(as_bob, room, ("film.mp4", b"x" * 11, "video/mp4"))
    assert answer.status_code == 422
    assert "film.mp4" in answer.content.decode()
    assert sharing.waiting(room, bob).count() == 20


def test_what_is_given_back_taken_back_or_forgotten_goes_for_good(as_bob, as_alice, room, bob, committed):
    sent = talking.write(room, by=bob, text="Look", files=[NOTE])
    kept, old, mine = sharing.keep(room, [NOTE] * 3, by=bob)
    RoomFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - sharing.KEPT - timedelta(minutes=1))
    RoomFile.objects.filter(message=sent).update(created_at=timezone.now() - sharing.KEPT * 9)
    names = {one.pk: one.file.name for one in (kept, old, mine, sent.files.get())}
    with committed():
        as_alice.post(f"/talk/{room.slug}/uploads/", {"remove": mine.public_id})
        as_bob.post(f"/talk/{room.slug}/uploads/", {"remove": mine.public_id})
        with outside():
            sharing.forget_unsent()
    assert set(RoomFile.objects.values_list("pk", flat=True)) == {kept.pk, sent.files.get().pk}
    with committed():
        talking.remove(sent, by=bob)
    assert list(RoomFile.objects.values_list("pk", flat=True)) == [kept.pk]
    assert [pk for pk, name in names.items() if default_storage.exists(name)] == [kept.pk]


def test_words_can_be_taken_from_a_message_with_a_file(room, bob):
    message = talking.write(room, by=bob, text="Look", files=[NOTE])
    assert talking.edit(message, by=bob, text="").text == ""
    plain = talking.write(room, by=bob, text="Look")
    with pytest.raises(NothingSaid):
        talking.edit(plain, by=bob, text="")
