"""Online while a page is open and used, away after ten idle minutes, offline without a page; what is chosen wins."""

import json

import pytest
import redis

from tickets import availability, live
from workspaces.models import Member

NOW = 1_800_000_000


@pytest.fixture
def told(workspace, settings):
    """What was told to open pages, oldest first: call it."""
    client = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
    for key in client.scan_iter(f"tugi:available:{workspace.pk}*"):
        client.delete(key)
    listening = client.pubsub()
    listening.subscribe(f"{live.CHANNEL}{workspace.pk}")
    listening.get_message(timeout=5)

    def heard():
        live.publish(workspace.pk, {"type": "end"})
        found = []
        while (event := json.loads(listening.get_message(ignore_subscribe_messages=True, timeout=10)["data"]))[
            "type"
        ] != "end":
            if event["type"] == "availability":
                found.append(event["states"])
        return found

    yield heard
    listening.close()


def page(member, name, at, idle=0):
    availability.seen(member.workspace_id, availability.person(member), name, idle=idle, now=at)


def shown(workspace, at):
    return availability.everybody(workspace.pk, now=at)


def test_a_page_makes_online_and_colleagues_are_told_once(workspace, bob, told):
    page(bob, "one", NOW)
    page(bob, "one", NOW + 25, idle=25)
    assert shown(workspace, NOW + 30) == {bob.public_id: "online"}
    assert told() == [{bob.public_id: "online"}]


def test_away_when_nothing_was_done_in_any_page(workspace, bob, told):
    page(bob, "one", NOW, idle=700)
    assert shown(workspace, NOW) == {bob.public_id: "away"}
    page(bob, "two", NOW, idle=10)
    assert shown(workspace, NOW) == {bob.public_id: "online"}
    page(bob, "one", NOW + 100, idle=800)
    assert shown(workspace, NOW + 100) == {bob.public_id: "online"}
    page(bob, "two", NOW + 600, idle=610)
    assert told() == [{bob.public_id: "away"}, {bob.public_id: "online"}, {bob.public_id: "away"}]


def test_between_two_pages_nobody_is_gone(workspace, bob, alice, told):
    page(bob, "one", NOW)
    availability.left(workspace.pk, "one", now=NOW + 5)
    page(bob, "two", NOW + 6)
    page(alice, "hers", NOW + 60)
    assert shown(workspace, NOW + 61) == {bob.public_id: "online", alice.public_id: "online"}
    assert told() == [{bob.public_id: "online"}, {alice.public_id: "online"}]


def test_who_closed_the_last_page_is_offline_and_the_next_one_to_look_says_it(workspace, bob, alice, told):
    page(bob, "one", NOW)
    availability.left(workspace.pk, "one", now=NOW + 5)
    assert shown(workspace, NOW + 24) == {bob.public_id: "online"}
    assert shown(workspace, NOW + 26) == {}
    page(alice, "hers", NOW + 30)
    assert told() == [{bob.public_id: "online"}, {alice.public_id: "online", bob.public_id: "offline"}]
    page(bob, "three", NOW + 40)
    assert told() == [{bob.public_id: "online"}]


def test_what_is_chosen_wins_until_it_is_changed_back(workspace, bob, told):
    page(bob, "one", NOW)
    availability.choose(bob, "away")
    page(bob, "one", NOW + 25)
    assert shown(workspace, NOW + 30) == {bob.public_id: "away"}
    assert shown(workspace, NOW + 9_999) == {bob.public_id: "away"}  # without a page, too
    assert Member.objects.get(pk=bob.pk).availability == "away"
    availability.choose(bob, "offline")
    assert shown(workspace, NOW + 30) == {}
    assert told() == [{bob.public_id: "online"}, {bob.public_id: "away"}, {bob.public_id: "offline"}]


def test_the_one_workspace_hears_nothing_of_the_other(workspace, other_workspace, bob, charlie, told):
    page(charlie, "one", NOW)
    assert shown(workspace, NOW) == {}
    assert told() == []


def test_the_member_chooses_in_the_rail(as_bob, bob):
    page = as_bob.get("/settings/profile/").content.decode()
    assert f'data-availability="{bob.public_id}"' in page
    answer = as_bob.post("/availability/", {"state": "away"}, headers={"referer": "http://acme.localhost/contacts/"})
    assert (answer.status_code, answer["Location"]) == (302, "http://acme.localhost/contacts/")
    fragment = as_bob.post("/availability/", {"state": "offline"}, headers={"HX-Request": "true"}).content.decode()
    assert 'value="offline" aria-current="true"' in fragment
    bob.refresh_from_db()
    assert bob.availability == "offline"
    assert as_bob.post("/availability/", {"state": "asleep"}).status_code == 400
    assert as_bob.post("/availability/", {}, headers={"referer": "http://evil.example/"})["Location"] == "/inbox/"
