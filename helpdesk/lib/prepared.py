"""Statements that PostgreSQL plans once a connection instead of at every run.

To plan a statement that joins four tables under row-level security takes PostgreSQL five times as long as to run it.
psycopg2 prepares nothing itself, so this does it by ``PREPARE`` and ``EXECUTE``. A statement is prepared where it is a
``Statement``; everything else, the ORM's own too, runs as ever. Django's execute wrappers see its whole text.

Left to itself, PostgreSQL would compare what it expects plans to cost, and plan some statements anew at every run: the counts
of the rail took 4.3 ms then instead of 1.1.

The result of a prepared statement may not change its types while a connection lives: name the columns, never ``*``.
"""

import psycopg2.extensions

MOST = 200  # a connection; what is composed anew each time must not fill the server's memory


class Statement(str):
    """SQL with ``%s`` or ``%(name)s`` for its parameters; one of few constant texts."""

    __slots__ = ()


class Cursor(psycopg2.extensions.cursor):
    """Runs a Statement by the plan that its connection has of it."""

    def execute(self, query, vars=None):
        """As in PEP 249."""
        if isinstance(query, Statement):
            query, vars = self._prepared(query, vars)
        return super().execute(query, vars)

    def _prepared(self, query, vars):
        """``EXECUTE …`` and its parameters, in the order in which the statement names them."""
        names = list(vars) if isinstance(vars, dict) else range(len(vars or ()))
        plans = self.connection.plans
        if query not in plans:
            if len(plans) >= MOST:
                return str(query), vars
            name = f"tugi_{len(plans)}"
            numbered = [f"${number}" for number in range(1, len(names) + 1)]
            text = query % (dict(zip(names, numbered, strict=True)) if isinstance(vars, dict) else tuple(numbered))
            super().execute(f"PREPARE {name} AS {text}")
            places = ", ".join(f"%({one})s" if isinstance(vars, dict) else "%s" for one in names)
            plans[query] = f"EXECUTE {name} ({places})" if names else f"EXECUTE {name}"
        return plans[query], vars


class Connection(psycopg2.extensions.connection):
    """Knows what was prepared on it: ``{statement: "EXECUTE …"}``. PostgreSQL keeps that through rollbacks, too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plans = {}


def options(given):
    """OPTIONS of a database in Django's settings; ``given`` are those that it has already."""
    kept_plans = f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return {**given, "options": kept_plans, "connection_factory": Connection, "cursor_factory": Cursor}
