"""The contact form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels_inbox.models import Channel, LimitMark
from contacts.identities import contact_for
from contacts.models import Contact
from tests.portal.conftest import link_in, mailed
from tickets.models import Attachment, Message, Ticket
from tickets.operations import triage

PAGE = "/help/new/"
TYPED = {
    "name": "Nora Vik",
    "email": "nora@example.com",
    "subject": "Lamp CANARY-SUBJECT",
    "message": "Line one CANARY-TEXT\r\nLine two",
    "website": "",
}


def post(client, **changes):
    return client.post(PAGE, {**TYPED, **changes})


def test_the_form_opens_a_ticket_and_its_number_stands_on_the_page(client, workspace):
    answer = post(client, files=[SimpleUploadedFile("a.txt", b"one"), SimpleUploadedFile("b.txt", b"two")])
    assert (answer.status_code, answer["Location"]) == (302, "/help/sent/")

    ticket = Ticket.objects.get()
    message = Message.objects.get()
    assert (ticket.subject, ticket.origin, ticket.channel.kind, ticket.place, ticket.category) == (
        "Lamp CANARY-SUBJECT",
        "form",
        "form",
        "inbox",
        "new",
    )
    assert (ticket.requester.name, message.from_address) == ("Nora Vik", "nora@example.com")
    assert message.body_text == "Line one CANARY-TEXT\nLine two"
    assert message.marks == [{"code": "sender-not-proven"}]
    assert [(file.name, file.size) for file in Attachment.objects.all()] == [("a.txt", 3), ("b.txt", 3)]

    page = client.get("/help/sent/").content.decode()
    assert f"<strong>{ticket.number}</strong>" in page
    assert "nora@example.com" in page
    assert ticket.public_id not in page
    assert "?k=" not in page


def test_files_that_were_too_large_to_send_are_named_beside_the_number(client, workspace):
    post(client, left_out=["film.mp4", "<b>.zip", "film.mp4"])

    assert "Too large and not sent: film.mp4, &lt;b&gt;.zip." in client.get("/help/sent/").content.decode()
    post(client)
    assert "Too large" not in client.get("/help/sent/").content.decode()


def test_the_number_is_for_the_browser_that_wrote(client, workspace, other_workspace):
    from tests.fixtures.cast import ApartClient

    post(client)
    assert ApartClient(headers={"host": "acme.localhost"}).get("/help/sent/").status_code == 302
    moved = ApartClient(headers={"host": "globex.localhost"})
    moved.cookies["tugi_sent"] = client.cookies["tugi_sent"].value
    assert moved.get("/help/sent/").status_code == 302
    client.cookies["tugi_sent"] = client.cookies["tugi_sent"].value[:-1] + "x"
    assert client.get("/help/sent/").status_code == 302


def test_the_mail_has_number_and_link_and_nothing_that_was_typed(client, workspace):
    post(client)
    (mail,) = mailed()
    ticket = Ticket.objects.get()
    assert mail.to == ["nora@example.com"]
    assert f"[#{ticket.number}]" in mail.subject
    assert link_in(mail, "/help/t/").startswith(f"/help/t/{ticket.public_id}/?k=")
    assert mail.headers["Auto-Submitted"]
    assert mail.headers["Reply-To"].startswith("help+r")
    everything = f"{mail.subject} {mail.text} {mail.html} {mail.headers} {mail.sender}"
    for typed in ("CANARY", "Nora", "Vik", "Lamp", "Line"):
        assert typed not in everything


def test_a_reply_to_that_mail_reaches_the_ticket(client, workspace):
    """The signed address in Reply-To is the one that threading reads."""
    from tickets import identifiers

    post(client)
    ticket = Ticket.objects.get()
    found, tag = identifiers.read_reply_token(mailed()[0].headers["Reply-To"])
    assert found == ticket.pk
    assert tag == identifiers.sign(workspace, "reply", ticket.public_id)


def test_one_confirmation_an_hour_and_three_a_day(client, workspace):
    from datetime import timedelta

    from django.utils import timezone

    for hour in range(5):
        LimitMark.objects.all().update(at=timezone.now() - timedelta(hours=1, seconds=hour + 1))
        post(client)
        post(client, subject="Again")
        if hour < 3:
            assert len(mailed()) == hour + 1
    assert len(mailed()) == 3
    assert Ticket.objects.count() == 10


def test_no_confirmation_where_the_workspace_wants_none_nor_to_machines(client, workspace):
    post(client, email="no-reply@bank.example")
    workspace.ack_enabled = False
    workspace.save()
    post(client)
    assert mailed() == []
    assert Ticket.objects.count() == 2


def test_five_a_minute_then_429_and_the_text_is_kept(client, workspace):
    codes = [post(client, email=f"nora{number}@example.com").status_code for number in range(5)]
    assert codes == [302] * 5
    refused = post(client, email="nora9@example.com")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    page = refused.content.decode()
    assert all(word in page for word in ("Nora Vik", "nora9@example.com", "CANARY-SUBJECT", "CANARY-TEXT"))
    assert Ticket.objects.count() == 5


def test_the_limit_counts_the_address_too(client, workspace):
    places = [f"203.0.113.{number}" for number in range(6)]
    answers = [client.post(PAGE, TYPED, REMOTE_ADDR=place).status_code for place in places]
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "nora"}, "This is not an e-mail address."),
        ({"email": ""}, "the answer comes there"),
        ({"subject": ""}, "Say in a few words"),
        ({"message": " \n "}, "Write your message."),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(client, workspace, changes, words):
    answer = post(client, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'aria-invalid="true"' in page
    for name, value in {**TYPED, **changes}.items():
        if name not in changes and value:
            assert value.split("\r\n")[0] in page
    assert Ticket.objects.count() == 0


def test_a_file_over_the_limit_is_named_and_the_text_stays(client, workspace, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    answer = post(client, files=[SimpleUploadedFile("big.bin", b"x" * 11)])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "big.bin" in page
    assert "attach them again" in page
    assert "CANARY-TEXT" in page


def test_eleven_files_are_too_many(client, workspace):
    assert post(client, files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]).status_code == 422


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("x" * 500 + ".txt", None),
        ("CON.txt", "_CON.txt"),
        ("a\r\nSet-Cookie: x.txt", None),
    ],
)
def test_names_of_files_are_made_safe(client, workspace, given, shown):
    from tests.portal.conftest import visit

    post(client, files=[SimpleUploadedFile(given, b"hello")])
    file = Attachment.objects.get()
    if shown:
        assert file.name == shown
    assert len(file.name.encode()) <= 200
    assert file.name not in file.file.name
    reader = visit(workspace, "nora@example.com")
    answer = reader.get(f"/help/tickets/{Ticket.objects.get().public_id}/files/{file.public_id}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert not {"Set-Cookie", "set-cookie"} & set(answer.headers)


def test_what_a_machine_filled_in_goes_to_spam_without_a_mail(client, workspace):
    assert post(client, website="https://buy.example").status_code == 302
    assert Ticket.objects.get().place == "spam"
    assert mailed() == []


def test_a_claim_changes_nothing_about_a_known_contact(client, workspace):
    known = contact_for(workspace.pk, "email", "nora@example.com")
    called = known.name
    post(client, name="Evil Name")
    known.refresh_from_db()
    assert known.name == called
    assert Ticket.objects.get().requester == known
    assert Contact.objects.count() == 1


def test_line_breaks_in_name_and_subject_become_spaces(client, workspace):
    post(client, name="Nora\r\nBcc: x@evil.example", subject="Hi\nthere\x00")
    assert Message.objects.get().from_name == "Nora Bcc: x@evil.example"
    assert Ticket.objects.get().subject == "Hi there"


def test_who_is_signed_in_writes_as_who_they_are(as_rosa, rosa):
    page = as_rosa.get(PAGE).content.decode()
    assert 'name="email"' not in page
    post(as_rosa, email="someone@else.example")
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.origin, Message.objects.get().marks) == (
        rosa,
        "portal",
        [],
    )
    assert Message.objects.get().from_address == "rosa@example.com"
    assert f"/help/tickets/{ticket.public_id}/" in as_rosa.get("/help/sent/").content.decode()
    assert as_rosa.post(PAGE, {"subject": "Lamp", "message": "Dark"}).status_code == 302


def test_a_new_message_about_a_closed_ticket_follows_it(as_rosa, ticket, bob):
    triage.set_category(ticket, "closed", by=bob)
    there = f"{PAGE}?about={ticket.public_id}"
    assert "About 1: Printer on fire" in as_rosa.get(there).content.decode()
    as_rosa.post(there, TYPED)
    assert Ticket.objects.latest("id").follows == ticket


def test_a_message_about_somebody_elses_ticket_follows_nothing(client, workspace, ticket, bob):
    triage.set_category(ticket, "closed", by=bob)
    there = f"{PAGE}?about={ticket.public_id}"
    assert "Printer" not in client.get(there).content.decode()
    client.post(there, TYPED)
    assert Ticket.objects.latest("id").follows is None


def test_without_the_csrf_token_nothing_is_written(workspace):
    from tests.fixtures.cast import ApartClient

    class Strict(ApartClient):
        def __init__(self):
            Client.__init__(self, enforce_csrf_checks=True, headers={"host": "acme.localhost"})

    assert Strict().post(PAGE, TYPED).status_code == 403
    assert Ticket.objects.count() == 0


def test_a_form_that_is_switched_off_takes_nothing_and_names_the_address(client, workspace):
    Channel.objects.filter(workspace=workspace, kind="form").update(is_active=False)
    for answer in (client.get(PAGE), post(client)):
        assert answer.status_code == 404
        assert "help@acme.example" in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_cookies_are_secure_under_https(client, workspace, settings):
    settings.HTTPS = True
    post(client)
    assert client.cookies["tugi_sent"]["secure"] is True
