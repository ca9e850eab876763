"""A restored copy notices that it is one; sending is paused and goes on by hand."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from channels_inbox import lookup
from channels_inbox.models import Channel
from tests.fixtures.database import outside
from tickets.models import TicketNumber
from workspaces import restoring
from workspaces.models import Workspace


@pytest.fixture
def came_from_elsewhere(db):
    """The comment that a dump of another server would have brought along."""
    restoring._mark("tugi 1/1")


def paused():
    return set(Workspace.objects.values_list("slug", "sending_paused"))


def test_a_copy_is_paused_and_leaves_out_ids_and_numbers_once(workspace, other_workspace, came_from_elsewhere):
    number = TicketNumber.objects.get(workspace=workspace).last
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM workspaces_workspace_id_seq")
        (newest,) = cursor.fetchone()
    with outside():
        assert restoring.look() is True
        assert restoring.look() is False
    assert paused() == {(workspace.slug, True), (other_workspace.slug, True)}
    assert TicketNumber.objects.get(workspace=workspace).last == number + 1_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM workspaces_workspace_id_seq")
        assert cursor.fetchone() == (newest + 10_000,)


def test_where_it_was_made_it_is_no_copy(workspace):
    with outside():
        assert restoring.look() is False
    assert {state for _, state in paused()} == {False}


def test_sending_is_paused_and_goes_on_by_hand(workspace, other_workspace, capsys):
    call_command("pause_sending", "on", workspace=workspace.slug)
    assert paused() == {(workspace.slug, True), (other_workspace.slug, False)}
    call_command("pause_sending", "on")
    assert {state for _, state in paused()} == {True}
    call_command("pause_sending", "off")
    assert {state for _, state in paused()} == {False}
    assert capsys.readouterr().out == (
        "Sending is paused in 1 workspace.\nSending is paused in 2 workspaces.\nSending goes on in 2 workspaces.\n"
    )
    with pytest.raises(CommandError, match="There is no workspace “nobody”"):
        call_command("pause_sending", "on", workspace="nobody")


def test_a_paused_copy_leaves_the_mailbox_of_the_original_alone(workspace, email_channel):
    Channel.objects.filter(pk=email_channel.pk).update(settings={"incoming": "imap"})
    with outside():
        assert [found[:2] for found in lookup.mailboxes()] == [(workspace.pk, email_channel.pk)]
        call_command("pause_sending", "on")
        assert lookup.mailboxes() == []
