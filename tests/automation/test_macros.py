"""Macros do all of their steps or none, and say before what they will do."""

import json

import pytest
from django.utils import timezone

from automation.models import Macro
from automation.operations import macros, undoing
from automation.refusals import MacroOver, StepRefused
from automation.steps import BadStep, checked
from tests.fixtures.cast import make_member
from tests.fixtures.database import outside
from tickets.content import NewFile
from tickets.models import Attachment, Draft, Message, Status, Ticket, TicketEvent
from tickets.operations import delivery, triage
from workspaces.models import Team

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def make_macro(workspace, alice):
    def make(*steps, name="Swap", by=None, sharing_with="everybody", **options):
        blank = Macro(workspace=workspace)
        return macros.save(blank, by=by or alice, name=name, steps=list(steps), sharing_with=sharing_with, **options)

    return make


@pytest.fixture
def pending(workspace):
    return Status.objects.get(workspace=workspace, category="pending")


def messages(ticket, kind):
    return list(Message.objects.filter(ticket=ticket, kind=kind).values_list("body_text", flat=True))


def test_every_kind_of_step(make_macro, make_canned, workspace, ticket, bob, pending):
    workshop = Team.objects.create(workspace=workspace, name="Workshop")
    canned = make_canned("Hi", en="<p>Hi {{contact.first_name}}</p>", files=[NewFile("a.txt", b"a", "text/plain")])
    triage.add_tag(ticket, "old", by=bob)
    macro = make_macro(
        {"do": "add_tag", "tag": "Recall"},
        {"do": "remove_tag", "tag": "old"},
        {"do": "type", "value": "problem"},
        {"do": "priority", "value": 3},
        {"do": "reply", "canned": canned.pk},
        {"do": "note", "html": "<p>Swap {{ticket.number}}</p>"},
        {"do": "team", "team": workshop.pk},
        {"do": "assignee", "to": "nobody"},
        {"do": "status", "status": pending.pk},
    )
    scene = macros.apply(macro, ticket, by=bob)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert [one.tag.name for one in ticket.ticket_tags.all()] == ["recall"]
    assert (ticket.type, ticket.priority, ticket.team, ticket.assignee, ticket.status) == (
        "problem", 3, workshop, None, pending,
    )  # fmt: skip
    assert (messages(ticket, "reply"), messages(ticket, "note")) == (["Hi Rosa"], ["Swap 1"])
    assert [one.name for one in scene.message.attachments.all()] == ["a.txt"]
    macro.refresh_from_db()
    assert (macro.use_count, macro.uses.get().member) == (1, bob)
    done = TicketEvent.objects.filter(ticket=ticket, actor_id=bob.pk).values_list("type", flat=True)
    assert {"message.replied", "note.added", "ticket.status_changed", "ticket.team_changed"} <= set(done)


def test_a_reply_that_is_taken_back_takes_its_macro_along(make_macro, workspace, ticket, bob, alice, pending):
    bob.undo_seconds = 10
    bob.save()
    workshop = Team.objects.create(workspace=workspace, name="Workshop")
    triage.add_tag(ticket, "old", by=bob)
    triage.add_tag(ticket, "fire", by=bob)
    triage.assign(ticket, alice, by=alice)

    def state():
        read = Ticket.objects.get(pk=ticket.pk)
        tags = sorted(one.tag.name for one in read.ticket_tags.all())
        return read.status, read.waiting_since, read.assignee, read.team, read.priority, read.type, tags

    before = state()
    steps = (
        {"do": "add_tag", "tag": "recall"},
        {"do": "remove_tag", "tag": "old"},
        {"do": "type", "value": "problem"},
        {"do": "priority", "value": 3},
        {"do": "reply", "html": "<p>Which frame number?</p>"},
        {"do": "team", "team": workshop.pk},
        {"do": "assignee", "to": "me"},
        {"do": "status", "status": pending.pk},
    )
    macro = make_macro(*steps)
    delivery.undo(macros.apply(macro, ticket, by=bob).message, by=bob)
    assert state() == before
    assert Draft.objects.get().body_html == "<p>Which frame number?</p>"
    scene = macros.apply(macro, ticket, by=bob)
    triage.set_priority(ticket, 4, by=alice)
    delivery.undo(scene.message, by=bob)
    *same, priority, kind, tags = state()
    assert (*same, kind, tags) == (*before[:4], *before[5:])
    assert priority == 4  # what somebody changed since stays


