"""The bell, the list, muting, and the choice of what to hear."""

import re

import pytest

from notifications.models import Notification, NotificationSettings, TicketMute
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets import publication
from tickets.operations import triage
from workspaces.models import Team


@pytest.fixture
def given(ticket, alice, bob):
    triage.assign(ticket, bob, by=alice)
    with outside():
        publication.publish(ticket.workspace_id, ticket.pk)
    return Notification.objects.get(member=bob)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_bell_counts_and_the_line_leads_to_the_ticket(given, as_bob):
    assert as_bob.get("/news/count/").json() == {"unread": 1, "volume": 0}
    assert "Alice Ash gave it to you" in words(as_bob.get("/news/"))
    assert as_bob.get(f"/news/{given.public_id}/").url == "/tickets/1/"
    assert as_bob.get("/news/count/").json()["unread"] == 0


def test_a_ticket_that_one_may_not_read_any_more_is_no_news(given, workspace, ticket, alice, as_bob):
    triage.assign(ticket, None, by=alice)
    triage.set_team(ticket, Team.objects.create(workspace=workspace, name="Personnel", is_private=True), by=alice)
    assert as_bob.get("/news/count/").json()["unread"] == 0
    assert "Printer on fire" not in words(as_bob.get("/news/"))
    assert as_bob.get(f"/news/{given.public_id}/").status_code == 404


def test_others_news_are_not_to_be_had(given, as_alice):
    assert as_alice.get(f"/news/{given.public_id}/").status_code == 404
    assert as_alice.get("/news/", {"after": given.public_id}).status_code == 404


def test_all_is_read_by_one_button(given, as_bob):
    assert as_bob.post("/news/read/").url == "/news/"
    assert as_bob.get("/news/count/").json()["unread"] == 0


def test_a_ticket_is_muted_and_heard_of_again(ticket, as_bob):
    as_bob.post("/tickets/1/mute/")
    assert TicketMute.objects.count() == 1
    said = as_bob.post("/tickets/1/mute/", headers={"HX-Request": "true"})
    assert "You hear of #1 again" in said.headers["HX-Trigger"]
    assert TicketMute.objects.count() == 0


def test_the_list_costs_the_same_with_five_and_thirty(
    workspace, rosa, alice, bob, as_bob, django_assert_num_queries, django_assert_max_num_queries
):
    def some(count):
        for _ in range(count):
            triage.assign(one := make_ticket(workspace, rosa), bob, by=alice)
            with outside():
                publication.publish(workspace.pk, one.pk)

    some(5)
    with django_assert_max_num_queries(13) as few:
        as_bob.get("/news/")
    some(30)
    with django_assert_num_queries(len(few)):
        page = as_bob.get("/news/")
    rows = re.findall(r'class="news news--unread"', page.content.decode())
    assert len(rows) == 30
    following = re.search(r'hx-get="(/news/\?after=[^"]+)"', page.content.decode())[1].replace("&amp;", "&")
    assert len(re.findall(r'class="news news--unread"', as_bob.get(following).content.decode())) == 5


def test_the_matrix_is_kept_as_it_was_ticked(bob, as_bob):
    sent = {"digest": "daily", "digest_at": "07:30", "quiet_from": "22:00", "quiet_until": "07:00", "volume": "40"}
    assert as_bob.post("/settings/notifications/", sent | {"assigned-mail": "on"}).status_code == 302
    own = NotificationSettings.objects.get(member=bob)
    assert own.ways_for("assigned") == ["mail"]
    assert own.ways_for("customer_wrote") == []
    assert (own.digest, str(own.digest_at), own.volume) == ("daily", "07:30:00", 40)
    page = as_bob.get("/settings/notifications/").content.decode()
    assert re.search(r'name="assigned-mail"[^>]*checked', page)
    assert not re.search(r'name="assigned-in_app"[^>]*checked', page)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"volume": "101"}, "Write a number from 0 to 100."),
        ({"volume": "-1"}, "Write a number from 0 to 100."),
        ({"quiet_from": "22:00"}, "Write both times, or none."),
        ({"digest_at": "noon"}, "Write a time, for example 08:00."),
        ({"digest": "hourly"}, "Choose one of these."),
    ],
)
def test_bad_values_are_said_and_nothing_is_saved(as_bob, wrong, said):
    sent = {"digest": "each", "digest_at": "08:00", "quiet_from": "", "quiet_until": "", "volume": "0"}
    answer = as_bob.post("/settings/notifications/", sent | wrong)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not NotificationSettings.objects.exists()
