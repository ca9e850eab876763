"""One property at a time."""

import json
import re

import pytest
from django.utils import timezone

from tests.fixtures.database import outside
from tickets.models import Status, Tag, TicketCC
from tickets.operations import triage
from workspaces.models import Team
from workspaces.tenancy import tenant


def fresh(ticket):
    ticket.refresh_from_db()
    return ticket


def test_assign_to_a_colleague_to_me_and_to_nobody(as_bob, ticket, alice, bob):
    as_bob.post("/tickets/1/assignment/", {"assignee": alice.public_id})
    assert fresh(ticket).assignee == alice
    as_bob.post("/tickets/1/assignment/", {"assignee": "me"})
    assert fresh(ticket).assignee == bob
    as_bob.post("/tickets/1/assignment/", {"assignee": ""})
    assert fresh(ticket).assignee is None


def test_foreign_members_and_teams_are_as_missing_ones(as_bob, ticket, charlie, other_workspace):
    with outside(), tenant(other_workspace):
        foreign_team = Team.objects.get(workspace=other_workspace)
    pairs = [
        ("assignment", {"assignee": charlie.public_id}, {"assignee": "x" * 26}),
        ("team", {"team": foreign_team.pk}, {"team": 999999}),
        ("status", {"status": 999998}, {"status": 999999}),
    ]
    for path, foreign, missing in pairs:
        answers = [as_bob.post(f"/tickets/1/{path}/", data) for data in (foreign, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_solving_can_be_undone_from_the_toast(as_bob, ticket):
    waits = ticket.waiting_since
    answer = as_bob.post("/tickets/1/status/", {"category": "solved"}, headers={"HX-Request": "true"})
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo_url"]
    assert "#1 solved" in answer["HX-Trigger"] and fresh(ticket).waiting_since is None
    undone = as_bob.post(undo, headers={"HX-Request": "true"})
    assert json.loads(undone["HX-Trigger"])["toast"]["text"] == "#1 is open again"
    assert (fresh(ticket).category, ticket.waiting_since, ticket.sort_due) == ("open", waits, waits)

    assert as_bob.post(undo, headers={"HX-Request": "true"}).status_code == 409  # it is open already
    assert as_bob.post(undo + "x").status_code == 400


def test_the_undo_of_solving_gives_the_very_status_back(as_bob, ticket, bob, workspace):
    parts = Status.objects.create(workspace=workspace, category="hold", name="Waiting for parts", position=9)
    triage.set_status(ticket, parts, by=bob)
    answer = as_bob.post("/tickets/1/status/", {"category": "solved"}, headers={"HX-Request": "true"})
    undone = as_bob.post(json.loads(answer["HX-Trigger"])["toast"]["undo_url"], headers={"HX-Request": "true"})
    assert fresh(ticket).status == parts
    assert json.loads(undone["HX-Trigger"])["toast"]["text"] == "#1 is as it was"


def test_spam_and_back(as_bob, ticket):
    answer = as_bob.post("/tickets/1/place/", {"place": "spam"}, headers={"HX-Request": "true"})
    assert fresh(ticket).place == "spam"
    assert "?undo=inbox" in answer["HX-Trigger"]
    as_bob.post("/tickets/1/place/?undo=inbox")
    assert fresh(ticket).place == "inbox"


def test_agents_do_not_trash(as_bob, as_alice, ticket):
    assert as_bob.post("/tickets/1/place/", {"place": "trash"}).status_code == 403
    assert as_alice.post("/tickets/1/place/", {"place": "trash"}).status_code == 302
    assert as_bob.post("/tickets/1/place/", {"place": "inbox"}).status_code == 403


def test_garbled_values_change_nothing(as_bob, ticket):
    for path, data in [
        ("priority", {"priority": "9"}),
        ("priority", {"priority": "x"}),
        ("priority", {}),
        ("type", {"type": "bug"}),
        ("place", {"place": "moon"}),
    ]:
        assert as_bob.post(f"/tickets/1/{path}/", data).status_code == 400
    assert fresh(ticket).version == 1


def test_tags(as_bob, ticket):
    as_bob.post("/tickets/1/tags/", {"create": " Late Delivery "})
    assert list(ticket.ticket_tags.values_list("tag__name", flat=True)) == ["late-delivery"]
    as_bob.post("/tickets/1/tags/", {"remove": "late-delivery"})
    assert not ticket.ticket_tags.exists()


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "fragment"])
def test_a_tag_that_is_none_yet_is_made_only_by_a_second_step(as_bob, workspace, ticket, headers):
    Tag.objects.create(workspace=workspace, name="battery")
    Tag.objects.create(workspace=workspace, name="gone", deleted_at=timezone.now())
    answer = as_bob.post("/tickets/1/tags/", {"add": "Batery"}, headers=headers)
    assert answer.status_code == 422
    assert "There is no tag “batery” yet." in answer.text
    assert 'name="tag" value="battery"' in answer.text
    assert 'name="create" value="batery"' in answer.text
    assert "gone" not in answer.text
    assert answer.headers.get("HX-Retarget") == ("#new-tag-choices" if headers else None)
    assert not ticket.ticket_tags.exists()
    as_bob.post("/tickets/1/tags/", {"add": "Batery", "tag": "battery"})
    as_bob.post("/tickets/1/tags/", {"add": "Batery", "create": "batery"})
    assert set(ticket.ticket_tags.values_list("tag__name", flat=True)) == {"battery", "batery"}


