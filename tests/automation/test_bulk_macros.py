"""A macro on many tickets: said before, all or nothing on each, refusals with their reason."""

import json

import pytest

from automation.models import Macro
from automation.operations import macros
from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tickets.models import Message, Status, Ticket
from tickets.operations import triage
from workspaces import jobs
from workspaces.jobs import running
from workspaces.models import Job

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=f"Ticket {number}") for number in range(3)]


@pytest.fixture
def macro(workspace, alice):
    pending = Status.objects.get(workspace=workspace, category="pending")
    steps = [
        {"do": "reply", "html": "<p>Hi {{contact.first_name}}</p>"},
        {"do": "add_tag", "tag": "recall"},
        {"do": "status", "status": pending.pk},
    ]
    return macros.save(Macro(workspace=workspace), by=alice, name="Swap", steps=steps, sharing_with="everybody")


def states():
    return list(Ticket.objects.order_by("number").values_list("category", flat=True))


def test_it_says_what_it_will_do_and_to_how_many(as_bob, tickets, macro):
    listed = as_bob.get("/tickets/macros/", headers=HTMX).text
    assert f'hx-get="/tickets/macros/{macro.pk}/"' in listed
    page = as_bob.get(f"/tickets/macros/{macro.pk}/?ticket=1&ticket=3", headers=HTMX).text
    assert "Sends to the requester: “Hi {{contact.first_name}}”" in page
    assert "Adds the tag recall" in page and "Sets the status to Pending" in page
    assert "Apply to 2 tickets" in page
    page = as_bob.get(f"/tickets/macros/{macro.pk}/?all=1&view=all-open&q=", headers=HTMX).text
    assert "Apply to 3 tickets" in page
    assert states() == ["new"] * 3


def test_what_every_kind_of_step_says_without_a_ticket(workspace, alice, bob, team, make_canned):
    canned = make_canned("Hi", et="<p>Tere</p>", en="<p>Hello</p>")
    pending = Status.objects.get(workspace=workspace, category="pending")
    steps = [
        {"do": "reply", "canned": canned.pk},
        {"do": "note", "html": "<p>n {{ticket.number}}</p>"},
        {"do": "add_tag", "tag": "a"},
        {"do": "remove_tag", "tag": "b"},
        {"do": "type", "value": "problem"},
        {"do": "priority", "value": 4},
        {"do": "team", "team": team.pk},
        {"do": "assignee", "to": "nobody"},
        {"do": "status", "status": pending.pk},
    ]
    macro = macros.save(Macro(workspace=workspace), by=alice, name="All", steps=steps)
    looked = macros.plan(macro, by=bob)
    assert looked.refused == "" and all(line.changes for line in looked.lines)
    assert [line.words for line in looked.lines] == [
        "Sends to the requester: “Hello”",
        "Adds an internal note: “n {{ticket.number}}”",
        "Adds the tag a",
        "Takes off the tag b",
        "Sets the type to Problem",
        "Sets the priority to Urgent",
        f"Hands it to {team.name}",
        "Leaves it unassigned",
        "Sets the status to Pending",
    ]


def test_who_may_not_do_a_step_reads_so_before(workspace, alice, team, macro):
    light = make_member(workspace, "Lea", "light_agent", [team])
    assert "role" in macros.plan(macro, by=light).refused


def test_on_each_ticket_it_is_done_or_refused_with_the_reason(as_bob, bob, tickets, macro):
    triage.set_category(tickets[1], "closed", by=bob)
    answer = as_bob.post(f"/tickets/macros/{macro.pk}/", {"ticket": [1, 2, 3]}, headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert (toast["text"], toast["action_text"]) == ("“Swap” applied to 2 tickets", "See 1 refused")
    assert "undo_url" not in toast
    assert states() == ["pending", "closed", "pending"]
    replies = Message.objects.filter(kind="reply").order_by("ticket__number")
    assert list(replies.values_list("ticket__number", "body_text")) == [(1, "Hi Rosa"), (3, "Hi Rosa")]
    assert not tickets[1].ticket_tags.exists()
    assert "closed for good" in Job.objects.get().items.get(state="refused").reason
    macro.refresh_from_db()
    assert macro.use_count == 2


def test_many_go_to_the_worker(as_bob, workspace, rosa, tickets, macro):
    tickets += [make_ticket(workspace, rosa) for _more in range(4)]
    answer = as_bob.post(f"/tickets/macros/{macro.pk}/", {"ticket": [one.number for one in tickets]}, headers=HTMX)
    job = Job.objects.get()
    assert json.loads(answer["HX-Trigger"]) == {"tugi:job": {"job": job.public_id}}
    assert jobs.runner_of(job).title(job) == "Apply “Swap” to 7 tickets"
    with outside():
        running.run_slice(workspace.pk, job.pk)
    assert states() == ["pending"] * 7


def test_a_macro_that_is_gone_meanwhile_ends_the_job(as_bob, workspace, rosa, tickets, macro):
    tickets += [make_ticket(workspace, rosa) for _more in range(4)]
    as_bob.post(f"/tickets/macros/{macro.pk}/", {"ticket": [one.number for one in tickets]}, headers=HTMX)
    macro.delete()
    job = Job.objects.get()
    with outside():
        running.run_slice(workspace.pk, job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, states()) == ("failed", 0, ["new"] * 7)


def test_without_scripts_the_selection_goes_along(as_bob, tickets, macro):
    page = as_bob.get("/inbox/bulk/?ticket=1&ticket=3&view=all-open").text
    link = "/tickets/macros/?view=all-open&amp;ticket=1&amp;ticket=3"
    assert f'href="{link}"' in page
    listed = as_bob.get(link.replace("&amp;", "&")).text
    assert f'href="/tickets/macros/{macro.pk}/?view=all-open&amp;ticket=1&amp;ticket=3"' in listed
    shown = as_bob.get(f"/tickets/macros/{macro.pk}/?view=all-open&ticket=1&ticket=3&x=y").text
    assert '<input type="hidden" name="ticket" value="3">' in shown and 'name="x"' not in shown
    answer = as_bob.post(f"/tickets/macros/{macro.pk}/", {"ticket": [1, 3], "view": "all-open"})
    assert answer.url == f"/jobs/{Job.objects.get().public_id}/"
    assert states() == ["pending", "new", "pending"]


def test_more_than_a_role_may_is_refused_whole_and_nothing_is_left_out(as_bob, as_alice, workspace, rosa, macro):
    numbers = [make_ticket(workspace, rosa).number for _one in range(101)]
    answer = as_bob.post(f"/tickets/macros/{macro.pk}/", {"ticket": numbers}, headers=HTMX)
    assert answer.status_code == 409 and "at most 100" in answer["HX-Trigger"]
    assert not Job.objects.exists()
    as_alice.post(f"/tickets/macros/{macro.pk}/", {"ticket": numbers}, headers=HTMX)
    assert Job.objects.get().total == 101


@pytest.mark.parametrize("form", [{}, {"ticket": ["9"]}, {"ticket": ["x"]}])
def test_no_ticket_no_job(as_bob, tickets, macro, form):
    assert as_bob.post(f"/tickets/macros/{macro.pk}/", form, headers=HTMX).status_code == 404
    assert not Job.objects.exists()


def test_another_workspace_has_none_of_it(as_charlie, tickets, macro):
    with outside():
        assert as_charlie.get(f"/tickets/macros/{macro.pk}/?ticket=1").status_code == 404
        assert as_charlie.post(f"/tickets/macros/{macro.pk}/", {"ticket": [1]}).status_code == 404
