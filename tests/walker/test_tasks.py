"""A task that is called with one workspace's id and another's row finds nothing, does nothing and says nothing."""

import logging

import pytest

from helpdesk.celery import app
from tests.fixtures.bell import bell  # noqa: F401
from tests.walker.world import CANARY, MISSING, Watch, make_world
from workspaces.models import Member
from workspaces.tasks import SWEEPS
from workspaces.tenancy import tenant

# For each task of a workspace, what its further arguments name: models whose newest row is taken.
ARGUMENTS = {
    "tickets.receive_inbound": ["channels_inbox.InboundMessage"],
    "tickets.deliver_message": ["tickets.Message"],
    "tickets.count_views": ["workspaces.Member"],
    "tickets.publish_events": ["tickets.Ticket"],
    "tickets.come_due": ["tickets.Later"],
    "tickets.draw_pages": ["tickets.Attachment"],
    "talk.draw_pages": ["talk.RoomFile"],
    "channels_inbox.poll_mailbox": ["channels_inbox.Channel"],
    "channels_inbox.send_system_mail": ["channels_inbox.SystemMail"],
    "channels_inbox.check_channel": ["channels_inbox.ChannelCheck"],
    "channels_inbox.send_test_message": ["channels_inbox.ChannelCheck", "workspaces.Member"],
    "notifications.push": ["notifications.Notification"],
    "workspaces.run_job": ["workspaces.Job"],
    "portal.send_sign_in_link": ["portal.SignInLink"],
}


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    app.loader.import_default_modules()
    settings.SMTP_URL = "smtp://127.0.0.1:9"  # nobody answers there
    world = make_world()
    _make_due(world.there.workspace)
    return world


def _make_due(workspace):
    """Everything of ``workspace`` that a task could take up waits for one."""
    from django.utils import timezone

    from channels_inbox.models import Channel, ChannelCheck, InboundMessage, SystemMail
    from portal.models import SignInLink
    from tickets.models import Later, Message, TicketEvent

    with tenant(workspace):
        now = timezone.now()
        due = {"delivery": "queued", "next_attempt_at": now, "queued_at": now}
        Message.objects.filter(kind="reply").update(**due)
        SystemMail.objects.update(**due)
        InboundMessage.objects.update(state="received")
        ChannelCheck.objects.update(state="running")
        SignInLink.objects.update(handled_at=None, token_hash=None)
        TicketEvent.objects.update(published_at=None)
        Later.objects.update(at=now)
        Channel.objects.filter(kind="email").update(
            settings={"incoming": "imap", "imap_host": "127.0.0.1", "imap_port": 9, "imap_security": "none"}
        )


def _ours():
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith(("celery.", "tests."))}


def test_every_task_has_a_recipe_and_every_recipe_a_task():
    assert _ours() == set(ARGUMENTS) | set(SWEEPS)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_foreign_row_is_as_missing(name, world, bell, caplog):  # noqa: F811
    watch = Watch(world.here.workspace, world.there.workspace)
    before = watch.look()
    own_rows = _own(world)
    task = app.tasks[name]
    with caplog.at_level(logging.DEBUG):
        for foreign in (True, False):
            arguments = [_newest(world.there.workspace, label) if foreign else MISSING for label in ARGUMENTS[name]]
            task(world.here.workspace.pk, *arguments)
    if len(ARGUMENTS[name]) == 2:  # one of both is ours
        with tenant(world.here.workspace):
            mine = Member.objects.earliest("pk").pk
        task(world.here.workspace.pk, _newest(world.there.workspace, ARGUMENTS[name][0]), mine)
    assert watch.look() == before
    assert _own(world) == own_rows
    assert [bell.rung(queue) for queue in ("inbound", "outbound", "rules", "bulk")] == [[]] * 4
    assert CANARY not in caplog.text
    assert "task.failed" not in caplog.text


def test_the_same_rows_are_taken_up_under_their_own_workspace(world, bell):  # noqa: F811
    """Else the test above would prove nothing."""
    there = world.there.workspace
    watch = Watch(world.here.workspace, there)
    for name in ("tickets.receive_inbound", "tickets.publish_events", "channels_inbox.check_channel"):
        before, _ = watch.look()
        app.tasks[name](there.pk, *[_newest(there, label) for label in ARGUMENTS[name]])
        after, carried = watch.look()
        assert after != before, name
        assert carried == []


def test_the_sweeps_run_clean(world, bell, caplog):  # noqa: F811
    """They look at every workspace, ring each row with its own workspace, and carry nothing from one to the other."""
    watch = Watch(world.here.workspace, world.there.workspace)
    with caplog.at_level(logging.DEBUG):
        for name in SWEEPS:
            if not name.startswith("tests."):
                app.tasks[name]()
    _, carried = watch.look()
    assert carried == []
    assert "task.failed" not in caplog.text
    assert CANARY not in caplog.text
    for queue in ("inbound", "outbound", "rules", "bulk"):
        for name, workspace_id, *arguments in bell.rung(queue):
            with tenant(workspace_id):
                assert _model(ARGUMENTS[name][0]).objects.filter(workspace_id=workspace_id, pk=arguments[0]).exists()


def _newest(workspace, label):
    with tenant(workspace):
        rows = _model(label).objects.filter(workspace=workspace)
        if label == "tickets.Message":
            rows = rows.filter(kind="reply")
        if label == "channels_inbox.Channel":
            rows = rows.filter(kind="email")
        return rows.latest("pk").pk


def _model(label):
    from django.apps import apps

    return apps.get_model(label)


def _own(world):
    """The hashes of the first workspace's rows."""
    return Watch(world.there.workspace, world.here.workspace).look()[0]