def test_a_macro_that_sent_nothing_is_taken_back(make_macro, ticket, bob, as_bob):
    since = Ticket.objects.get(pk=ticket.pk).waiting_since
    solved = Status.objects.get(workspace=ticket.workspace, category="solved")
    steps = ({"do": "add_tag", "tag": "recall"}, {"do": "priority", "value": 4}, {"do": "status", "status": solved.pk})
    macro = make_macro(*steps)
    answer = as_bob.post(f"/tickets/1/macros/{macro.pk}/application/", headers=HTMX)
    undo_url = json.loads(answer.headers["HX-Trigger"])["toast"]["undo_url"]
    assert Ticket.objects.get(pk=ticket.pk).category == "solved"
    said = json.loads(as_bob.post(undo_url, headers=HTMX).headers["HX-Trigger"])["toast"]
    assert (said["text"], said["kind"]) == ("#1 is as it was before the macro.", "done")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.category, ticket.priority, ticket.waiting_since) == ("new", 2, since)
    assert not ticket.ticket_tags.exists()
    for url in (undo_url, "/tickets/1/macros/runs/unknown/undo/"):  # twice, and what nobody did
        said = json.loads(as_bob.post(url, headers=HTMX).headers["HX-Trigger"])["toast"]
        assert (said["text"], said["kind"]) == ("This can't be taken back any more.", "error")


def test_the_macro_of_another_or_of_long_ago_is_not_taken_back(make_macro, ticket, bob, alice):
    scene = macros.apply(make_macro({"do": "priority", "value": 4}), ticket, by=bob)
    with pytest.raises(MacroOver):
        undoing.undo(ticket, scene.run, by=alice)
    TicketEvent.objects.update(at=timezone.now() - undoing.UNDO_FOR)
    with pytest.raises(MacroOver):
        undoing.undo(ticket, scene.run, by=bob)


def test_the_history_says_which_macro_did_it(make_macro, ticket, bob, as_bob):
    macro = make_macro({"do": "add_tag", "tag": "recall"}, {"do": "priority", "value": 4})
    macros.apply(macro, ticket, by=bob)
    triage.add_tag(ticket, "fire", by=bob)
    page = as_bob.get("/tickets/1/history/").text
    assert page.count(f"by macro “{macro.name}”") == 2
    assert f"added the tag <strong>recall</strong> by macro “{macro.name}”" in page
    assert f"by macro “{macro.name}”" in as_bob.get("/tickets/1/").text


def test_a_refusal_of_the_last_step_undoes_the_first(make_macro, ticket, bob):
    macro = make_macro(
        {"do": "add_tag", "tag": "recall"}, {"do": "reply", "html": "<p>x</p>"}, {"do": "status", "status": 10**9}
    )
    version = Ticket.objects.get(pk=ticket.pk).version
    with pytest.raises(StepRefused, match="status"):
        macros.apply(macro, ticket, by=bob)
    assert Ticket.objects.get(pk=ticket.pk).version == version
    assert not ticket.ticket_tags.exists() and messages(ticket, "reply") == []
    macro.refresh_from_db()
    assert macro.use_count == 0


def test_a_closed_ticket_is_said(make_macro, ticket, bob, as_bob):
    macro = make_macro({"do": "add_tag", "tag": "recall"})
    triage.set_category(ticket, "closed", by=bob)
    answer = as_bob.post(f"/tickets/1/macros/{macro.pk}/application/", headers=HTMX)
    assert answer.status_code == 422 and "closed for good" in answer.text
    assert answer["HX-Retarget"] == "#macro-dialog"


def test_who_may_not_reply_is_refused_before_anything_is_done(make_macro, workspace, ticket, team):
    light = make_member(workspace, "Lea", "light_agent", [team])
    macro = make_macro({"do": "note", "html": "<p>x</p>"}, {"do": "reply", "html": "<p>x</p>"})
    with pytest.raises(StepRefused, match="role"):
        macros.apply(macro, ticket, by=light)
    assert messages(ticket, "note") == []


