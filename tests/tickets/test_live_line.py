"""The socket of an agent's page while PostgreSQL is not to be had."""

import contextlib

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.test import Client

from tests.fixtures.cast import make_member, make_workspace
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
def line(acme, bob):
    """Makes the other end of Bob's page's socket, inside the loop that it belongs to."""
    client = Client(headers={"host": "acme.localhost"})
    with tenant(acme):
        client.force_login(bob.user)
    headers = [(b"host", b"acme.localhost"), (b"origin", b"http://acme.localhost")]
    scope = {"type": "websocket", "path": "/ws/", "headers": headers, "user": bob.user, "session": client.session}
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
