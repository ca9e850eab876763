"""A role or a table that row-level security does not bind stops the check and the health page."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.test import Client

from workspaces import isolation

SUPERUSER = "app"  # of the embedded cluster


@pytest.fixture
def as_superuser(transactional_db):
    """``as_superuser(function)`` calls it in a thread whose connection is a superuser's, and returns what it returns."""
    usual = connections.settings["default"]

    def call(function):
        connections.settings["default"] = {**usual, "USER": SUPERUSER}

        def run():
            try:
                connection.ensure_connection()
                return function()
            finally:
                connection.close()

        try:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(run).result()
        except OperationalError:
            pytest.skip(f"The role “{SUPERUSER}” of the embedded PostgreSQL is not here.")
        finally:
            connections.settings["default"] = usual

    return call


def ready():
    answer = Client().get("/health/ready")
    return answer.status_code, json.loads(answer.content)


def test_our_own_role_is_bound(db):
    call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    status, report = ready()
    assert status == 200
    assert report["status"] != "down"


def test_a_superuser_is_refused(as_superuser):
    words = f"The database role “{SUPERUSER}” is a superuser or has BYPASSRLS"

    def check():
        with pytest.raises(CommandError, match=words):
            call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
        return ready()

    status, report = as_superuser(check)
    assert status == 503
    assert report["status"] == "down"
    assert words in " ".join(report["problems"])


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE tickets_message NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tickets_message DISABLE ROW LEVEL SECURITY",
        "DROP POLICY workspace_isolation ON tickets_message",
        "ALTER POLICY workspace_isolation ON tickets_message USING (true)",
        "ALTER POLICY workspace_isolation ON tickets_message WITH CHECK (true)",
        "ALTER POLICY workspace_isolation ON tickets_message TO pg_monitor",
        "CREATE POLICY second ON tickets_message USING (true)",
    ],
)
def test_a_table_without_its_policy_is_refused(statement, db):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    status, report = ready()
    assert status == 503
    assert "tickets_message" in " ".join(report["problems"])
    with pytest.raises(CommandError, match="tickets_message"):
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    if "second" not in statement:  # a policy of somebody else is theirs to take away
        assert isolation.apply() != []
        assert isolation.problems() == []
