"""One running stack for all tests of this folder, with a workspace that was set up in the browser's way."""

import smtplib
import time

import pytest

from tests.deploy.browser import Browser
from tests.deploy.stack import Stack
from tests.fixtures.smtp_servers import Provider

PASSWORD = "an owner's long words"


@pytest.fixture(scope="session")
def post_office():
    """The mail server that SMTP_URL names: keeps what it gets."""
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def stack(tmp_path_factory, post_office):
    stack = Stack(tmp_path_factory.mktemp("deploy"), smtp_url=post_office.url)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def owner(stack):
    """A browser in which the owner has just set the workspace up, with the code that the server's command prints."""
    code = stack.run("web", "python", "manage.py", "setup_code").stdout.split()[-1]
    browser = Browser(stack.ports["8000"], "acme.help.example.com")
    browser.get("/setup/")
    answer = browser.post(
        "/setup/",
        code=code,
        workspace="Acme",
        slug="acme",
        name="Alice Ash",
        email="alice@acme.example",
        password=PASSWORD,
        language="en",
        time_zone="Europe/Tallinn",
    )
    assert (answer.status, answer.headers["Location"]) == (302, "/inbox/"), answer.text[-2000:]
    return browser


CHANNEL = """
from channels_inbox.models import Channel
from workspaces.models import Team, Workspace
from workspaces.tenancy import tenant
acme = Workspace.objects.get()
with tenant(acme):
    Channel.objects.create(workspace=acme, kind="email", team=Team.objects.get(workspace=acme), name="Help",
                           address="help@acme.example", settings={"incoming": "listener", "outgoing": "system"})
"""


@pytest.fixture(scope="session")
def mailed_ticket(stack, owner):
    """The path of the ticket that a customer's mail became."""
    made = stack.run("web", "python", "manage.py", "shell", "-c", CHANNEL)
    assert made.returncode == 0, made.stdout
    letter = (
        "From: Rosa <rosa@example.com>\r\nTo: help@acme.example\r\nSubject: My order has not arrived\r\n"
        "Message-ID: <1@example.com>\r\n\r\nWhere is it?\r\n"
    )
    with smtplib.SMTP("127.0.0.1", stack.ports["2525"], timeout=20) as client:
        client.sendmail("rosa@example.com", "help@acme.example", letter)
    deadline = time.monotonic() + 60
    while not (number := stack.sql("SELECT number FROM tickets_ticket", database="helpdesk")):
        assert time.monotonic() < deadline, stack.output["worker"].read_text()[-2000:]
        time.sleep(0.2)
    return f"/tickets/{number[0][0]}/"
