"""Statements that are prepared: the same answers as ever, and the plan stays with the connection."""

import pytest
from django.db import ProgrammingError, connection, transaction

from helpdesk.lib import prepared
from helpdesk.lib.prepared import Statement

pytestmark = pytest.mark.django_db


def ask(statement, params=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def plans():
    """Texts of what PostgreSQL has prepared on this connection."""
    return [text for (text,) in ask("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'tugi%'")]


@pytest.mark.parametrize(
    ("sql", "params", "rows"),
    [
        ("SELECT %s::int + %s::int", [1, 2], [(3,)]),
        ("SELECT %(b)s::text, %(a)s::int, %(b)s::text", {"a": 1, "b": "x"}, [("x", 1, "x")]),
        ("SELECT '100 %%' || %s", ["sure"], [("100 %sure",)]),
        ("SELECT 7", None, [(7,)]),
        ("SELECT %s::text", ["'; DROP TABLE x; --"], [("'; DROP TABLE x; --",)]),
        ("SELECT 1 WHERE 5 = ANY(%s::int[])", [[4, 5]], [(1,)]),
        ("SELECT %s::int IS NULL", [None], [(True,)]),
    ],
)
def test_a_statement_answers_as_if_it_were_not_prepared(sql, params, rows):
    assert ask(Statement(sql), params) == rows
    assert ask(Statement(sql), params) == rows
    assert ask(sql, params) == rows


def test_a_statement_is_prepared_once_and_runs_with_other_parameters():
    statement = "SELECT %s::int * 11 AS told"
    assert [ask(Statement(statement), [number])[0][0] for number in range(4)] == [0, 11, 22, 33]
    assert sum("AS told" in text for text in plans()) == 1


def test_what_is_prepared_outlives_a_rollback():
    with pytest.raises(KeyError), transaction.atomic():
        ask(Statement("SELECT 'first seen in a transaction that ended badly'"))
        raise KeyError
    assert ask(Statement("SELECT 'first seen in a transaction that ended badly'"))


def test_a_fault_in_a_statement_is_told_at_every_run():
    for _ in range(2):
        with pytest.raises(ProgrammingError, match="no_such_table"), transaction.atomic():
            ask(Statement("SELECT * FROM no_such_table"))


def test_who_counts_statements_sees_one_with_its_text():
    seen = []

    def note(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(Statement("SELECT %s::int AS looked_at"), [3])
    assert seen == [("SELECT %s::int AS looked_at", [3])]


def test_no_more_is_prepared_than_the_server_should_keep(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", len(connection.connection.plans))
    assert ask(Statement("SELECT %s::int AS one_too_many"), [9]) == [(9,)]
    assert not any("one_too_many" in text for text in plans())


def test_no_run_is_planned_anew():
    """Of its own accord PostgreSQL plans the first five, and more where it expects that to be cheaper."""
    for number in range(6):
        ask(Statement("SELECT %s::int AS planned_once"), [number])
    told = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%AS planned_once'"
    assert ask(told) == [(6, 0)]