def test_a_reply_can_be_taken_back_like_every_reply(make_macro, ticket, bob):
    bob.undo_seconds = 10
    scene = macros.apply(make_macro({"do": "reply", "html": "<p>x</p>"}), ticket, by=bob)
    assert scene.message.delivery == "queued" and scene.message.undo_until is not None


def test_a_reply_that_is_edited_first_waits_behind_what_is_typed(make_macro, make_canned, ticket, bob, as_bob, pending):
    as_bob.post("/tickets/1/drafts/", {"kind": "reply", "body": "<p>Mine</p>", "body_format": "html"})
    canned = make_canned("Hi", en="<p>Hi Rosa</p>", files=[NewFile("a.txt", b"a", "text/plain")])
    macro = make_macro({"do": "reply", "canned": canned.pk}, {"do": "status", "status": pending.pk}, edit_first=True)
    page = as_bob.post(f"/tickets/1/macros/{macro.pk}/application/", headers=HTMX)
    assert "waits in the composer" in page["HX-Trigger"] and "a.txt" in page.text
    assert Draft.objects.get(ticket=ticket, member=bob, kind="reply").body_html == "<p>Mine</p><p>Hi Rosa</p>"
    assert messages(ticket, "reply") == []
    assert Ticket.objects.get(pk=ticket.pk).status == pending


def test_the_preview_says_it_in_words_and_does_nothing(
    make_macro, make_canned, ticket, bob, as_bob, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    canned = make_canned("Hi", en="<p>Hi {{contact.first_name}}</p>", files=[NewFile("a.txt", b"a", "text/plain")])
    macro = make_macro(
        {"do": "priority", "value": 2},
        {"do": "add_tag", "tag": "recall"},
        {"do": "reply", "canned": canned.pk},
        {"do": "assignee", "to": "me"},
    )
    before = (Ticket.objects.get(pk=ticket.pk).version, sum(1 for one in tmp_path.rglob("*") if one.is_file()))
    looked = macros.preview(macro, ticket, by=bob)
    assert [(line.words, line.changes) for line in looked.lines] == [
        ("Priority is Normal already", False),
        ("Adds the tag recall", True),
        ("Sends to Rosa Mets: “Hi Rosa”", True),
        ("Gives it to Bob Birch", True),
    ]
    assert looked.refused == ""
    page = as_bob.get(f"/tickets/1/macros/{macro.pk}/").text
    assert "Adds the tag recall" in page and "Apply macro" in page
    after = (Ticket.objects.get(pk=ticket.pk).version, sum(1 for one in tmp_path.rglob("*") if one.is_file()))
    assert after == before and not Attachment.objects.filter(message__kind="reply").exists()


def test_the_preview_knows_what_will_be_refused(make_macro, ticket, bob, as_bob):
    macro = make_macro({"do": "reply", "html": "<p>x</p>"})
    triage.move(ticket, "spam", by=bob)
    page = as_bob.get(f"/tickets/1/macros/{macro.pk}/", headers=HTMX).text
    assert "in spam or trash" in page and "Nothing was done." in page and "Apply macro" not in page


def test_a_deleted_canned_response_is_said(make_macro, make_canned, ticket, bob):
    canned = make_canned("Hi", en="<p>Hi</p>")
    macro = make_macro({"do": "reply", "canned": canned.pk})
    canned.delete()
    with pytest.raises(StepRefused, match="was deleted"):
        macros.apply(macro, ticket, by=bob)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{}],
        ["reply"],
        [{"do": "exec", "code": "x"}],
        [{"do": "reply"}],
        [{"do": "reply", "html": "x", "canned": 1}],
        [{"do": "reply", "html": "x"}, {"do": "reply", "html": "y"}],
        [{"do": "priority", "value": 9}],
        [{"do": "priority", "value": True}],
        [{"do": "type", "value": "disaster"}],
        [{"do": "team", "team": "1"}],
        [{"do": "status", "status": 1, "more": 2}],
        [{"do": "add_tag", "tag": "x"}] * 21,
        "reply",
    ],
)
def test_what_is_not_in_the_schema_is_refused(steps):
    with pytest.raises(BadStep):
        checked(steps)


def test_its_texts_are_cleaned(make_macro):
    macro = make_macro({"do": "note", "html": "<p onclick=x>Hi<script>alert(1)</script></p>"})
    assert macro.steps == [{"do": "note", "html": "<p>Hi</p>"}]


