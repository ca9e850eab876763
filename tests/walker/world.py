"""Two workspaces with the same things in them; all that the second one says carries a word that the first never says.

Rows of the first have ids from 51,000,000 on, of the second from 71,000,000, missing ones from 93,000,000: an id that a
page repeats is found and taken out before pages are compared.
"""

import uuid
from dataclasses import dataclass, field

from django.db import connection, models

from tests.walker.twins import make_twin
from workspaces import isolation
from workspaces.tenancy import across_tenants

CANARY = "zqcanary"
OWN_FROM, FOREIGN_FROM, NEW_FROM, MISSING = 51_000_000, 71_000_000, 52_000_000, 93_000_001
MISSING_SLUG = "m" * 26
MISSING_TOKEN = "A" * 43

# Text that code compares, not text that people read.
COMPARED = {
    "public_id", "token_hash", "stamp", "secret", "language", "time_zone", "sealed_secrets", "external_id", "fingerprint",
    "slug", "file", "portal_colour", "bucket", "listener", "primary_domain", "message_id", "in_reply_to", "content_type",
    "token", "content_id", "value", "address", "actor_kind", "draft_kind", "kind", "origin",
    "file_type", "query", "sort", "list_layout", "word", "parties",
}  # fmt: skip


@dataclass
class Four:
    """One kind of id: the workspace's own, one of its rows that not everybody may see, a foreign one, a missing one."""

    own: object
    foreign: object
    missing: object
    invisible: object = None

    def __getitem__(self, which):
        return getattr(self, which)


@dataclass
class World:
    here: object  # Twin
    there: object
    ids: dict = field(default_factory=dict)


def make_world():
    """The two workspaces and all ids by name. Call it outside of both."""
    _number_from(OWN_FROM)
    here = make_twin("acme", "plain", first_number=OWN_FROM)
    _number_from(FOREIGN_FROM)
    there = make_twin("globex", CANARY, first_number=FOREIGN_FROM)
    mark_rows(there.workspace)
    _number_from(NEW_FROM)
    return World(here, there, _ids(here.names, there.names))


def _ids(here, there):
    found = {}
    for name, own in here.items():
        if name.endswith("_hidden"):
            continue
        missing = MISSING
        if isinstance(own, str):
            missing = {
                "token": MISSING_TOKEN,
                "email": "nobody@missing.example",
                "team": f"team-{MISSING}",
                "key": "zz.zz." + "a" * 20,
            }.get(name.rpartition("_")[2], MISSING_SLUG)
        found[name] = Four(own, there[name], missing, here.get(f"{name}_hidden"))
    return found


def text_fields(model):
    """The fields of ``model`` that hold words of people."""
    return [
        one
        for one in model._meta.local_fields
        if isinstance(one, (models.CharField, models.TextField)) and not one.choices and one.name not in COMPARED
    ]


def mark_rows(workspace):
    """Write the canary, with the row's own place in it, into each text field of each of the workspace's rows."""
    with across_tenants("a test marks every row"), connection.cursor() as cursor:
        for model in isolation.tenant_models():
            _mark(cursor, model, "workspace_id", workspace.pk)
        from workspaces.models import Workspace

        _mark(cursor, Workspace, "id", workspace.pk)
    workspace.refresh_from_db()


def _mark(cursor, model, column, value):
    table = model._meta.db_table
    for one in text_fields(model):
        words = f"'{CANARY}-{table.partition('_')[2]}-{one.name}-' || id || ' ' || \"{one.column}\""
        room = f"left({words}, {one.max_length})" if one.max_length else words
        if "email" in one.name:
            room = f"'{CANARY}-' || id || '@globex.example'"
        if one.name == "domain":
            room = f"'{CANARY}-' || id || '.example'"
        cursor.execute(f'UPDATE "{table}" SET "{one.column}" = {room} WHERE {column} = %s', [value])


def unmarked(workspace):
    """Names of models that have no row in ``workspace``, or one with words of people and no canary in it."""
    found = []
    with across_tenants("a test looks at every row"), connection.cursor() as cursor:
        for model in isolation.tenant_models():
            table = model._meta.db_table
            cursor.execute(
                f"SELECT count(*), count(*) FILTER (WHERE t::text LIKE '%%{CANARY}%%') FROM {table} t "
                "WHERE workspace_id = %s",
                [workspace.pk],
            )
            rows, marked = cursor.fetchone()
            if not rows or (text_fields(model) and marked < rows):
                found.append(model._meta.label)
    return found


TABLES = "SELECT array_agg(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
# As the view pg_stat_xact_user_tables counts, which takes twenty times as long to ask.
WRITES = """
    SELECT sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid))
    FROM unnest(%s::oid[]) oid
"""


class Watch:
    """What a request must not do: change a row of ``there``, or put its words into a row of ``here``."""

    def __init__(self, here, there):
        tables = sorted({model._meta.db_table for model in isolation.tenant_models()})
        parts = [
            f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY id) FILTER (WHERE workspace_id = {there.pk})), "
            f"count(*) FILTER (WHERE workspace_id = {here.pk} AND t::text LIKE '%{CANARY}%') FROM {table} t"
            for table in tables
        ]
        parts.append(
            "SELECT 'workspaces_workspace', "
            f"(SELECT md5(w::text) FROM workspaces_workspace w WHERE id = {there.pk}), 0::bigint"
        )
        self._name = f"watch_{uuid.uuid4().hex}"  # prepared: to plan it takes longer than to run it
        with across_tenants("a test compares every row"), connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self._name} AS {' UNION ALL '.join(parts)}")
            cursor.execute(TABLES)
            cursor.execute(f"PREPARE {self._name}_writes AS {WRITES}", cursor.fetchone())

    def writes(self):
        """How many rows the transaction has written so far, in any table: where it is the same, nothing was."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {self._name}_writes")
            return cursor.fetchone()[0]

    def look(self):
        """``(hashes by table, names of tables of here that hold the canary)``."""
        with across_tenants("a test compares every row"), connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {self._name}")
            rows = cursor.fetchall()
        return {table: digest for table, digest, _ in rows}, [table for table, _, count in rows if count]


def _number_from(start):
    """Let every table count on from ``start``; undone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER SEQUENCE "{name}" RESTART WITH {start}')
