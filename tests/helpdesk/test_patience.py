"""Statements that may take only so long."""

import pytest
from django.db import OperationalError, connection, transaction

from helpdesk.lib.patience import limited


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def timeout():
    return ask("SHOW statement_timeout")


def test_what_takes_too_long_is_stopped_and_work_goes_on(workspace):
    with pytest.raises(OperationalError), limited(50):
        ask("UPDATE workspaces_workspace SET name = 'Changed' RETURNING name")
        ask("SELECT pg_sleep(60)")
    workspace.refresh_from_db()
    assert (workspace.name, timeout()) == ("Acme", "0")


def test_any_error_takes_back_what_the_block_did(workspace):
    with pytest.raises(ZeroDivisionError), limited(5_000):
        ask("UPDATE workspaces_workspace SET name = 'Changed' RETURNING name")
        1 / 0  # noqa: B018
    workspace.refresh_from_db()
    assert workspace.name == "Acme"


def test_a_limit_within_another_ends_by_itself(workspace):
    with limited(5_000):
        with limited(700):
            assert timeout() == "700ms"
        assert timeout() == "5s"
        with pytest.raises(OperationalError), limited(50):
            ask("SELECT pg_sleep(60)")
        assert timeout() == "5s"
    assert timeout() == "0"


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_makes_one():
    with limited(5_000):
        assert (timeout(), connection.in_atomic_block) == ("5s", True)
    assert (timeout(), transaction.get_autocommit()) == ("0", True)
