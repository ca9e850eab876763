"""One change to many tickets: done or refused each, and put back where nobody has changed it since."""

import pytest
from django.http import Http404, QueryDict

from tests.fixtures.cast import make_member, make_ticket
from tickets.bulk import changes
from tickets.models import Ticket, TicketEvent, TicketTag
from tickets.operations import conversation, triage
from workspaces import jobs
from workspaces.models import Job, Team


@pytest.fixture
def tickets(workspace, rosa):
    return [make_ticket(workspace, rosa, subject=str(number)) for number in range(3)]


def change_all(tickets, member, **form):
    """The finished Job."""
    data = QueryDict(mutable=True)
    data.update(form)
    change = changes.read(data, workspace=member.workspace, member=member)
    return jobs.start(
        "tickets.change",
        by=member,
        params={"change": {"property": change.property, "value": change.value, "name": change.name}},
        items=[(ticket.pk, f"#{ticket.number}", {}) for ticket in tickets],
        few=20,
    )


def undo(job, member):
    return jobs.undo(job, by=member, few=20)


def values(tickets, *names):
    return list(Ticket.objects.filter(pk__in=[one.pk for one in tickets]).order_by("pk").values_list(*names))


def reasons(job):
    return list(job.items.order_by("position").values_list("state", "reason"))


def test_assigning_and_back(tickets, bob, alice):
    triage.assign(tickets[0], alice, by=alice)
    job = change_all(tickets, bob, assignee=bob.public_id)
    assert (job.state, job.done, job.refused) == (Job.State.DONE, 3, 0)
    assert jobs.runner_of(job).title(job) == "Assign 3 tickets to Bob Birch"
    assert jobs.runner_of(job).result(job) == "3 tickets assigned to Bob Birch"
    assert values(tickets, "assignee") == [(bob.pk,)] * 3
    undoing = undo(job, bob)
    assert (undoing.state, undoing.done, undoing.refused) == (Job.State.DONE, 3, 0)
    assert values(tickets, "assignee") == [(alice.pk,), (None,), (None,)]


def test_solving_and_back_gives_the_wait_back(tickets, bob):
    before = values(tickets, "waiting_since", "sort_due")
    job = change_all(tickets, bob, status="solved")
    assert values(tickets, "category", "waiting_since") == [("solved", None)] * 3
    undo(job, bob)
    assert values(tickets, "category") == [("open",)] * 3  # new never comes back
    assert values(tickets, "waiting_since", "sort_due") == before


@pytest.mark.parametrize(
    ("form", "field", "before", "after"),
    [
        ({"priority": "4"}, "priority", 2, 4),
        ({"place": "spam"}, "place", "inbox", "spam"),
        ({"assignee": "me"}, "assignee__user__name", None, "Bob Birch"),
    ],
)
def test_properties_and_back(tickets, bob, form, field, before, after):
    job = change_all(tickets, bob, **form)
    assert values(tickets, field) == [(after,)] * 3
    undo(job, bob)
    assert values(tickets, field) == [(before,)] * 3


def test_handing_to_a_team_that_one_does_not_see_can_be_undone(tickets, bob, workspace, team):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    job = change_all(tickets, bob, team=str(private.pk))
    assert not workspace.tickets.visible_to(bob).exists()
    undo(job, bob)
    assert values(tickets, "team") == [(team.pk,)] * 3


def test_tags_come_off_only_where_they_were_put_on(tickets, bob):
    triage.add_tag(tickets[0], "recall", by=bob)
    job = change_all(tickets, bob, add="Recall")
    assert TicketTag.objects.count() == 3
    undoing = undo(job, bob)
    assert (undoing.total, undoing.done) == (2, 2)
    assert list(TicketTag.objects.values_list("ticket", flat=True)) == [tickets[0].pk]
    taken = change_all(tickets, bob, remove="recall")
    assert not TicketTag.objects.exists()
    undo(taken, bob)
    assert list(TicketTag.objects.values_list("ticket", flat=True)) == [tickets[0].pk]


def test_what_somebody_changed_since_stays(tickets, bob, alice):
    job = change_all(tickets, bob, priority="4")
    triage.set_priority(tickets[1], 1, by=alice)
    undoing = undo(job, bob)
    assert values(tickets, "priority") == [(2,), (1,), (2,)]
    assert reasons(undoing) == [
        ("done", ""),
        ("refused", "Somebody has changed this since, so it stays as it is."),
        ("done", ""),
    ]


def test_a_closed_ticket_is_refused_and_the_others_are_done(tickets, bob):
    triage.set_category(tickets[1], "closed", by=bob)
    job = change_all(tickets, bob, priority="4")
    assert (job.done, job.refused) == (2, 1)
    assert values(tickets, "priority") == [(4,), (2,), (4,)]
    assert [state for state, _ in reasons(job)] == ["done", "refused", "done"]


def test_a_ticket_that_went_out_of_sight_is_refused(tickets, bob, workspace):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    Ticket.objects.filter(pk=tickets[2].pk).update(team=private)
    job = change_all(tickets, bob, priority="4")
    assert values(tickets, "priority") == [(4,), (4,), (2,)]
    assert reasons(job)[2] == ("refused", "You can't see this ticket any more.")


def test_an_agent_does_not_empty_the_trash(tickets, bob, alice):
    triage.move(tickets[0], "trash", by=alice)
    assert change_all(tickets[:1], bob, place="inbox").refused == 1
    assert values(tickets, "place")[0] == ("trash",)
    assert change_all(tickets[:1], alice, place="inbox").done == 1


def test_a_light_agent_changes_nothing(tickets, workspace):
    lucy = make_member(workspace, "Lucy Larch", "light_agent")
    with pytest.raises(jobs.NotAllowed):
        change_all(tickets, lucy, priority="4")


def test_nobody_trashes_without_the_right(tickets, bob):
    assert change_all(tickets, bob, place="trash").state == Job.State.FAILED
    assert values(tickets, "place") == [("inbox",)] * 3


def test_each_change_is_an_event_of_who_asked(tickets, bob):
    job = change_all(tickets, bob, priority="4")
    undo(job, bob)
    events = TicketEvent.objects.filter(type="ticket.priority_changed", ticket=tickets[0]).order_by("pk")
    assert [(one.actor_id, one.data) for one in events] == [
        (bob.pk, {"old": 2, "new": 4}),
        (bob.pk, {"old": 4, "new": 2}),
    ]


def test_who_was_answered_meanwhile_does_not_wait_after_the_undo(tickets, bob):
    job = change_all(tickets, bob, status="solved")
    conversation.reply(tickets[0], by=bob, body="One more word.")
    undo(job, bob)
    assert [since is None for (since,) in values(tickets, "waiting_since")] == [True, False, False]


@pytest.mark.parametrize(
    "form",
    [
        {"assignee": "x" * 26},
        {"status": "closed"},
        {"status": "new"},
        {"status": "99"},
        {"priority": "9"},
        {"team": "99999"},
        {"team": "1e3"},
        {"place": "nowhere"},
        {"add": " , "},
        {},
    ],
)
def test_what_nobody_offered_is_missing(bob, form):
    data = QueryDict(mutable=True)
    data.update(form)
    with pytest.raises(Http404):
        changes.read(data, workspace=bob.workspace, member=bob)
