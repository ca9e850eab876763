"""Nobody sees or changes more than the matrix of rights says, and a foreign id answers exactly as a missing one."""

import json

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from tests.walker.recipes import RECIPES
from tests.walker.walk import Walker, addresses
from tests.walker.world import MISSING_SLUG, Four, Watch, make_world, unmarked
from tickets.models import Ticket
from workspaces.tenancy import across_tenants

PARTS = 4  # so that several processes share it


@pytest.fixture(autouse=True)
def installation(settings, tmp_path):
    """With the demo's addresses, mail into the queue as in the product, and one mail in the demo's sink."""
    settings.ROOT_URLCONF = "tests.walker.urls"
    settings.EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path
    folder = tmp_path / "demo-mail"
    folder.mkdir()
    raw = b"From: help@acme.example\r\nTo: rosa@example.com\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
    raw += b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n'
    raw += b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n--b--\r\n"
    (folder / "1-a.eml").write_bytes(raw)
    envelope = {"mail_from": "help@acme.example", "rcpt_to": ["rosa@example.com"], "at": timezone.now().isoformat()}
    (folder / "1-a.json").write_text(json.dumps(envelope))
    cache.clear()


def test_every_address_has_a_recipe_and_every_recipe_an_address():
    there = set(addresses())
    assert there - set(RECIPES) == set(), "addresses without a recipe"
    assert set(RECIPES) - there == set(), "recipes without an address"


def test_the_second_workspace_has_a_marked_row_of_every_model(db):
    world = make_world()
    assert unmarked(world.there.workspace) == []
    _, carried = Watch(world.here.workspace, world.there.workspace).look()
    assert carried == []


def test_a_foreign_row_that_changes_is_noticed(db):
    world = make_world()
    watch = Watch(world.here.workspace, world.there.workspace)
    written, (before, _) = watch.writes(), watch.look()
    assert watch.writes() == written
    with across_tenants("changes a foreign row, which no request may do, to see it noticed"), transaction.atomic():
        Ticket.objects.filter(workspace=world.there.workspace).update(priority=4)
    assert watch.writes() > written
    after, _ = watch.look()
    assert [table for table, digest in after.items() if digest != before[table]] == ["tickets_ticket"]


@pytest.mark.parametrize("part", range(PARTS))
def test_the_walk(db, part):
    with time_machine.travel(timezone.now(), tick=False):
        world = make_world()
        # The sink is the installation's, and the demo has just one workspace: no letter is foreign.
        world.ids["letter"] = Four("1-a", "1-" + "b" * 24, MISSING_SLUG)
        walker = Walker(world, Watch(world.here.workspace, world.there.workspace))
        for name, recipe in list(RECIPES.items())[part::PARTS]:
            walker.walk(name, recipe)
    assert walker.asked > 1000
    assert walker.wrongs == []
