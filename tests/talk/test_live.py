"""A socket says that somebody wrote only to who may read the room."""

import asyncio
import json

import pytest
from django.db import connection

from talk.models import Announcement
from talk.operations import announcing, talking
from tests.walker.test_sockets import House, Socket, in_loop
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses(settings):
    return House("acme"), House("globex")


async def heard(socket):
    """What comes within half a second."""
    events = []
    while not await socket.receive_nothing(timeout=0.5, interval=0.02):
        events.append(json.loads((await socket.receive_output())["text"]))
    return [one for one in events if not one.keys() & {"resync", "availability"}]


def hears(houses, act):
    """``{role: events}`` of Acme's sockets when ``act`` has run in Acme."""
    acme, globex = houses
    sessions = {role: acme.session(role)[1] for role in ("owner", "admin", "agent", "light_agent")}
    _client, foreign = globex.session("owner")
    said = {}

    def run_act():
        try:
            with tenant(acme.workspace):
                act(acme)
        finally:
            connection.close()

    async def run():
        sockets = {role: Socket(session) for role, session in sessions.items()}
        sockets["foreigner"] = Socket(foreign, host=b"globex.localhost", origin=b"http://globex.localhost")
        for one in sockets.values():
            assert await one.connect() is None
        await asyncio.sleep(0.3)  # the subscription stands
        await asyncio.to_thread(run_act)
        for role, one in sockets.items():
            said[role] = await heard(one)
            await one.leave()

    in_loop(run())
    return {role: events for role, events in said.items() if events}


def test_a_teams_room(houses):
    def say(acme):
        talking.write(talking.room_of(acme.support), by=acme.members["agent"], text="Hello")

    word = [{"talk": f"team-{houses[0].support.pk}", "changed": ""}]
    assert hears(houses, say) == dict.fromkeys(("owner", "admin", "agent", "light_agent"), word)


def test_a_conversation(houses):
    acme = houses[0]
    with tenant(acme.workspace):
        room = talking.open_direct([acme.members["light_agent"]], by=acme.members["agent"])
        message = talking.write(room, by=acme.members["agent"], text="Hello")
    edit = lambda acme: talking.edit(message, by=acme.members["agent"], text="Hallo")  # noqa: E731
    word = [{"talk": room.public_id, "changed": message.public_id}]
    assert hears(houses, edit) == {"agent": word, "light_agent": word}


def test_a_private_room_of_which_none_of_them_is_a_member(houses):
    def say(acme):
        talking.write(talking.room_of(acme.private), by=acme.members["agent"], text="Psst")

    assert hears(houses, say) == {}


def test_an_announcement(houses):
    def announce(acme):
        by = acme.members["owner"]
        news = Announcement(workspace=acme.workspace, title="Fire drill", text="At ten.", starts_on="2026-11-22")
        announcing.announce(news, by=by)

    heard_by_all = [{"announcement": True}]
    assert hears(houses, announce) == dict.fromkeys(("owner", "admin", "agent", "light_agent"), heard_by_all)
