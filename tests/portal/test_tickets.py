"""A customer's own tickets: list, page, answers, solving."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.identities import contact_for
from portal.templatetags.portal import city
from tests.fixtures.cast import make_ticket
from tests.portal.conftest import visit
from tickets.models import Attachment, Message, Ticket, TicketCC, TicketEvent
from tickets.operations import conversation, triage
from tickets.operations.copying import add_cc


def page_of(ticket):
    return f"/help/tickets/{ticket.public_id}/"


def sent(message):
    """The message has left."""
    Message.objects.filter(pk=message.pk).update(delivery="sent")
    return message


def text(response):
    return response.content.decode()


def test_the_list_has_open_and_solved_newest_first(as_rosa, workspace, rosa, ticket, bob):
    second = make_ticket(workspace, rosa, subject="Second")
    triage.set_category(make_ticket(workspace, rosa, subject="Done one"), "solved", by=bob)
    shown = text(as_rosa.get("/help/tickets/"))
    assert shown.index("Second") < shown.index("Printer on fire")
    assert "Done one" not in shown
    assert page_of(second) in shown
    solved = text(as_rosa.get("/help/tickets/?state=solved"))
    assert "Done one" in solved
    assert "Second" not in solved


def test_the_list_goes_on_by_keyset(as_rosa, workspace, rosa):
    for number in range(30):
        make_ticket(workspace, rosa, subject=f"Case {number:02}.")
    first = text(as_rosa.get("/help/tickets/"))
    after = Ticket.objects.get(subject="Case 05.").pk
    assert f"?after={after}" in first
    rest = text(as_rosa.get(f"/help/tickets/?after={after}"))
    assert [f"Case {number:02}." in first for number in range(30)] == [number >= 5 for number in range(30)]
    assert [f"Case {number:02}." in rest for number in range(30)] == [number < 5 for number in range(30)]
    assert "after=" not in rest
    for odd in ("x", "-1", "9" * 40, "%00"):
        assert as_rosa.get(f"/help/tickets/?after={odd}").status_code == 200


def test_the_list_costs_the_same_however_long(as_rosa, workspace, rosa, bob):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            as_rosa.get("/help/tickets/")
        return len(queries)

    for _ in range(3):
        make_ticket(workspace, rosa, assignee=bob)
    few = statements()
    for _ in range(20):
        make_ticket(workspace, rosa, assignee=bob)
    assert statements() == few <= 12


def test_the_page_costs_the_same_however_long(as_rosa, ticket, rosa, bob):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            as_rosa.get(page_of(ticket))
        return len(queries)

    few = statements()
    for _ in range(10):
        sent(conversation.reply(ticket, by=bob, body="<p>Hello</p>"))
        add_cc(ticket, f"cc{_}@example.com", by=bob, accepted=True)
    assert statements() <= few + 1  # the CC's start is read once there are some
    assert few <= 17  # one of them for what custom fields hold


@pytest.mark.parametrize(
    ("category", "assigned", "words"),
    [
        ("new", False, "We have your message."),
        ("open", False, "We are working on it."),
        ("open", True, "Bob is working on it."),
        ("pending", True, "Bob waits for your answer."),
        ("pending", False, "We wait for your answer."),
        ("hold", True, "We wait for somebody outside."),
        ("solved", True, "This is solved."),
        ("closed", True, "This is closed."),
    ],
)
def test_the_state_stands_in_words(as_rosa, ticket, bob, category, assigned, words):
    if assigned:
        triage.assign(ticket, bob, by=bob)
    if category != "new":
        triage.set_category(ticket, category, by=bob)
    for shown in (text(as_rosa.get(page_of(ticket))),):
        assert words in shown
        assert "Birch" not in shown  # the surname is the agent's own


def test_the_page_shows_who_said_what(as_rosa, ticket, bob):
    sent(conversation.reply(ticket, by=bob, body="<p>Use the <strong>extinguisher</strong>.</p>"))
    shown = text(as_rosa.get(page_of(ticket)))
    assert shown.index("It burns.") < shown.index("Use the <strong>extinguisher</strong>.")
    assert '<h2 class="portal-message__name">You</h2>' in shown
    assert "Times are those of UTC." in shown


def test_the_clock_of_a_page_is_named_by_its_city():
    assert [city(zone) for zone in ("Europe/Tallinn", "America/New_York", "UTC")] == ["Tallinn", "New York", "UTC"]


def test_an_answer_that_may_be_taken_back_is_not_shown_yet(as_rosa, ticket, bob):
    bob.undo_seconds = 10
    conversation.reply(ticket, by=bob, body="<p>Not yet</p>")
    assert "Not yet" not in text(as_rosa.get(page_of(ticket)))


def test_an_answer_with_a_file_comes_to_the_ticket(as_rosa, ticket, rosa, bob):
    triage.set_category(ticket, "pending", by=bob)
    answer = as_rosa.post(
        f"{page_of(ticket)}answers/", {"message": "Still burning", "files": [SimpleUploadedFile("a.txt", b"abc")]}
    )
    message = Message.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(ticket)}#message-{message.public_id}")
    assert (message.author_contact, message.body_text, message.from_address, message.marks) == (
        rosa,
        "Still burning",
        "rosa@example.com",
        [],
    )
    ticket.refresh_from_db()
    assert ticket.category == "open"
    assert "a.txt" in text(as_rosa.get(page_of(ticket)))


def test_a_file_alone_is_an_answer_and_nothing_is_none(as_rosa, ticket):
    assert as_rosa.post(f"{page_of(ticket)}answers/", {"message": " "}).status_code == 422
    with_file = {"message": "", "files": [SimpleUploadedFile("a.txt", b"abc")]}
    assert as_rosa.post(f"{page_of(ticket)}answers/", with_file).status_code == 302


def test_too_many_answers_keep_the_text(as_rosa, ticket):
    codes = [as_rosa.post(f"{page_of(ticket)}answers/", {"message": f"No {n}"}).status_code for n in range(10)]
    refused = as_rosa.post(f"{page_of(ticket)}answers/", {"message": "My long text"})
    assert codes == [302] * 10
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "My long text" in text(refused)


def test_solved_by_the_requester_and_opened_again_by_writing(as_rosa, ticket, rosa):
    assert as_rosa.post(f"{page_of(ticket)}solved/").status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "solved"
    event = TicketEvent.objects.get(ticket=ticket, type="ticket.status_changed")
    assert (event.actor_kind, event.actor_id) == ("contact", rosa.pk)
    shown = text(as_rosa.get(page_of(ticket)))
    assert "Open again and send" in shown
    assert "solved/" not in shown

    as_rosa.post(f"{page_of(ticket)}answers/", {"message": "It is back"})
    ticket.refresh_from_db()
    assert ticket.category == "open"


def test_a_closed_ticket_offers_a_new_message(as_rosa, ticket, bob):
    triage.set_category(ticket, "closed", by=bob)
    shown = text(as_rosa.get(page_of(ticket)))
    assert f"/help/new/?about={ticket.public_id}" in shown
    assert "<textarea" not in shown
    as_rosa.post(f"{page_of(ticket)}solved/")
    ticket.refresh_from_db()
    assert ticket.category == "closed"


def test_words_written_while_it_closed_are_kept(as_rosa, ticket, bob):
    triage.set_category(ticket, "closed", by=bob)
    answer = as_rosa.post(f"{page_of(ticket)}answers/", {"message": "My late words"})
    assert answer.status_code == 409
    assert "My late words" in text(answer)
    assert f"/help/new/?about={ticket.public_id}" in text(answer)
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_cc_reads_and_answers_from_when_they_were_accepted(workspace, ticket, rosa, bob):
    conversation.receive(ticket, by=rosa, content=_content("Early words"))
    Message.objects.update(created_at=timezone.now() - timedelta(hours=1))
    cc = add_cc(ticket, "carl@example.com", by=bob, accepted=True)
    carl = visit(workspace, "carl@example.com")
    assert "Printer on fire" in text(carl.get("/help/tickets/"))
    shown = text(carl.get(page_of(ticket)))
    assert "Early words" not in shown
    assert "It burns." not in shown
    assert "solved/" not in shown
    assert carl.post(f"{page_of(ticket)}solved/").status_code == 404

    conversation.receive(ticket, by=rosa, content=_content("Later words"))
    assert "Later words" in text(carl.get(page_of(ticket)))
    carl.post(f"{page_of(ticket)}answers/", {"message": "Carl here"})
    assert Message.objects.latest("id").author_contact == cc.contact


def test_a_cc_who_waits_for_an_agent_sees_nothing(workspace, ticket, bob):
    add_cc(ticket, "carl@example.com", by=bob, accepted=False)
    carl = visit(workspace, "carl@example.com")
    assert "Printer" not in text(carl.get("/help/tickets/"))
    assert carl.get(page_of(ticket)).status_code == 404
    TicketCC.objects.update(accepted_at=timezone.now())
    assert carl.get(page_of(ticket)).status_code == 200


def test_a_third_partys_verification_mail_is_nobodys(workspace, bob):
    """Somebody registers our support address at another service; its mail must open in no portal."""
    idp = contact_for(workspace.pk, "email", "no-reply@idp.example", name="IdP")
    ticket = make_ticket(workspace, idp, subject="Your code", text="Code 4711")
    add_cc(ticket, "eve@example.com", by=bob, accepted=True)
    for address in ("no-reply@idp.example", "eve@example.com"):
        client = visit(workspace, address)
        if address.startswith("eve"):
            assert "Your code" not in text(client.get("/help/tickets/"))
            assert client.get(page_of(ticket)).status_code == 404


def test_a_ticket_in_spam_stays_and_one_in_trash_goes(as_rosa, ticket, bob):
    triage.move(ticket, "spam", by=bob)
    assert as_rosa.get(page_of(ticket)).status_code == 200
    triage.move(ticket, "trash", by=bob)
    assert as_rosa.get(page_of(ticket)).status_code == 404
    assert "Printer" not in text(as_rosa.get("/help/tickets/"))


def test_a_ticket_forged_in_ones_name_is_for_agents_only(as_rosa, ticket):
    Message.objects.filter(ticket=ticket).update(visibility="internal")
    assert "Printer" not in text(as_rosa.get("/help/tickets/"))
    assert as_rosa.get(page_of(ticket)).status_code == 404


def test_files_are_saved_and_never_shown_as_pages(as_rosa, ticket, rosa):
    hostile = {"x.html": b"<script>alert(1)</script>", "x.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    files = [SimpleUploadedFile(name, data) for name, data in hostile.items()]
    as_rosa.post(f"{page_of(ticket)}answers/", {"message": "", "files": files})
    for file in Attachment.objects.all():
        for query in ("", "?inline=1"):
            answer = as_rosa.get(f"{page_of(ticket)}files/{file.public_id}/{query}")
            assert b"".join(answer.streaming_content) == hostile[file.name]
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["Content-Type"] == "application/octet-stream"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]
            assert answer["Cache-Control"] == "private, no-store"


def test_markup_in_a_customers_words_stays_words(as_rosa, ticket, rosa):
    rosa.name = "<img src=x onerror=alert(1)>"
    rosa.save()
    Ticket.objects.update(subject="<script>alert(2)</script>")
    conversation.receive(ticket, by=rosa, content=_content("<b>bold</b> javascript:alert(3) https://ok.example/"))
    shown = text(as_rosa.get(page_of(ticket)))
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown
    assert "<b>bold" not in shown
    assert 'href="https://ok.example/" rel="nofollow"' in shown
    assert 'href="javascript' not in shown


def test_pictures_of_an_answer_come_from_the_portal(as_rosa, ticket, bob):
    message = sent(conversation.reply(ticket, by=bob, body="<p>Look</p>"))
    from tickets.content import NewFile
    from tickets.operations.attaching import attach

    (file,) = attach(message, [NewFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png")])
    Message.objects.filter(pk=message.pk).update(
        body_html=f'<p>Look <img src="/attachments/{file.public_id}/" alt=""><img src="https://spy.example/x.gif"></p>'
    )
    shown = text(as_rosa.get(page_of(ticket)))
    address = f"{page_of(ticket)}files/{file.public_id}/?inline=1"
    assert f'src="{address}"' in shown
    assert "/attachments/" not in shown
    assert "spy.example" not in shown
    assert as_rosa.get(address)["Content-Type"] == "image/png"


def _content(words):
    from tickets.content import Content

    return Content(text=words, from_address="rosa@example.com", from_name="Rosa Mets")