def test_tags_are_offered_while_one_types(as_bob, workspace):
    for name in ("battery", "flat-battery", "brakes", "warranty"):
        Tag.objects.create(workspace=workspace, name=name)

    def offered(query):
        return re.findall(r'name="(tag|create)" value="([^"]+)"', as_bob.get(f"/tags/choices/?{query}").text)

    assert offered("add=bat") == [("tag", "battery"), ("tag", "flat-battery"), ("create", "bat")]
    assert offered("add=batery") == [("tag", "battery"), ("create", "batery")]
    assert offered("add=Battery") == [("tag", "battery"), ("tag", "flat-battery")]
    assert offered("remove=warranti") == [("tag", "warranty")]
    assert len(offered("add=")) == 4


def test_copies(as_bob, ticket):
    as_bob.post("/tickets/1/cc/", {"cc": "Anna@Example.com, jonas@example.com"})
    assert list(TicketCC.objects.values_list("address", flat=True)) == ["anna@example.com", "jonas@example.com"]
    as_bob.post("/tickets/1/cc/", {"cc": "jonas@example.com"})
    assert list(TicketCC.objects.values_list("address", flat=True)) == ["jonas@example.com"]
    refused = as_bob.post("/tickets/1/cc/", {"cc": "jonas@example.com, nonsense"})
    assert refused.status_code == 409 and "nonsense" in refused.text
    typed = {"cc": "jonas@example.com, nonsense, a@b"}
    refused = as_bob.post("/tickets/1/cc/", typed, headers={"HX-Request": "true"})
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#cc-field")
    assert typed["cc"] in refused.text and "“a@b”, “nonsense”" in refused.text
    assert list(TicketCC.objects.values_list("address", flat=True)) == ["jonas@example.com"]


def test_logging_a_call_with_a_mail(as_bob, workspace, team, bob):
    answer = as_bob.post(
        "/tickets/new/",
        {
            "origin": "phone",
            "direction": "in",
            "minutes": "7",
            "name": "Henrik Aasen",
            "email": "henrik@bysykkel.example",
            "phone": "+47 55 01 42 19",
            "subject": "Brakes squeal",
            "body": "Eight bikes,\nthree of them loud",
            "mail": "We look at them on Monday.",
            "team": team.pk,
            "priority": "3",
            "mine": "on",
        },
    )
    ticket = workspace.tickets.get()
    call, mail = ticket.messages.order_by("id")
    assert answer["Location"] == f"/tickets/{ticket.number}/"
    assert (ticket.origin, ticket.priority, ticket.assignee, ticket.category) == ("phone", 3, bob, "open")
    assert (call.kind, call.call["duration_seconds"], call.reply_text) == (
        "call",
        420,
        "Eight bikes,\nthree of them loud",
    )
    assert [to.address for to in mail.recipients.all()] == ["henrik@bysykkel.example"]
    assert sorted(ticket.requester.identities.values_list("value", flat=True)) == [
        "+4755014219",
        "henrik@bysykkel.example",
    ]


def test_logging_a_letter_without_a_mail(as_bob, workspace, team):
    as_bob.post(
        "/tickets/new/",
        {"origin": "letter", "name": "Ms Old", "subject": "Thanks", "body": "x", "team": team.pk, "priority": "2"},
    )
    ticket = workspace.tickets.get()
    assert [message.kind for message in ticket.messages.all()] == ["incoming"]
    assert ticket.channel.kind == "manual"


def test_logging_says_what_is_missing_and_keeps_the_text(as_bob, workspace, team):
    answer = as_bob.post(
        "/tickets/new/", {"origin": "phone", "subject": "", "body": "A long story", "team": team.pk, "priority": "2"}
    )
    assert answer.status_code == 422
    assert "A long story" in answer.text and "Say who it was" in answer.text
    assert not workspace.tickets.exists()


def test_who_sent_spam_is_blocked_where_it_is_said(as_bob, ticket, rosa):
    address = f"/tickets/{ticket.number}/place/"
    assert "Block sender" not in as_bob.get(f"/tickets/{ticket.number}/").content.decode()
    page = as_bob.post(address, {"place": "spam"}, headers={"HX-Request": "true"}).content.decode()
    assert "Block sender" in page
    answer = as_bob.post(address, {"place": "spam", "block": "1"}, headers={"HX-Request": "true"})
    rosa.refresh_from_db()
    ticket.refresh_from_db()
    assert (rosa.is_blocked, ticket.place) == (True, "spam")
    assert f"/contacts/{rosa.public_id}/blocking/?undo=1" in answer["HX-Trigger"]
    assert "Block sender" not in answer.content.decode()


def test_out_of_spam_nobody_is_blocked(as_bob, ticket, rosa):
    as_bob.post(f"/tickets/{ticket.number}/place/", {"place": "inbox", "block": "1"})
    rosa.refresh_from_db()
    assert not rosa.is_blocked
