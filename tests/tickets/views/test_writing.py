"""The composer's posts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.fixtures.cast import make_member
from tests.fixtures.database import outside
from tickets.content import Content
from tickets.models import Attachment, Draft, Message
from tickets.operations import conversation, triage

HTMX = {"HX-Request": "true"}


def replies(ticket):
    return list(Message.objects.filter(ticket=ticket, kind="reply").values_list("body_html", flat=True))


def test_a_reply_without_scripts_keeps_its_lines(as_bob, ticket):
    answer = as_bob.post("/tickets/1/replies/", {"body": "One\nTwo", "body_format": "text"})
    message = Message.objects.get(ticket=ticket, kind="reply")
    assert (answer.status_code, answer["Location"]) == (302, f"/tickets/1/#message-{message.pk}")
    assert message.body_html == "<p>One<br>Two</p>"


def test_a_reply_answers_with_the_ticket_for_htmx(as_bob, ticket):
    answer = as_bob.post("/tickets/1/replies/", {"body": "<p>Hello</p>", "body_format": "html"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Hello" in answer.text and "<html" not in answer.text
    assert replies(ticket) == ["<p>Hello</p>"]


def test_a_note_stays_internal(as_bob, ticket):
    as_bob.post("/tickets/1/notes/", {"body": "Careful"})
    assert Message.objects.get(ticket=ticket, kind="note").visibility == "internal"
    assert "Internal note" in as_bob.get("/tickets/1/").text


def test_reply_and_solve(as_bob, ticket):
    as_bob.post("/tickets/1/replies/", {"body": "Done", "then": "solved"})
    ticket.refresh_from_db()
    assert ticket.category == "solved"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_reply_is_refused_in_words(as_bob, ticket, headers):
    answer = as_bob.post("/tickets/1/replies/", {"body": " "}, headers=headers)
    assert answer.status_code == 422
    assert "Write something first" in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_came_in_meanwhile_asks_first_and_keeps_the_text(as_bob, ticket, rosa, headers):
    seen = ticket.first_message.pk
    conversation.receive(ticket, by=rosa, content=Content(text="It went out by itself"))
    post = {"body": "Use water\non it", "body_format": "text", "last_message": seen}
    answer = as_bob.post("/tickets/1/replies/", post, headers=headers)
    assert answer.status_code == 409
    assert "Rosa wrote" in answer.text and "It went out by itself" in answer.text
    assert "Use water\non it" in answer.text
    assert replies(ticket) == []

    as_bob.post("/tickets/1/replies/", {**post, "send_anyway": "1"}, headers=headers)
    assert replies(ticket) == ["<p>Use water<br>on it</p>"]


def test_whoever_writes_hears_at_once_of_what_a_colleague_added(as_bob, as_alice, ticket):
    as_bob.post("/tickets/1/notes/", {"body": "Mine"})
    since = ticket.messages.latest("id").pk
    as_alice.post("/tickets/1/notes/", {"body": "It is the recall"})
    heard = as_bob.get(f"/tickets/1/panel/?since={since}").text
    assert "added a note" in heard and "It is the recall" in heard and "Show the note" in heard
    for path in (f"?since={since + 1}", "?since=", "", "?since=x"):
        assert "composer__conflict" not in as_bob.get(f"/tickets/1/panel/{path}").text
    assert "composer__conflict" not in as_alice.get(f"/tickets/1/panel/?since={since}").text  # it is hers


def test_own_newer_message_asks_nothing(as_bob, ticket, bob):
    conversation.reply(ticket, by=bob, body="First")
    as_bob.post("/tickets/1/replies/", {"body": "Second", "last_message": ticket.first_message.pk})
    assert len(replies(ticket)) == 2


def test_a_closed_ticket_takes_no_reply_and_keeps_the_text(as_bob, ticket, bob):
    triage.set_category(ticket, "closed", by=bob)
    answer = as_bob.post("/tickets/1/replies/", {"body": "Too late", "body_format": "text"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Too late" in answer.text and "closed for good" in answer.text


def test_light_agents_write_notes_only(workspace, client, ticket):
    lea = make_member(workspace, "Lea Lime", "light_agent")
    triage.follow(ticket, lea, by=None)
    client.force_login(lea.user)
    assert client.post("/tickets/1/replies/", {"body": "Hello"}).status_code == 403
    assert client.post("/tickets/1/notes/", {"body": "Hello"}).status_code == 302
    assert client.post("/tickets/1/status/", {"category": "solved"}).status_code == 403
    assert "Send reply" not in client.get("/tickets/1/").text


def test_drafts_are_kept_for_each_tab_and_gone_when_sent(as_bob, ticket, bob):
    for kind in ("reply", "note"):
        answer = as_bob.post("/tickets/1/drafts/", {"kind": kind, "body": f"<p>My {kind}</p>", "body_format": "html"})
        revision = answer.json()["revision"]
        assert len(answer.json()["saved_at"]) == 5
    page = as_bob.get("/tickets/1/").text
    assert "My reply" in page and "My note" in page
    as_bob.post("/tickets/1/replies/", {"body": "Sent"})
    assert list(Draft.objects.values_list("kind", "member")) == [("note", bob.pk)]
    empty = {"kind": "note", "body": "<p></p>", "body_format": "html", "revision": revision}
    as_bob.post("/tickets/1/drafts/", empty)
    assert not Draft.objects.exists()


def test_drafts_are_their_writers_own(as_bob, as_alice, ticket):
    as_bob.post("/tickets/1/drafts/", {"kind": "reply", "body": "Secret plan"})
    assert "Secret plan" not in as_alice.get("/tickets/1/").text


def test_uploads_wait_in_the_draft_and_leave_with_the_message(as_bob, as_alice, ticket):
    file = SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 hello", "application/pdf")
    as_bob.post("/tickets/1/uploads/", {"kind": "reply", "files": file})
    upload = Attachment.objects.get()
    assert as_alice.get(f"/attachments/{upload.public_id}/").status_code == 404
    as_bob.post("/tickets/1/replies/", {"body": "Here", "uploads": upload.public_id})
    upload.refresh_from_db()
    assert upload.message.kind == "reply"
    answer = as_alice.get(f"/attachments/{upload.public_id}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 hello"
    assert answer["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_upload_can_be_given_back(as_bob, ticket):
    as_bob.post("/tickets/1/uploads/", {"kind": "note", "files": SimpleUploadedFile("a.txt", b"a")})
    upload = Attachment.objects.get()
    as_bob.post("/tickets/1/uploads/", {"kind": "note", "remove": upload.public_id})
    assert not Attachment.objects.exists()


def test_nobody_sends_anothers_upload(as_bob, as_alice, ticket):
    as_alice.post("/tickets/1/uploads/", {"kind": "reply", "files": SimpleUploadedFile("a.txt", b"a")})
    upload = Attachment.objects.get()
    as_bob.post("/tickets/1/replies/", {"body": "Mine", "uploads": upload.public_id})
    upload.refresh_from_db()
    assert upload.message is None


def test_a_file_over_the_limit_is_refused_and_the_text_kept(as_bob, ticket, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    post = {"body": "Look", "body_format": "text", "files": SimpleUploadedFile("film.mp4", b"x" * 11)}
    answer = as_bob.post("/tickets/1/replies/", post)
    assert answer.status_code == 422
    assert "film.mp4" in answer.text and "Look" in answer.text
    assert (
        as_bob.post(
            "/tickets/1/uploads/", {"kind": "reply", "files": SimpleUploadedFile("film.mp4", b"x" * 11)}
        ).status_code
        == 422
    )


def test_another_workspace_finds_nothing(as_charlie, ticket, bob):
    message = conversation.add_note(ticket, by=bob, body="Ours")
    with outside():
        paths = [
            "/tickets/1/",
            "/tickets/1/thread/",
            "/tickets/1/panel/",
            f"/messages/{message.public_id}/body/",
            f"/messages/{message.public_id}/source/",
        ]
        assert [as_charlie.get(path).status_code for path in paths] == [404] * len(paths)
        posts = [
            "replies",
            "notes",
            "drafts",
            "uploads",
            "assignment",
            "status",
            "priority",
            "team",
            "tags",
            "place",
            "cc",
        ]
        data = {
            "body": "Hi",
            "kind": "reply",
            "category": "solved",
            "priority": "1",
            "place": "spam",
            "team": ticket.team_id,
        }
        assert {path: as_charlie.post(f"/tickets/1/{path}/", data).status_code for path in posts} == dict.fromkeys(
            posts, 404
        )


def test_an_upload_into_a_note_never_leaves_with_a_reply(as_bob, ticket):
    as_bob.post("/tickets/1/uploads/", {"kind": "note", "files": SimpleUploadedFile("salaries.txt", b"a")})
    upload = Attachment.objects.get()
    as_bob.post("/tickets/1/replies/", {"body": "Here", "uploads": upload.public_id})
    upload.refresh_from_db()
    assert upload.message is None


def test_a_light_agent_sees_the_ticket_that_they_logged(workspace, client, team):
    lea = make_member(workspace, "Lea Lime", "light_agent", [team])
    client.force_login(lea.user)
    data = {"origin": "visit", "name": "Ms Old", "subject": "Key", "body": "x", "team": team.pk, "priority": "2"}
    answer = client.post("/tickets/new/", data, follow=True)
    assert (answer.status_code, answer.context["ticket"].subject) == (200, "Key")


@pytest.mark.parametrize("number", [2, 2**62, 2**63, 10**30])
def test_a_number_that_no_ticket_has_is_missing(as_bob, ticket, number):
    assert as_bob.post(f"/tickets/{number}/notes/", {"body": "Careful"}).status_code == 404
    assert as_bob.get(f"/tickets/{number}/").status_code == 404


def test_a_page_that_knew_less_is_told_when_the_draft_was_written_elsewhere(as_bob, ticket):
    first = {"kind": "reply", "body": "Hello Rosa", "writer": "a", "counter": "1"}
    as_bob.post("/tickets/1/drafts/", first)
    other = {**first, "body": "Goodbye", "writer": "b"}
    answer = as_bob.post("/tickets/1/drafts/", other)
    assert (answer.status_code, len(answer.json()["saved_at"])) == (409, 5)
    answer = as_bob.post("/tickets/1/drafts/", {**other, "choose": "other"})
    assert (answer.status_code, answer.json()["html"], answer.json()["aside"]) == (200, "<p>Hello Rosa</p>", True)
    for odd in ({"revision": "x", "counter": "²"}, {"revision": "9" * 30, "counter": "-1"}, {"writer": "x" * 500}):
        assert as_bob.post("/tickets/1/drafts/", {**other, **odd}).status_code in (200, 409)


def test_a_draft_from_before_a_newer_message_says_so_and_asks_before_it_leaves(as_bob, ticket, rosa):
    seen = ticket.first_message.pk
    as_bob.post("/tickets/1/drafts/", {"kind": "reply", "body": "Use water", "last_message": seen})
    assert "composer__conflict" not in as_bob.get("/tickets/1/").text
    conversation.receive(ticket, by=rosa, content=Content(text="It went out by itself"))
    page = as_bob.get("/tickets/1/").text
    assert "Rosa wrote" in page and f'name="last_message" value="{seen}"' in page


def test_the_signature_is_shown_and_left_out_on_demand(as_bob, ticket, bob, team):
    team.signature, bob.undo_seconds = "Yours, {{team.name}}", 60
    team.save()
    bob.save()
    page = as_bob.get("/tickets/1/").text
    assert f"Yours, {team.name}" in page and 'name="without_signature">' in page
    as_bob.post("/tickets/1/replies/", {"body": "One", "body_format": "text"})
    as_bob.post("/tickets/1/replies/", {"body": "Two", "body_format": "text", "without_signature": "on"})
    found = Message.objects.filter(kind="reply").order_by("id").values_list("body_text", "without_signature")
    assert list(found) == [("One", False), ("Two", True)]
    undone = Message.objects.get(body_text="Two")
    page = as_bob.post(f"/messages/{undone.public_id}/undo/", headers={"HX-Request": "true"}).text
    assert 'name="without_signature" checked>' in page


def test_what_was_refused_stays_without_its_signature(as_bob, ticket, bob):
    bob.signature = "Bob"
    bob.save()
    page = as_bob.post("/tickets/1/replies/", {"body": "", "without_signature": "on"}, headers={"HX-Request": "true"})
    assert page.status_code == 422 and 'name="without_signature" checked>' in page.text


def test_who_has_no_signature_is_not_asked(as_bob, ticket):
    assert "without_signature" not in as_bob.get("/tickets/1/").text
