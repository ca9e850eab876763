"""Customers at the portal."""

import re

import pytest

from channels_inbox.models import SystemMail
from portal.models import PortalSession
from portal.session import COOKIE, LASTS
from portal.tokens import hashed, new_token
from tests.fixtures.cast import ApartClient


def visit(workspace, address):
    """A browser that proved ``address`` at the portal of ``workspace``."""
    from django.utils import timezone

    token, now = new_token(), timezone.now()
    PortalSession.objects.create(
        workspace=workspace, address=address, token_hash=hashed(token), expires_at=now + LASTS, created_at=now
    )
    client = ApartClient(headers={"host": f"{workspace.slug}.localhost"})
    client.cookies[COOKIE] = token
    return client


def mailed():
    """What stands in the outbound queue, oldest first."""
    return list(SystemMail.objects.order_by("id"))


def link_in(mail, path):
    """The path (with query) of the first link in ``mail`` that leads below ``path``."""
    found = re.search(rf"http://[^/\s]+({re.escape(path)}\S*)", mail.text)
    return found[1] if found else None


@pytest.fixture
def as_rosa(workspace, rosa):
    return visit(workspace, "rosa@example.com")


@pytest.fixture
def sink(settings):
    """An outgoing server that is never reached in these tests: mails wait in the queue, where they are read."""
    settings.SMTP_URL = "smtp://127.0.0.1:9"
