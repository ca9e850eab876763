"""Out of office: who stands in sees the tickets that they may read, and hears of customers; no right comes with it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.models import Notification
from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tickets import absences, publication
from tickets.content import Content
from tickets.counts import Covered, counts_for
from tickets.operations import conversation, triage
from workspaces.models import Absence, Member, Team, TeamMember

DAY = timedelta(days=1)


@pytest.fixture
def carol(workspace, team):
    return make_member(workspace, "Carol Cole", "agent", [team])


@pytest.fixture
def today(workspace):
    return absences.today(workspace)


@pytest.fixture
def away(workspace, bob, carol, today):
    """Bob is out of office, Carol stands in."""
    return Absence.objects.create(
        workspace=workspace, member=bob, first_day=today - DAY, last_day=today + DAY, substitute=carol, note="At sea"
    )


@pytest.fixture
def bobs(ticket, bob):
    triage.assign(ticket, bob, by=bob)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def as_carol(client, carol):
    client.force_login(carol.user)
    return client


def fresh(member):
    """As the next request has them."""
    return Member.objects.select_related("user", "workspace").get(pk=member.pk)


def written(ticket, rosa):
    Notification.objects.all().delete()
    conversation.receive(ticket, by=rosa, content=Content(text="Still burning."))
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    return {(one.member_id, one.kind) for one in Notification.objects.all()}


# The list of the one who stands in


def test_who_stands_in_has_a_list_of_the_tickets(as_carol, away, bobs, bob):
    page = as_carol.get("/inbox/my-open/").content.decode()
    assert f'href="/inbox/for-{bob.pk}/"' in page
    assert "For Bob" in page
    listed = as_carol.get(f"/inbox/for-{bob.pk}/").content.decode()
    assert "Printer on fire" in listed
    assert 'value="is:open assignee:&quot;Bob Birch&quot;"' in listed
    assert "&amp;quot;" not in listed
    assert counts_for(fresh(away.substitute)).covered == [Covered(bob.pk, "Bob Birch", 1)]


@pytest.mark.parametrize("first, last, holds", [(0, 0, True), (-1, 5, True), (1, 5, False), (-5, -1, False)])
def test_it_begins_and_ends_by_the_clock(as_carol, away, bobs, bob, carol, today, first, last, holds):
    Absence.objects.update(first_day=today + first * DAY, last_day=today + last * DAY)
    assert as_carol.get(f"/inbox/for-{bob.pk}/").status_code == (200 if holds else 404)
    assert bool(counts_for(fresh(carol)).covered) == holds
    assert bool(counts_for(fresh(bob)).away) == holds


def test_days_are_those_of_the_workspace(workspace, away, bob):
    workspace.time_zone = "Pacific/Auckland"
    workspace.save()
    late = timezone.now().astimezone(ZoneInfo("UTC")).replace(year=2027, month=3, day=1, hour=20)
    with time_machine.travel(late, tick=False):
        assert absences.today(workspace) == date(2027, 3, 2)


def test_others_find_no_such_list(as_alice, away, bob, other_workspace):
    assert as_alice.get(f"/inbox/for-{bob.pk}/").status_code == 404
    assert as_alice.get("/inbox/for-999999/").status_code == 404
    assert as_alice.get("/inbox/for-x/").status_code == 404


def test_no_right_comes_with_it(workspace, as_carol, away, bobs, bob, carol, rosa):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    TeamMember.objects.create(workspace=workspace, team=private, member=bob)
    hidden = make_ticket(workspace, rosa, subject="Salaries", team=private, assignee=bob)
    assert counts_for(fresh(carol)).covered == [Covered(bob.pk, "Bob Birch", 1)]
    assert "Salaries" not in as_carol.get(f"/inbox/for-{bob.pk}/").content.decode()
    assert as_carol.get(f"/tickets/{hidden.number}/").status_code == 404
    assert (carol.pk, "customer_wrote") not in written(hidden, rosa)
    sight = absences.out_of_sight(fresh(bob), fresh(carol))
    assert (sight.open, sight.hidden, sight.teams) == (2, 1, ["Personnel"])


def test_who_left_needs_nobody_to_stand_in(as_carol, away, bobs, bob, carol):
    bob.deactivated_at = timezone.now()
    bob.save()
    assert counts_for(fresh(carol)).covered == []
    assert as_carol.get(f"/inbox/for-{bob.pk}/").status_code == 404


# News


def test_both_hear_of_what_a_customer_writes(away, bobs, bob, carol, rosa):
    assert written(bobs, rosa) == {(bob.pk, "customer_wrote"), (carol.pk, "customer_wrote")}


def test_without_an_absence_nobody_else_hears(away, bobs, bob, rosa):
    away.delete()
    assert written(bobs, rosa) == {(bob.pk, "customer_wrote")}


def test_who_stands_in_hears_nothing_of_colleagues(away, bobs, bob, alice):
    Notification.objects.all().delete()
    conversation.add_note(bobs, by=alice, body="Call them")
    with outside():
        publication.publish(bobs.workspace_id, bobs.pk)
    assert {one.member_id for one in Notification.objects.all()} == {bob.pk}


# What colleagues and the member are shown


def test_who_assigns_reads_that_the_colleague_is_away(as_alice, away, ticket, bob):
    page = as_alice.get(f"/tickets/{ticket.number}/").content.decode()
    assert page.count("Carol Cole stands in") == 1  # among the choices
    triage.assign(ticket, bob, by=bob)
    page = as_alice.get(f"/tickets/{ticket.number}/").content.decode()
    assert page.count("Carol Cole stands in") == 2  # and beneath the assignee
    assert "“At sea”" in page


def test_the_member_ends_it_from_any_page(as_bob, away):
    page = as_bob.get("/contacts/").content.decode()
    assert "You are out of office until" in page
    assert "Carol Cole stands in" in page
    answer = as_bob.post("/settings/absence/end/", {"from": "banner"})
    assert answer["Location"] == "/inbox/"
    assert not Absence.objects.exists()
    assert "You are out of office until" not in as_bob.get("/contacts/").content.decode()


def test_a_light_agent_is_told_too(workspace, client, team, today):
    light = make_member(workspace, "Lea Lark", "light_agent", [team])
    Absence.objects.create(workspace=workspace, member=light, first_day=today, last_day=today)
    client.force_login(light.user)
    assert "You are out of office until" in client.get("/settings/profile/").content.decode()


# The settings


def posted(client, today, **fields):
    fields = {"first_day": str(today), "last_day": str(today + DAY), "substitute": "", "note": ""} | fields
    return client.post("/settings/absence/", fields)


def test_the_member_sets_and_changes_it(as_bob, bob, carol, today):
    assert posted(as_bob, today, substitute=carol.public_id, note="At sea").status_code == 302
    own = Absence.objects.get(member=bob)
    assert (own.first_day, own.last_day, own.substitute, own.note) == (today, today + DAY, carol, "At sea")
    posted(as_bob, today, substitute="")
    own.refresh_from_db()
    assert (own.substitute, own.note) == (None, "")


@pytest.mark.parametrize(
    "first, last, words",
    [
        (2, 1, "The last day is before the first one."),
        (-3, -2, "That day is over already."),
        (None, 1, "Write the first day, for example 2027-07-05."),
    ],
)
def test_days_that_can_t_be_are_refused(as_bob, today, first, last, words):
    first = "" if first is None else str(today + first * DAY)
    answer = posted(as_bob, today, first_day=first, last_day=str(today + last * DAY), note="At sea")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "At sea" in page  # nothing is lost


def test_only_colleagues_who_answer_can_stand_in(as_bob, workspace, team, today, bob, charlie):
    light = make_member(workspace, "Lea Lark", "light_agent", [team])
    for other in (bob, light, charlie):
        assert posted(as_bob, today, substitute=other.public_id).status_code == 422
    assert not Absence.objects.exists()


def test_the_settings_say_what_the_other_will_not_see(workspace, as_bob, away, bobs, bob, rosa):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    TeamMember.objects.create(workspace=workspace, team=private, member=bob)
    make_ticket(workspace, rosa, subject="Salaries", team=private, assignee=bob)
    page = as_bob.get("/settings/absence/").content.decode()
    assert "Carol Cole can’t see 1 of your 2 open tickets. They are not in Personnel." in page


def test_nobody_stands_in_for_themselves(workspace, bob, today):
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(workspace=workspace, member=bob, first_day=today, last_day=today, substitute=bob)
