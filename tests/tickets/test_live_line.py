"""The socket of an agent's page while PostgreSQL is not to be had, and when the page is gone."""

import asyncio
import contextlib
import json

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.test import Client

from contacts.identities import contact_for
from tests.fixtures.cast import make_member, make_ticket, make_workspace
from tickets import presence
from tickets.consumers import AgentConsumer
from tickets.hub import hub
from workspaces.models import Team
from workspaces.tenancy import tenant


@pytest.fixture
def acme(transactional_db):
    return make_workspace("acme")


@pytest.fixture
def bob(acme):
    with tenant(acme):
        return make_member(acme, "Bob Birch", "agent", Team.objects.filter(workspace=acme))


@pytest.fixture
def scope(acme, bob):
    """Of Bob's page's socket."""
    client = Client(headers={"host": "acme.localhost"})
    with tenant(acme):
        client.force_login(bob.user)
    headers = [(b"host", b"acme.localhost"), (b"origin", b"http://acme.localhost")]
    return {"type": "websocket", "path": "/ws/", "headers": headers, "user": bob.user, "session": client.session}


@pytest.fixture
def line(scope):
    """Makes the other end of the socket, inside the loop that it belongs to."""
    return lambda: ApplicationCommunicator(AgentConsumer.as_asgi(), scope)


@pytest.fixture
def unreadable_members(acme):
    """Whoever asks who Bob is gets an error from PostgreSQL, as while it is away; call it to begin."""

    def begin():
        with connection.cursor() as cursor:
            cursor.execute("REVOKE SELECT ON workspaces_member FROM CURRENT_USER")

    yield begin
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON workspaces_member TO CURRENT_USER")


def test_a_line_that_cannot_ask_closes_so_that_the_page_comes_back(acme, line, unreadable_members):
    async def talk():
        page = line()
        await page.send_input({"type": "websocket.connect"})
        assert (await page.receive_output(10))["type"] == "websocket.accept"
        await sync_to_async(unreadable_members)()
        hub._tell(acme.pk, {"type": "members"})
        said = None
        with contextlib.suppress(TimeoutError):
            while (said := await page.receive_output(10))["type"] == "websocket.send":
                pass  # news of before
        return said

    said = async_to_sync(talk)()
    assert said is not None, "the line stays open and says nothing"
    assert (said["type"], said.get("code")) == ("websocket.close", 1013)


def test_a_page_that_goes_while_it_is_told_something_is_not_here_any_more(acme, bob, scope):
    """The server hears that the line is cut by its own next word: uvicorn raises an OSError then."""
    with tenant(acme):
        number = make_ticket(acme, contact_for(acme.pk, "email", "rosa@example.com")).number

    async def talk():
        inward, is_cut, is_told = asyncio.Queue(), asyncio.Event(), asyncio.Event()

        async def send(event):
            if is_cut.is_set():
                is_told.set()
                raise OSError("cut")

        async def page(**event):
            await inward.put(event)

        here = sync_to_async(presence.everybody)
        await page(type="websocket.connect")
        await page(type="websocket.receive", text=json.dumps({"ticket": number, "state": "looks"}))
        running = asyncio.create_task(AgentConsumer.as_asgi()(scope, inward.get, send))
        while not await here(acme.pk):
            await asyncio.sleep(0.05)
        is_cut.set()
        hub._tell(acme.pk, {"type": "resync"})
        await asyncio.wait_for(is_told.wait(), 10)
        await page(type="websocket.disconnect", code=1006)
        await asyncio.wait([running], timeout=10)
        return await here(acme.pk), running.exception()

    assert async_to_sync(talk)() == ([], None)
