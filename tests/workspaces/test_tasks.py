"""Tasks: for one workspace, without a transaction, quiet about whose mail they hold."""

import logging
from pathlib import Path

import pytest
from django.db import connection

from helpdesk.run.house import Ports, commands
from tests.fixtures.bell import bell  # noqa: F401
from workspaces import tenancy
from workspaces.tasks import SWEEPS, sweep_task, tenant_task

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_task_runs_without_a_transaction_and_is_rung_into_its_queue(bell):  # noqa: F811
    seen = []

    @tenant_task(name="tests.look", queue="bulk")
    def look(workspace_id, ticket_id):
        """Look around."""
        seen.append((workspace_id, ticket_id, tenancy.current(), connection.in_atomic_block))

    look(1, 2)
    assert seen == [(1, 2, None, False)]
    look.ring(1, 3)
    look.delay_on_commit(1, 4)
    assert bell.rung("bulk") == [("tests.look", 1, 3), ("tests.look", 1, 4)]
    assert look.__doc__ == "Look around."


def test_an_error_is_logged_without_its_words_and_ends_there(caplog):
    @tenant_task(name="tests.fail", queue="bulk")
    def fail(workspace_id):
        raise ValueError("rosa@example.com wrote: my secret")

    with caplog.at_level(logging.DEBUG):
        assert fail(1) is None
    assert "rosa" not in caplog.text
    assert "secret" not in caplog.text
    assert "ValueError" in caplog.text
    assert "test_tasks.py" in caplog.text


def test_a_sweep_enters_the_schedule():
    @sweep_task(name="tests.sweep", queue="bulk", every=7)
    def sweep():
        return None

    try:
        entry = SWEEPS["tests.sweep"]
        assert (entry["task"], entry["schedule"], entry["options"]["queue"]) == ("tests.sweep", 7.0, "bulk")
    finally:
        del SWEEPS["tests.sweep"]


def test_every_task_of_ours_has_a_queue_that_a_worker_reads():
    from helpdesk.celery import app

    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith(("celery.", "tests."))]
    assert len(ours) >= 8
    argv = commands(Ports(1, 2, 3, 4), var=Path("var"), demo=False)["worker"]
    assert {task.queue for task in ours} <= set(argv[argv.index("-Q") + 1].split(","))


def test_a_sweep_that_only_rings_waits_behind_no_work():
    from helpdesk.celery import app

    app.loader.import_default_modules()
    often = {name for name, entry in SWEEPS.items() if entry["schedule"] <= 5}
    assert {"tickets.sweep", "channels_inbox.sweep_inbound", "channels_inbox.sweep_system_mail"} <= often
    queues = {name: task.queue for name, task in app.tasks.items() if not name.startswith(("celery.", "tests."))}
    assert {queues[name] for name in often} == {"sweeps"}
    assert "sweeps" not in {queue for name, queue in queues.items() if name not in SWEEPS}
