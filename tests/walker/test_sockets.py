"""A socket tells its member of the tickets that they may read, and of nothing else; it ends with their right to it."""

import asyncio
import json
import random

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.db import connection

from helpdesk.asgi import application
from tests.fixtures.cast import ApartClient, make_member, make_workspace
from tests.walker.twins import ROLES
from tickets import live
from tickets.hub import hub
from tickets.models import Ticket, TicketFollower
from tickets.operations import conversation
from tickets.routing import websocket_urlpatterns
from workspaces import members, teams
from workspaces.models import Team, TeamMember
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)

RECIPES = {"ws/": "agents"}
HOST = b"acme.localhost"


@pytest.fixture
def house(settings):
    """Acme with a member of each role, a private team with one of its own, a ticket in each team; Globex the same."""
    return House("acme"), House("globex")


class House:
    def __init__(self, slug):
        self.workspace = make_workspace(slug)
        with tenant(self.workspace):
            self.support = Team.objects.get(workspace=self.workspace)
            self.private = Team.objects.create(workspace=self.workspace, name="Personnel", is_private=True)
            self.members = {role: make_member(self.workspace, role, role, [self.support]) for role in ROLES}
            self.open = self._ticket(self.support)
            self.followed = self._ticket(self.support)
            self.hidden = self._ticket(self.private)
            TicketFollower.objects.create(
                workspace=self.workspace, ticket=self.followed, member=self.members["light_agent"]
            )

    def _ticket(self, team):
        from contacts.identities import contact_for
        from tests.fixtures.cast import make_ticket

        contact = contact_for(self.workspace.pk, "email", "rosa@example.com", name="Rosa")
        return make_ticket(self.workspace, contact, team=team)

    def session(self, role):
        client = ApartClient(headers={"host": f"{self.workspace.slug}.localhost"})
        client.force_login(self.members[role].user)
        return client, client.cookies["tugi_session"].value

    def change(self, ticket):
        """As an operation does after its commit."""
        ticket.version += 1
        live.ticket_changed(ticket)


