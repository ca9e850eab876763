"""Pages that merge, split, link, forward, print and delete tickets."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.fixtures.cast import make_ticket
from tickets import sweeps
from tickets.content import Content
from tickets.models import Merge, Message, SideThread, Ticket, TicketLink
from tickets.operations import conversation, linking, merging, triage
from tickets.operations.purging import purge
from tickets.operations.refusals import NotInTrash

NOTE = "zqnotezq"


@pytest.fixture
def three(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=f"Case {word}", text=f"{word} asks") for word in "ABC"]


def shown(response):
    return response.content.decode()


def order(page, *words):
    places = [page.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_three_become_one_are_answered_and_taken_apart(as_bob, bob, three):
    a, b, c = three
    page = shown(as_bob.get(f"/tickets/merge/?into={a.number}&ticket={b.number},{c.number}"))
    assert f"<strong>#{a.number}</strong> Case A stays." in page
    assert f"#{b.number}, #{c.number} close; their numbers, links and mails lead to #{a.number}." in page
    assert "3 messages stand in one thread" in page
    answer = as_bob.post("/tickets/merge/", {"step": "merge", "into": a.number, "ticket": [b.number, c.number]})
    assert (answer.status_code, answer["Location"]) == (302, f"/tickets/{a.number}/")
    page = shown(as_bob.get(f"/tickets/{a.number}/"))
    assert order(page, "A asks", "B asks", "C asks")
    batch = Merge.objects.first().batch
    assert page.count(f"/merges/{batch}/") == 2  # the line, and the toast
    assert as_bob.get(f"/tickets/{b.number}/")["Location"] == f"/tickets/{a.number}/?merged={b.number}"
    assert f"#{b.number} is part of this ticket" in shown(as_bob.get(f"/tickets/{a.number}/?merged={b.number}"))
    conversation.reply(a, by=bob, body="Answer", body_format="text")
    assert "3" in shown(as_bob.get(f"/merges/{batch}/"))
    as_bob.post(f"/merges/{batch}/")
    pages = [shown(as_bob.get(f"/tickets/{one.number}/thread/")) for one in three]
    for words, page in zip(("A asks", "B asks", "C asks"), pages, strict=True):
        assert [one in page for one in ("A asks", "B asks", "C asks")] == [
            one == words for one in ("A asks", "B asks", "C asks")
        ]
    assert ["Answer" in page for page in pages] == [True, False, False]
    assert f"/merges/{batch}/" not in pages[0]  # nothing to undo any more


def test_the_page_offers_the_same_persons_and_finds_others(as_bob, three, workspace):
    from contacts.identities import contact_for

    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete Saar")
    other = make_ticket(workspace, grete, subject="Grete case")
    a, b, _c = three
    page = shown(as_bob.get(f"/tickets/merge/?into={a.number}"))
    assert f'value="{b.number}"' in page
    assert "Grete case" not in page
    page = shown(as_bob.post("/tickets/merge/", {"step": "find", "into": a.number, "q": "grete"}))
    assert "Grete case" in page
    both = {"step": "look", "into": a.number, "ticket": [a.number, other.number]}
    page = shown(as_bob.post("/tickets/merge/", both))
    assert 'name="copies" value="grete@example.com">' in page  # not ticked by itself
    assert "These are tickets of different people." in page


def test_numbers_that_name_nothing_are_named_and_nothing_changes(as_bob, three):
    a, b, _c = three
    answer = as_bob.post("/tickets/merge/", {"step": "merge", "into": a.number, "ticket": [b.number, 999, "x"]})
    assert answer.status_code == 422
    assert "There is no ticket #999, #x that you can see." in shown(answer)
    answer = as_bob.post("/tickets/merge/", {"step": "merge", "into": a.number})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_a_message_is_split_off(as_bob, ticket, rosa):
    second = conversation.receive(ticket, by=rosa, content=Content(text="Wrong invoice"))
    page = shown(as_bob.get(f"/tickets/{ticket.number}/split/?message={second.public_id}"))
    assert f'value="{second.public_id}" checked' in page
    foreign = make_ticket(ticket.workspace, rosa).first_message
    posted = {"messages": [second.public_id, foreign.public_id], "subject": "Invoice", "requester": "nonsense"}
    assert as_bob.post(f"/tickets/{ticket.number}/split/", posted).status_code == 422
    answer = as_bob.post(f"/tickets/{ticket.number}/split/", posted | {"requester": ""})
    new = Ticket.objects.latest("id")
    assert answer["Location"] == f"/tickets/{new.number}/"
    assert list(new.messages.values_list("body_text", flat=True)) == ["Wrong invoice"]


def test_links_are_made_shown_and_taken_away(as_bob, three):
    a, b, c = three
    as_bob.post(f"/tickets/{a.number}/links/", {"way": "problem", "other": f"#{b.number}"})
    made = TicketLink.objects.get()
    assert (made.ticket, made.other, made.kind) == (b, a, "incident")
    page = shown(as_bob.get(f"/tickets/{a.number}/"))
    assert f"Incident #{b.number}" in page
    assert "Answer its 1 open incident" in page
    assert f"Problem #{a.number}" in shown(as_bob.get(f"/tickets/{b.number}/"))
    for other in ("999", "nonsense", ""):
        answer = as_bob.post(f"/tickets/{c.number}/links/", {"way": "child", "other": other}, follow=True)
        assert "There is no ticket with that number that you can see." in shown(answer)
    assert as_bob.post(f"/tickets/{c.number}/links/", {"remove": made.pk}).status_code == 404
    as_bob.post(f"/tickets/{a.number}/links/", {"remove": made.pk})
    assert not TicketLink.objects.exists()


def test_one_answer_goes_to_each_incident_in_its_own_ticket(as_bob, bob, three):
    problem, *incidents = three
    for one in incidents:
        linking.link(one, problem, kind="incident", by=bob)
    empty = as_bob.post(f"/tickets/{problem.number}/incidents/", {"numbers": [incidents[0].number], "body": " "})
    assert empty.status_code == 422
    numbers = [one.number for one in incidents]
    as_bob.post(f"/tickets/{problem.number}/incidents/", {"numbers": numbers, "body": "Works again.", "then": "solved"})
    replies = Message.objects.filter(kind="reply").order_by("ticket_id")
    assert list(replies.values_list("ticket_id", "body_text")) == [(one.pk, "Works again.") for one in incidents]
    assert {Ticket.objects.get(pk=one.pk).category for one in incidents} == {"solved"}


def test_solving_a_problem_offers_to_solve_its_incidents(as_bob, bob, three):
    problem, *incidents = three
    for one in incidents:
        linking.link(one, problem, kind="incident", by=bob)
    triage.set_category(problem, "solved", by=bob)
    assert "Solve its 2 open incidents" in shown(as_bob.get(f"/tickets/{problem.number}/"))
    as_bob.post(f"/tickets/{problem.number}/incidents/solving/")
    assert {Ticket.objects.get(pk=one.pk).category for one in incidents} == {"solved"}


def test_a_third_party_is_written_to_and_the_thread_shows_it_apart(as_bob, bob, ticket):
    note = conversation.add_note(ticket, by=bob, body=NOTE, body_format="text")
    posted = {"to": "parts@supplier.example", "body": "A spare?", "body_format": "text", "messages": [note.public_id]}
    answer = as_bob.post(f"/tickets/{ticket.number}/forwards/", posted)
    assert answer.status_code == 422
    assert "A spare?" in shown(answer)
    assert not SideThread.objects.exists()
    as_bob.post(f"/tickets/{ticket.number}/forwards/", posted | {"messages": [], "then": "hold"})
    page = shown(as_bob.get(f"/tickets/{ticket.number}/"))
    assert "message--side" in page
    assert f"/forwards/?side={SideThread.objects.get().public_id}" in page
    ticket.refresh_from_db()
    assert ticket.category == "hold"


def test_what_goes_along_to_a_third_party_is_the_newest_that_is_no_note(as_bob, bob, rosa, ticket):
    path, first = f"/tickets/{ticket.number}/forwards/", Message.objects.get(ticket=ticket)
    page = shown(as_bob.get(path))
    assert page.count('name="messages"') == 1
    assert 'name="with_notes"' not in page
    assert "<goes-along" in page
    newest = conversation.receive(ticket, by=rosa, content=Content(text="It burns still."))
    conversation.add_note(ticket, by=bob, body=NOTE)
    page = shown(as_bob.get(path))
    assert re.findall(r'name="messages" value="(\w+)" checked', page) == [newest.public_id]
    assert 'name="with_notes"' in page
    page = shown(as_bob.get(f"{path}?message={first.public_id}"))
    assert re.findall(r'name="messages" value="(\w+)" checked', page) == [first.public_id]


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "fragment"])
def test_a_mail_to_a_third_party_that_is_taken_back_is_in_its_form_again(as_bob, bob, ticket, headers):
    bob.undo_seconds = 60
    bob.save()
    path, first = f"/tickets/{ticket.number}/forwards/", Message.objects.get(ticket=ticket)
    file = SimpleUploadedFile("plan.txt", b"plan", "text/plain")
    posted = {"to": "a@supplier.example, b@supplier.example", "subject": "Spare", "body": "A spare?", "files": file}
    as_bob.post(path, posted | {"messages": [first.public_id], "then": "hold"})
    mail = Message.objects.get(kind="forward")
    assert f"/messages/{mail.public_id}/undo/" in shown(as_bob.get(f"/tickets/{ticket.number}/"))
    answer = as_bob.post(f"/messages/{mail.public_id}/undo/", headers=headers)
    assert answer.headers.get("HX-Redirect", answer.headers.get("Location")) == path
    page = shown(as_bob.get(path))
    for words in ("Not sent.", "a@supplier.example, b@supplier.example", "Spare", "A spare?", "plan.txt"):
        assert words in page
    assert re.search(rf'name="messages" value="{first.public_id}" checked', page)
    upload = re.search(r'name="uploads" value="(\w+)', page)[1]
    as_bob.post(path, {"to": "a@supplier.example", "body": "A spare?", "uploads": upload})
    assert [one.name for one in Message.objects.get(kind="forward").attachments.all()] == ["plan.txt"]
    assert "A spare?" not in re.search(r"<textarea.*?</textarea>", shown(as_bob.get(path)), re.DOTALL)[0]


def test_the_requester_changes_to_somebody_new(as_bob, ticket):
    posted = {"address": "grete@example.com", "name": "Grete Saar", "keep": "1"}
    as_bob.post(f"/tickets/{ticket.number}/requester/", posted)
    ticket.refresh_from_db()
    assert (ticket.requester.name, [cc.address for cc in ticket.ccs.all()]) == ("Grete Saar", ["rosa@example.com"])
    page = shown(as_bob.get(f"/tickets/{ticket.number}/requester/?q=rosa"))
    assert "rosa@example.com" in page
    bad = as_bob.post(f"/tickets/{ticket.number}/requester/", {"address": "nonsense"})
    assert bad.status_code == 422


def test_on_paper_notes_stand_only_if_asked_for(as_bob, bob, ticket):
    conversation.add_note(ticket, by=bob, body=NOTE, body_format="text")
    plain, full = (shown(as_bob.get(f"/tickets/{ticket.number}/print/{query}")) for query in ("", "?notes=1"))
    assert NOTE not in plain
    assert "not for people outside" not in plain
    assert NOTE in full
    assert "not for people outside" in full


def test_the_history_says_who_did_what_and_can_be_narrowed(as_bob, bob, ticket):
    triage.set_priority(ticket, 4, by=bob)
    triage.follow(ticket, bob, by=bob)
    triage.set_type(ticket, "incident", by=bob)
    page = shown(as_bob.get(f"/tickets/{ticket.number}/history/"))
    assert "set priority Normal → <strong>Urgent</strong>" in page
    assert "changed the type to <strong>Incident</strong>" in page
    assert "Bob Birch (Member)" in page
    narrow = shown(as_bob.get(f"/tickets/{ticket.number}/history/?kind=people"))
    assert "follows" in narrow
    assert "set priority" not in narrow


def test_a_raw_mail_is_a_page(as_bob, t1):
    message = t1.messages.get()
    page = shown(as_bob.get(f"/messages/{message.public_id}/raw/"))
    assert "m1@client.example" in page
    assert f"/messages/{message.public_id}/source/" in page


def test_only_what_lies_in_the_trash_is_deleted_for_good(as_alice, as_bob, bob, alice, three):
    a, b, _c = three
    merging.merge([b], into=a, by=bob)
    with pytest.raises(NotInTrash):
        purge(a)
    assert as_alice.post(f"/tickets/{a.number}/removal/").status_code == 422
    triage.move(a, "trash", by=alice)
    assert as_bob.post(f"/tickets/{a.number}/removal/").status_code == 403
    assert "Delete for good" in shown(as_alice.get(f"/tickets/{a.number}/"))
    as_alice.post(f"/tickets/{a.number}/removal/")
    assert list(Ticket.objects.values_list("subject", flat=True)) == ["Case C"]
    assert Message.objects.count() == 1


def test_spam_and_trash_are_purged_by_age(bob, three, workspace):
    for ticket, place, days in zip(three, ("spam", "trash", "trash"), (31, 31, 29), strict=True):
        triage.move(ticket, place, by=bob)
        at = timezone.now() - timedelta(days=days)
        Ticket.objects.filter(pk=ticket.pk).update(place_changed_at=at)
    from tests.fixtures.database import outside

    with outside():
        sweeps.purge_old()
    assert list(Ticket.objects.values_list("subject", flat=True)) == ["Case C"]