def test_the_list_holds_what_one_may_use(make_macro, as_bob, alice, ticket):
    make_macro({"do": "add_tag", "tag": "x"}, name="Shared one")
    make_macro({"do": "add_tag", "tag": "x"}, name="Alice’s own", sharing_with="own", by=alice)
    for headers in ({}, HTMX):
        page = as_bob.get("/tickets/1/macros/", headers=headers).text
        assert "Shared one" in page and "Alice’s own" not in page


def test_without_scripts_it_is_a_page_and_a_button(make_macro, as_bob, ticket):
    macro = make_macro({"do": "add_tag", "tag": "recall"})
    answer = as_bob.post(f"/tickets/1/macros/{macro.pk}/application/")
    assert (answer.status_code, answer["Location"]) == (302, "/tickets/1/")


def test_the_settings_page_writes_and_reads_the_steps(as_alice, make_canned, workspace, pending, team):
    canned = make_canned("Hi", en="<p>Hi</p>")
    data = {
        "name": "Wait", "folder": "", "sharing": "everybody", "canned": canned.pk, "note": "One\n\nTwo",
        "add_tags": "recall, Battery pack", "priority": "3", "team": team.pk, "assignee": "me", "status": pending.pk,
    }  # fmt: skip
    assert as_alice.post("/settings/macros/new/", data).status_code == 302
    macro = Macro.objects.get()
    assert macro.steps == [
        {"do": "add_tag", "tag": "recall"},
        {"do": "add_tag", "tag": "Battery pack"},
        {"do": "priority", "value": 3},
        {"do": "reply", "canned": canned.pk},
        {"do": "note", "html": "<p>One</p><p>Two</p>"},
        {"do": "team", "team": team.pk},
        {"do": "assignee", "to": "me"},
        {"do": "status", "status": pending.pk},
    ]
    page = as_alice.get(f"/settings/macros/{macro.pk}/").text
    assert "recall, Battery pack" in page and "One\n\nTwo" in page
    assert "Wait" in as_alice.get("/settings/macros/").text
    assert "Wait" in as_alice.get(f"/settings/canned/{canned.pk}/").text  # who uses it


@pytest.mark.parametrize(
    "data, words",
    [
        ({"name": "x"}, "A macro does at least one thing."),
        ({"name": "", "add_tags": "x"}, "Write a name."),
        ({"name": "x", "reply": "y", "canned": "CANNED"}, "not both"),
        ({"name": "x", "priority": "9"}, "field__error"),
    ],
)
def test_bad_macros_are_said(as_alice, make_canned, data, words):
    canned = make_canned("Hi", en="<p>Hi</p>")
    data = {key: canned.pk if value == "CANNED" else value for key, value in data.items()} | {"sharing": "own"}
    answer = as_alice.post("/settings/macros/new/", data)
    assert answer.status_code == 422 and words in answer.text and not Macro.objects.exists()


def test_deleting_can_be_undone_and_others_may_not(make_macro, as_alice, as_bob):
    macro = make_macro({"do": "add_tag", "tag": "x"})
    assert as_bob.post(f"/settings/macros/{macro.pk}/deletion/").status_code == 404
    assert as_bob.get(f"/settings/macros/{macro.pk}/").status_code == 404
    assert "“Swap” is deleted." in as_alice.post(f"/settings/macros/{macro.pk}/deletion/", follow=True).text
    as_alice.post(f"/settings/macros/{macro.pk}/deletion/", {"undo": "1"})
    assert Macro.objects.kept().count() == 1


def test_a_type_that_is_not_used_is_not_offered_but_kept(as_alice, make_macro, workspace):
    workspace.types_off = ["problem", "task"]
    workspace.save()
    macro = make_macro({"do": "type", "value": "task"})
    page = as_alice.get(f"/settings/macros/{macro.pk}/").text
    assert '<option value="task" selected>' in page and '<option value="problem"' not in page


def test_another_workspace_has_none_of_it(make_macro, as_charlie, ticket):
    macro = make_macro({"do": "add_tag", "tag": "x"})
    with outside():
        assert as_charlie.get(f"/settings/macros/{macro.pk}/").status_code == 404
        assert as_charlie.post(f"/tickets/1/macros/{macro.pk}/application/").status_code == 404
