"""Put things off from the ticket page, and go on as one likes it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fixtures.cast import make_ticket
from tickets.models import Attachment, Draft, Later, Message, TicketSeen
from tickets.operations import later, triage

HTMX = {"HX-Request": "true"}


def post(client, path, **fields):
    return client.post(f"/tickets/1/{path}/", fields, headers=HTMX)


def test_snooze_wakes_and_shows_in_its_list(as_bob, ticket):
    answer = post(as_bob, "snooze", until="tomorrow")
    assert "Sleeps until" in answer.text
    assert json.loads(answer["HX-Trigger"])["toast"]["undo_url"] == "/tickets/1/snooze/?wake=1"
    rows = as_bob.get("/inbox/snoozed/?part=rows").text
    assert 'id="ticket-1"' in rows
    back = Later.objects.get().at
    assert f'<relative-time datetime="{timezone.localtime(back).isoformat(timespec="seconds")}"' in rows or (
        f'<relative-time datetime="{back.isoformat(timespec="seconds")}"' in rows
    )
    assert "Comes back" in rows
    assert "Soonest back first" in as_bob.get("/inbox/snoozed/").text
    assert 'id="ticket-1"' not in as_bob.get("/inbox/all-open/").text
    assert "Sleeps until" not in as_bob.post("/tickets/1/snooze/?wake=1", headers=HTMX).text
    assert 'id="ticket-1"' not in as_bob.get("/inbox/snoozed/").text
    assert 'id="ticket-1"' in as_bob.get("/inbox/all-open/").text


def test_a_picked_moment_and_one_that_is_none(as_bob, ticket):
    at = (timezone.localtime() + timedelta(days=3)).replace(second=0, microsecond=0)
    post(as_bob, "snooze", until="moment", moment=at.strftime("%Y-%m-%dT%H:%M"))
    assert Later.objects.get().at == at
    for odd in ("", "soon", "2001-01-01T10:00"):
        assert post(as_bob, "snooze", until="moment", moment=odd).status_code == 409
    assert Later.objects.get().at == at


def test_a_reminder_is_set_and_called_off(as_bob, ticket):
    assert "if the customer has not written." in post(as_bob, "reminder", until="three-days").text
    assert "if the customer has not written." not in post(as_bob, "reminder", until="never").text
    assert post(as_bob, "reminder", until="never").status_code == 409


def test_a_reply_is_scheduled_shown_and_taken_back(as_bob, as_alice, ticket, bob):
    as_bob.post("/tickets/1/drafts/", {"kind": "reply", "body": "Soon"})
    answer = post(as_bob, "replies", body="Soon", later="tomorrow", unless_answered="1")
    assert "message--scheduled" in answer.text and "unless the customer writes first" in answer.text
    assert not Draft.objects.exists() and not Message.objects.filter(kind="reply").exists()
    page = as_alice.get("/tickets/1/").text
    assert "message--scheduled" in page and "Send now" not in page
    assert post(as_alice, "scheduled", do="send").status_code == 409
    assert post(as_bob, "scheduled", do="dance").status_code == 400
    answer = post(as_bob, "scheduled", do="edit")
    assert "message--scheduled" not in answer.text
    assert Draft.objects.get().body_html == "<p>Soon</p>"
    post(as_bob, "replies", body="Soon", later="week", without_signature="1")
    assert Later.objects.get().without_signature
    assert not Later.objects.get().cancel_if_customer_writes
    post(as_bob, "scheduled", do="send")
    assert Message.objects.get(kind="reply").body_html == "<p>Soon</p>"


def test_a_picked_moment_counts_whichever_button_was_pressed(as_bob, ticket):
    at = (timezone.localtime() + timedelta(days=3)).replace(second=0, microsecond=0)
    post(as_bob, "replies", body="Soon", moment=at.strftime("%Y-%m-%dT%H:%M"))
    assert Later.objects.get().at == at and not Message.objects.filter(kind="reply").exists()


def test_what_can_not_be_scheduled_stays_in_the_composer(as_bob, ticket):
    answer = post(as_bob, "replies", body="Too early", later="moment", moment="2001-01-01T10:00")
    assert answer.status_code == 422
    assert "Too early" in answer.text and "in the future" in answer.text
    post(as_bob, "replies", body="One", later="week")
    answer = post(as_bob, "replies", body="Two", later="week")
    assert answer.status_code == 422 and "Two" in answer.text


def test_files_of_a_scheduled_reply_wait_with_it(as_bob, ticket):
    from django.core.files.uploadedfile import SimpleUploadedFile

    as_bob.post(
        "/tickets/1/replies/",
        {"body": "Look", "later": "week", "files": SimpleUploadedFile("a.txt", b"a")},
    )
    assert Attachment.objects.get().draft_kind == "later"
    assert "a.txt" not in as_bob.get("/tickets/1/").text.split('id="composer"')[1]
    post(as_bob, "scheduled", do="send")
    assert Attachment.objects.get().message.kind == "reply"


@pytest.mark.parametrize("path", ["replies", "status", "snooze"])
@pytest.mark.parametrize("where", ["stay", "next", "list"])
def test_after_the_action_one_goes_on_as_one_likes(as_bob, bob, workspace, rosa, ticket, path, where):
    bob.after_action = where
    bob.save()
    for one in [ticket, *(make_ticket(workspace, rosa) for _ in range(2))]:
        triage.assign(one, bob, by=bob)
    fields = {"replies": {"body": "Hello"}, "status": {"category": "solved"}, "snooze": {"until": "week"}}[path]
    headers = {**HTMX, "HX-Current-URL": "http://acme.localhost/tickets/2/?view=my-open"}
    answer = as_bob.post(f"/tickets/2/{path}/", fields, headers=headers)
    assert answer.status_code == 200
    if where == "stay":
        assert "HX-Location" not in answer
        return
    place = json.loads(answer["HX-Location"])
    assert place["path"] == ("/tickets/3/?view=my-open" if where == "next" else "/inbox/my-open/")
    assert "toast" in json.loads(answer["HX-Trigger"])


def test_without_scripts_it_goes_on_as_well(as_bob, bob, workspace, rosa, ticket):
    bob.after_action = "next"
    bob.save()
    make_ticket(workspace, rosa)
    referer = {"referer": "http://acme.localhost/tickets/2/?view=all-open"}
    answer = as_bob.post("/tickets/2/status/", {"category": "solved"}, headers=referer)
    assert answer["Location"] == "/tickets/1/?view=all-open"  # none is behind it: the first one


def test_after_the_last_one_comes_the_list(as_bob, bob, ticket):
    bob.after_action = "next"
    bob.save()
    answer = post(as_bob, "status", category="solved")
    assert json.loads(answer["HX-Location"])["path"] == "/inbox/my-open/"


def test_a_customers_words_are_no_markup_where_a_reply_waits(as_bob, ticket, bob):
    later.schedule(ticket, at=timezone.now() + timedelta(days=1), by=bob, body="<script>alert(1)</script><p>Hi</p>")
    assert "<script>alert" not in as_bob.get("/tickets/1/").text


@pytest.mark.parametrize(("path", "fields"), [("status", {"category": "solved"}), ("snooze", {"until": "tomorrow"})])
def test_what_is_done_to_a_row_leaves_the_page_where_it_is(as_bob, bob, ticket, path, fields):
    bob.after_action = "next"
    bob.save()
    answer = post(as_bob, path, **fields, from_list="1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert json.loads(answer["HX-Trigger"])["toast"]["undo_url"]
    assert not TicketSeen.objects.filter(member=bob).exists()
    assert 'id="ticket-1"' not in as_bob.get("/inbox/all-open/?part=rows").text
