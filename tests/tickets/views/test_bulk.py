"""The bar of a selection, and what its menus do to the chosen tickets."""

import json

import pytest

from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tickets.models import Status, Ticket
from workspaces.models import CustomField, Job, Team
from workspaces.tenancy import tenant

HTMX = {"hx-request": "true"}


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=f"Ticket {number}") for number in range(3)]


def priorities():
    return list(Ticket.objects.order_by("number").values_list("priority", flat=True))


def test_a_selection_is_changed_at_once_and_can_be_undone(as_bob, tickets):
    answer = as_bob.post("/inbox/bulk/", {"ticket": [1, 3], "priority": "4"}, headers=HTMX)
    assert answer.status_code == 204
    assert priorities() == [4, 2, 4]
    news = json.loads(answer["HX-Trigger"])
    job = Job.objects.get()
    assert news == {
        "toast": {
            "text": "Priority of 2 tickets is Urgent now",
            "kind": "done",
            "undo_url": f"/jobs/{job.public_id}/undo/",
        },
        "tugi:resync": {},
    }
    undone = as_bob.post(news["toast"]["undo_url"], headers=HTMX)
    assert json.loads(undone["HX-Trigger"])["toast"]["text"] == "2 tickets are as they were"
    assert priorities() == [2, 2, 2]


def test_what_was_refused_is_a_link_of_the_toast(as_bob, bob, tickets):
    from tickets.operations import triage

    triage.set_category(tickets[0], "closed", by=bob)
    answer = as_bob.post("/inbox/bulk/", {"ticket": [1, 2], "priority": "4"}, headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert (toast["text"], toast["action_text"]) == ("Priority of 1 ticket is Urgent now", "See 1 refused")


def test_where_nothing_was_done_the_toast_says_why(as_bob, workspace, tickets):
    CustomField.objects.create(workspace=workspace, key="order", name="Order", required="on_solve")
    solved = Status.objects.get(workspace=workspace, category="solved").pk
    answer = as_bob.post("/inbox/bulk/", {"ticket": [1, 2], "status": solved}, headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert (toast["text"], toast["kind"], toast["action_text"]) == (
        "Nothing was changed. Before this ticket is solved, fill in: Order.", "error", "See 2 refused",
    )  # fmt: skip


def test_without_scripts_the_form_leads_to_what_was_done(as_bob, tickets):
    page = as_bob.get("/inbox/bulk/?ticket=1&ticket=2&view=all-open").content.decode()
    assert "Change 2 tickets" in page
    assert '<input type="hidden" name="ticket" value="2">' in page
    answer = as_bob.post("/inbox/bulk/", {"ticket": [1, 2], "priority": "4"})
    assert answer.url == f"/jobs/{Job.objects.get().public_id}/"
    assert priorities() == [4, 4, 2]


def test_all_that_match_are_changed_by_the_worker(as_bob, bob, workspace, rosa, tickets, committed):
    for number in range(21):
        make_ticket(workspace, rosa, subject=f"More {number}", assignee=bob)
    with committed(), outside():
        answer = as_bob.post("/inbox/bulk/", {"all": "1", "view": "my-open", "create": "recall"}, headers=HTMX)
        assert json.loads(answer["HX-Trigger"]) == {"tugi:job": {"job": _only_job(workspace).public_id}}
    job = Job.objects.get()
    assert (job.state, job.total, job.done) == ("done", 21, 21)
    assert Ticket.objects.filter(ticket_tags__tag__name="recall").count() == 21
    assert not tickets[0].ticket_tags.exists()


def _only_job(workspace):
    with tenant(workspace):
        return Job.objects.get()


def test_an_agent_changes_at_most_a_hundred(as_bob, as_alice, workspace, rosa):
    for number in range(101):
        make_ticket(workspace, rosa, subject=f"More {number}")
    refused = as_bob.post("/inbox/bulk/", {"all": "1", "view": "all-open", "priority": "4"})
    assert refused.status_code == 409
    assert "You can change at most 100 tickets at once; these are 101." in refused.content.decode()
    assert not Job.objects.exists()
    assert as_alice.post("/inbox/bulk/", {"all": "1", "view": "all-open", "priority": "4"}).status_code == 302
    assert Job.objects.get().total == 101


def test_foreign_invisible_and_missing_tickets_are_the_same_nothing(as_bob, as_charlie, workspace, rosa, tickets):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    Ticket.objects.filter(number=3).update(team=private)
    missing = as_bob.post("/inbox/bulk/", {"ticket": "99", "priority": "4"})
    invisible = as_bob.post("/inbox/bulk/", {"ticket": "3", "priority": "4"})
    assert (missing.status_code, invisible.status_code) == (404, 404)
    assert as_charlie.post("/inbox/bulk/", {"ticket": "1", "priority": "4"}).status_code == 404
    as_bob.post("/inbox/bulk/", {"ticket": ["1", "3", "99", "x", "-1"], "priority": "4"})
    assert priorities() == [4, 2, 2]
    assert list(Job.objects.get().items.values_list("label", flat=True)) == ["#1"]


@pytest.mark.parametrize("form", [{"place": "trash"}])
def test_who_may_not_is_forbidden(as_bob, tickets, form):
    assert as_bob.post("/inbox/bulk/", {"ticket": 1, **form}).status_code == 403


def test_a_light_agent_has_neither_bar_nor_boxes(client, workspace, rosa):
    lucy = make_member(workspace, "Lucy Larch", "light_agent")
    make_ticket(workspace, rosa, assignee=lucy)
    client.force_login(lucy.user)
    page = client.get("/inbox/my-open/").content.decode()
    assert "ticket-row__link" in page and "<bulk-bar" not in page and 'name="ticket"' not in page
    assert client.get("/inbox/bulk/").status_code == 403


def test_the_bar_says_how_many_match(as_bob, as_alice, tickets):
    bar = as_alice.get("/inbox/bulk/?view=all-open", headers=HTMX).content.decode()
    assert 'data-total="3"' in bar and "Select all 3 that match" in bar and "data-most" not in bar
    assert "Move to trash" in bar
    bobs = as_bob.get("/inbox/bulk/?view=all-open", headers=HTMX).content.decode()
    assert 'data-most="100"' in bobs and "Move to trash" not in bobs
    assert as_bob.get("/inbox/bulk/?view=team-999999", headers=HTMX).status_code == 404
    found = as_bob.get("/inbox/bulk/?view=search&q=Ticket+2", headers=HTMX).content.decode()
    assert "Select all 1 that match" in found


def test_a_tag_that_is_none_yet_is_made_only_by_a_second_step(as_bob, tickets):
    def tags():
        return list(Ticket.objects.get(number=1).ticket_tags.values_list("tag__name", flat=True))

    for field in ("add", "remove"):
        answer = as_bob.post("/inbox/bulk/", {"ticket": [1, 3], field: "batery"}, headers=HTMX)
        assert (answer.status_code, answer["HX-Retarget"]) == (
            422, {"add": "#bulk-tag-choices", "remove": "#bulk-untag-choices"}[field],
        )  # fmt: skip
        assert ('name="create"' in answer.text) == (field == "add")
    plain = as_bob.post("/inbox/bulk/", {"ticket": [1, 3], "add": "batery"})
    assert plain.text.count('<input type="hidden" name="ticket"') == 2
    assert tags() == []
    as_bob.post("/inbox/bulk/", {"ticket": [1, 3], "create": "batery"}, headers=HTMX)
    assert tags() == ["batery"]
    as_bob.post("/inbox/bulk/", {"ticket": [1, 3], "remove": "bat", "tag": "batery"}, headers=HTMX)
    assert tags() == []
