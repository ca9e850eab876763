"""A workspace that threads see, and servers on loopback."""

import pytest
from django.db import connections

from channels_inbox.models import Channel
from tests.fixtures.bell import bell  # noqa: F401
from tests.fixtures.cast import make_workspace
from tests.fixtures.dovecot import dovecot, dovecot_server  # noqa: F401
from tests.fixtures.smtp_servers import listener, provider  # noqa: F401
from workspaces.tenancy import tenant


@pytest.fixture(autouse=True)
def short_connections(monkeypatch):
    """Threads give their connections back at once: an open one would outlive the test, and hold its database."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


@pytest.fixture
def acme(transactional_db):
    """Acme's workspace, committed; the test does not stand inside of it."""
    return make_workspace("acme")


@pytest.fixture
def help_channel(acme):
    """help@acme.example, which our listener takes mail for."""
    with tenant(acme):
        return Channel.objects.get(workspace=acme, kind="email")