class Socket(ApplicationCommunicator):
    """A browser's end of ``/ws/``, as the server hands it to the application."""

    def __init__(self, session=None, *, host=HOST, origin=b"http://acme.localhost"):
        headers = [(b"host", host)]
        if origin is not None:
            headers.append((b"origin", origin))
        if session:
            headers.append((b"cookie", f"tugi_session={session}".encode()))
        super().__init__(
            application,
            {"type": "websocket", "path": "/ws/", "query_string": b"", "headers": headers, "subprotocols": []},
        )

    async def connect(self):
        """None, or the code of the refusal."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(timeout=5)
        return answer.get("code") if answer["type"] == "websocket.close" else None

    async def say(self, **frame):
        await self.send_input({"type": "websocket.receive", **frame})

    async def leave(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=5)


def in_loop(run):
    """Run a coroutine for 30 s at most; the thread in which it asked the database gives its connection back."""

    async def whole():
        task = asyncio.ensure_future(run)
        await asyncio.wait({task}, timeout=30)
        await database_sync_to_async(lambda: connection.close())()
        if hub._task:
            hub._task.cancel()  # it listens for this loop; the next one begins anew
            await asyncio.wait({hub._task})
        assert task.done(), "the sockets hang"
        task.result()

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(whole())
    finally:
        loop.close()


async def listen(one, act, seconds=0.6):
    """What ``one`` hears when ``act`` has been called: tickets by number, or the code that it was closed with."""
    await asyncio.sleep(0.3)  # the subscription stands
    await asyncio.to_thread(act)
    numbers, ends = [], asyncio.get_running_loop().time() + seconds
    while (left := ends - asyncio.get_running_loop().time()) > 0:
        if await one.receive_nothing(timeout=min(left, 0.2), interval=0.02):
            continue
        message = await one.receive_output()
        if message["type"] == "websocket.close":
            await one.leave()
            return message["code"]
        event = json.loads(message["text"])
        if "ticket" in event:
            numbers.append(event["ticket"])
    return numbers


def test_every_socket_has_a_recipe():
    assert {str(one.pattern) for one in websocket_urlpatterns} == set(RECIPES)


def test_who_may_not_come_in_is_refused(house):
    acme, globex = house
    _, agent = acme.session("agent")
    _, foreigner = globex.session("owner")
    with tenant(acme.workspace):
        members.deactivate(acme.members["supervisor"], by=acme.members["owner"])
    _, gone = acme.session("supervisor")

    async def run():
        refused = {
            "anonymous": Socket(),
            "unknown session": Socket("a" * 32),
            "a member of the other workspace": Socket(foreigner),
            "their session at our host, from theirs": Socket(foreigner, origin=b"http://globex.localhost"),
            "ours at their host": Socket(agent, host=b"globex.localhost", origin=b"http://globex.localhost"),
            "a host of nobody": Socket(agent, host=b"nobody.example", origin=b"http://nobody.example"),
            "another origin": Socket(agent, origin=b"http://evil.example"),
            "an origin that begins alike": Socket(agent, origin=b"http://acme.localhost.evil.example"),
            "another port": Socket(agent, origin=b"http://acme.localhost:81"),
            "no origin": Socket(agent, origin=None),
            "origin null": Socket(agent, origin=b"null"),
            "letters that are none": Socket(agent, origin=b"\xff\xfe"),
            "a host that is none": Socket(agent, host=b"\xff", origin=b"http://\xff"),
            "deactivated": Socket(gone),
        }
        for why, one in refused.items():
            assert await one.connect() in (4401, 4403), why
            await one.leave()
        right = Socket(agent)
        assert await right.connect() is None
        await right.leave()

    in_loop(run())


def test_events_reach_only_those_who_may_read_the_ticket(house):
    acme, globex = house

    def change_all():
        for one in house:
            for ticket in (one.open, one.followed, one.hidden):
                one.change(ticket)

    everything = [acme.open.number, acme.followed.number, acme.hidden.number]
    wanted = {
        "owner": everything,
        "admin": everything,
        "supervisor": everything[:2],
        "agent": everything[:2],
        "light_agent": everything[1:2],
    }
    sessions = {role: acme.session(role)[1] for role in ROLES}

    async def run():
        sockets = {role: Socket(session) for role, session in sessions.items()}
        for one in sockets.values():
            assert await one.connect() is None
        await asyncio.sleep(0.3)
        await asyncio.to_thread(change_all)
        for role, one in sockets.items():
            assert await listen(one, lambda: None, 0.4) == wanted[role], role
            await one.leave()

    with tenant(globex.workspace):  # numbers that Acme has not, so that none can pass for one of Acme's
        for number, ticket in enumerate((globex.open, globex.followed, globex.hidden), 900):
            Ticket.objects.filter(workspace=globex.workspace, pk=ticket.pk).update(number=number)
            ticket.number = number
    in_loop(run())


def deactivate(house, client):
    members.deactivate(house.members["agent"], by=house.members["owner"])


def demote(house, client):
    members.set_role(house.members["agent"], "light_agent", by=house.members["owner"])


def leave_team(house, client):
    members.set_teams(house.members["agent"], [], by=house.members["owner"])


def change_password(house, client):
    fields = {"current": "correct horse battery", "password": "battery horse correct"}
    assert client.post("/settings/password/", fields).status_code == 302


def sign_out(house, client):
    assert client.post("/sign-out/").status_code == 302


def end_session(house, client):
    Session.objects.all().delete()
    live.members_changed(house.workspace.pk)


def change_password_elsewhere(house, client):
    user = house.members["agent"].user
    user.set_password("battery horse correct")
    user.save()
    live.members_changed(house.workspace.pk)


@pytest.mark.parametrize(
    "act", [deactivate, demote, leave_team, change_password, sign_out, end_session, change_password_elsewhere]
)
def test_a_socket_ends_with_the_right_to_it(act, house):
    acme, _ = house
    client, session = acme.session("agent")

    def change():
        try:
            if act in (deactivate, demote, leave_team):
                with tenant(acme.workspace):
                    act(acme, client)
            else:
                act(acme, client)
        finally:
            connection.close()

    async def run():
        one = Socket(session)
        assert await one.connect() is None
        assert await listen(one, change, seconds=5) == 4401

    in_loop(run())


def test_a_team_that_becomes_private_falls_silent_for_others(house):
    acme, _ = house
    with tenant(acme.workspace):
        TeamMember.objects.filter(workspace=acme.workspace, member=acme.members["agent"]).delete()
    _, session = acme.session("agent")

    def close_team():
        with tenant(acme.workspace):
            acme.support.is_private = True
            teams.save(acme.support, members=[], by=acme.members["owner"])
        connection.close()

    async def run():
        one = Socket(session)
        assert await one.connect() is None
        assert await listen(one, lambda: acme.change(acme.open)) == [acme.open.number]
        assert await listen(one, close_team) == []
        assert await listen(one, lambda: acme.change(acme.open)) == []
        await one.leave()

    in_loop(run())


def test_who_is_named_in_a_note_hears_of_the_ticket_at_once_and_others_do_not(house):
    acme, _ = house
    sessions = {role: acme.session(role)[1] for role in ("agent", "light_agent")}

    def name():
        body = f'<p><span data-mention="member-{acme.members["agent"].public_id}">@x</span></p>'
        with tenant(acme.workspace):
            conversation.add_note(acme.hidden, by=acme.members["owner"], body=body)
            acme.hidden.refresh_from_db()
        connection.close()

    async def run():
        sockets = {role: Socket(session) for role, session in sessions.items()}
        for one in sockets.values():
            assert await one.connect() is None
        assert await listen(sockets["agent"], lambda: acme.change(acme.hidden)) == []
        assert await listen(sockets["agent"], name, seconds=3) == [acme.hidden.number]
        assert await listen(sockets["agent"], lambda: acme.change(acme.hidden), seconds=3) == [acme.hidden.number]
        assert await listen(sockets["light_agent"], lambda: None) == []
        for one in sockets.values():
            await one.leave()

    in_loop(run())


def test_garbage_says_nothing_and_breaks_nothing(house):
    acme, _ = house
    _, session = acme.session("light_agent")
    chance = random.Random(16)
    words = [
        "subscribe",
        "tugi:live:1",
        f"tugi:live:{acme.workspace.pk}",
        "ticket",
        "members",
        "resync",
        "*",
        "\x00",
        "[]",
    ]

    def frame():
        kind = chance.randrange(4)
        if kind == 0:
            return {"bytes": chance.randbytes(chance.randrange(400))}
        if kind == 1:
            return {"text": "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(200)))}
        if kind == 2:
            return {"text": json.dumps({chance.choice(words): chance.choice(words), "team": acme.private.pk})}
        return {"text": json.dumps({"type": chance.choice(words), "ticket": acme.hidden.number, "version": 1})}

    async def run():
        one = Socket(session)
        assert await one.connect() is None
        assert await listen(one, lambda: None, 0.3) == []
        for _ in range(200):
            await one.say(**frame())
        assert await listen(one, lambda: acme.change(acme.hidden), 0.5) == []
        assert await listen(one, lambda: acme.change(acme.followed)) == [acme.followed.number]
        await one.leave()

    in_loop(run())


def test_the_subscription_ends_whenever_it_is_told_to():
    """A cancel that comes while Redis is being connected to must not be lost: the server would never stop."""

    async def run():
        for tenth in range(40):
            queue = hub.join(1)
            await asyncio.sleep(tenth / 10_000)
            hub.leave(1, queue)
            hub._task.cancel()
            await asyncio.wait({hub._task}, timeout=2)
            assert hub._task.done(), f"cancelled after {tenth / 10} ms"

    in_loop(run())


async def presence_of(one, seconds=0.5):
    """``[(ticket, person's name, state)]`` that ``one`` hears within ``seconds``."""
    heard, ends = [], asyncio.get_running_loop().time() + seconds
    while (left := ends - asyncio.get_running_loop().time()) > 0:
        if await one.receive_nothing(timeout=min(left, 0.2), interval=0.02):
            continue
        event = json.loads((await one.receive_output())["text"])
        if "presence" in event:
            heard.append((event["presence"], event["person"]["name"], event["state"]))
    return heard


async def until(one, wanted):
    """Wait until ``one`` hears ``wanted`` of presence; what else it heard before is returned with it."""
    heard = []
    while wanted not in heard:
        assert asyncio.get_running_loop().time() < until.ends, f"{wanted} never came, but {heard}"
        heard += await presence_of(one, 0.2)
    return heard


def test_presence_reaches_those_who_may_read_the_ticket_and_ends_with_the_page(house):
    acme, globex = house
    sessions = {role: acme.session(role)[1] for role in ("owner", "agent", "light_agent", "supervisor")}
    _, foreign = globex.session("owner")

    def name(role):
        return acme.members[role].name

    def says(number, state):
        return {"text": json.dumps({"ticket": number, "state": state})}

    async def run():
        until.ends = asyncio.get_running_loop().time() + 25
        sockets = {role: Socket(session) for role, session in sessions.items()}
        sockets["foreign"] = Socket(foreign, host=b"globex.localhost", origin=b"http://globex.localhost")
        for one in sockets.values():
            assert await one.connect() is None
        await asyncio.sleep(0.5)  # the subscription stands

        await sockets["owner"].say(**says(acme.hidden.number, "looks"))
        await sockets["owner"].say(**says(acme.open.number, "note"))
        await sockets["owner"].say(**says(acme.followed.number, "reply"))
        here = (acme.followed.number, name("owner"), "reply")
        assert await until(sockets["light_agent"], here) == [here]
        there = [(acme.open.number, name("owner"), state) for state in ("note", "gone")]
        assert await until(sockets["agent"], here) == [*there, here]
        assert await presence_of(sockets["owner"]) == []  # one's own is no news
        assert await presence_of(sockets["foreign"]) == []

        late = Socket(sessions["agent"])  # who comes later hears who is here
        assert await late.connect() is None
        assert await until(late, here) == [here]
        await late.leave()

        await sockets["owner"].leave()
        gone = (acme.followed.number, name("owner"), "gone")
        assert await until(sockets["light_agent"], gone) == [gone]
        await sockets["supervisor"].say(**says(acme.open.number, "looks"))
        await until(sockets["agent"], (acme.open.number, name("supervisor"), "looks"))
        await sockets["supervisor"].say(text='{"ticket": null}')
        await until(sockets["agent"], (acme.open.number, name("supervisor"), "gone"))
        for role in ("agent", "light_agent", "supervisor", "foreign"):
            await sockets[role].leave()

    in_loop(run())


def test_presence_on_what_one_may_not_read_or_on_garbage_is_not_told(house):
    acme, globex = house
    with tenant(globex.workspace):
        Ticket.objects.filter(workspace=globex.workspace, pk=globex.open.pk).update(number=900)
    sessions = {role: acme.session(role)[1] for role in ("owner", "light_agent")}
    number = acme.open.number
    nothing = [
        json.dumps({"ticket": acme.hidden.number, "state": "looks"}),  # another team's
        json.dumps({"ticket": number, "state": "reply"}),  # not followed
        json.dumps({"ticket": 900, "state": "looks"}),  # another workspace's
        json.dumps({"ticket": 4711, "state": "looks"}),
        json.dumps({"ticket": 10**30, "state": "looks"}),
    ]
    garbled = [
        '{"ticket": "1", "state": "looks"}',
        '{"ticket": true, "state": "looks"}',
        '{"ticket": -1, "state": "looks"}',
        '{"ticket": 1.5, "state": "looks"}',
        '{"ticket": [1], "state": "looks"}',
        f'{{"ticket": {acme.followed.number}}}',
        f'{{"ticket": {acme.followed.number}, "state": "gone"}}',
        f'{{"ticket": {acme.followed.number}, "state": ["looks"]}}',
        f'{{"ticket": {acme.followed.number}, "state": "looks", "more": "{"x" * 300}"}}',
    ]

    async def run():
        until.ends = asyncio.get_running_loop().time() + 25
        owner, light = Socket(sessions["owner"]), Socket(sessions["light_agent"])
        assert await owner.connect() is None and await light.connect() is None
        await asyncio.sleep(0.5)
        for text in (*nothing, *garbled):
            await light.say(text=text)
            await asyncio.sleep(0.3)  # slower than the rate at which they would be passed over
        right = (acme.followed.number, acme.members["light_agent"].name, "looks")
        await asyncio.sleep(2)
        await light.say(text=json.dumps({"ticket": acme.followed.number, "state": "looks"}))
        assert await until(owner, right) == [right]
        await owner.leave()
        await light.leave()

    in_loop(run())


def test_a_page_that_says_too_much_is_passed_over(house):
    acme, _ = house
    sessions = {role: acme.session(role)[1] for role in ("owner", "agent")}

    async def run():
        until.ends = asyncio.get_running_loop().time() + 25
        owner, agent = Socket(sessions["owner"]), Socket(sessions["agent"])
        assert await owner.connect() is None and await agent.connect() is None
        await asyncio.sleep(0.5)
        for turn in range(200):
            state = "reply" if turn % 2 else "note"
            await agent.say(text=json.dumps({"ticket": acme.open.number, "state": state}))
        heard = await until(owner, (acme.open.number, acme.members["agent"].name, "note"))
        heard += await presence_of(owner, 3)
        assert 0 < len(heard) < 60
        await owner.leave()
        await agent.leave()

    in_loop(run())
