"""Row-level security and composite keys, derived from the models and compared with the catalogue.

``apply()`` runs at the end of ``migrate`` and changes only what differs; where nothing does, it is two reads.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from workspaces.fields import TenantForeignKey, TenantOneToOneField
from workspaces.tenancy import across_tenants

POLICY = "workspace_isolation"
RULE = (
    "workspace_id = (SELECT NULLIF(NULLIF(current_setting('app.workspace_id', true), ''), '*')::bigint)"
    " OR (SELECT current_setting('app.workspace_id', true) = '*')"
)
# Full-text search loses its index under a policy (its operators are not leakproof). The one function that reads this
# table names the workspace and joins the protected ticket: tickets.search.
EXEMPT = frozenset({"tickets.TicketSearch"})


@dataclass(frozen=True)
class Key:
    """A composite foreign key ``table (workspace_id, column) → parent (workspace_id, id)``."""

    table: str
    column: str
    parent: str

    @property
    def name(self):
        return f"{self.table}_{self.column}_same_ws"[:63]


def tenant_models():
    """Every concrete model that has a ``workspace`` key."""
    return [model for model in apps.get_models() if is_tenant(model)]


def is_tenant(model):
    """Does ``model`` belong to one workspace?"""
    try:
        field = model._meta.get_field("workspace")
    except FieldDoesNotExist:
        return False
    return isinstance(field, models.ForeignKey) and field.related_model._meta.label == "workspaces.Workspace"


def tables():
    """Names of the tables that must be under row-level security."""
    return {model._meta.db_table for model in tenant_models() if model._meta.label not in EXEMPT}


def keys():
    """The composite keys that the models ask for."""
    return {
        Key(model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in tenant_models()
        for field in model._meta.local_fields
        if isinstance(field, (TenantForeignKey, TenantOneToOneField))
    }


def apply():
    """Make the database as the models say. Returns the statements that it ran."""
    ran = []
    with across_tenants("a key validated without a context would see no rows, and pass"), connection.cursor() as cursor:

        def run(statement):
            cursor.execute(statement)
            ran.append(statement)

        present = existing(cursor)
        wanted_keys = keys()
        for parent in sorted({key.parent for key in wanted_keys}):
            name = f"{parent}_ws_id_uniq"[:63]
            if name not in present.constraints:
                run(f'ALTER TABLE "{parent}" ADD CONSTRAINT "{name}" UNIQUE (workspace_id, id)')
        for key in sorted(wanted_keys, key=lambda key: key.name):
            if key.name not in present.constraints:
                run(
                    f'ALTER TABLE "{key.table}" ADD CONSTRAINT "{key.name}" FOREIGN KEY (workspace_id, "{key.column}") '
                    f'REFERENCES "{key.parent}" (workspace_id, id) ON DELETE NO ACTION NOT DEFERRABLE'
                )
        for table in sorted(tables() - present.protected):
            run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            run(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            run(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
            run(f'CREATE POLICY {POLICY} ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')
    return ran


@dataclass(frozen=True)
class Existing:
    """What the catalogue holds: names of constraints, and tables with FORCE and our one policy, word for word."""

    constraints: frozenset
    protected: frozenset


def existing(cursor):
    """Read the catalogue, in two statements."""
    cursor.execute("SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace")
    constraints = frozenset(row[0] for row in cursor.fetchall())
    cursor.execute(
        """
        SELECT c.relname, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)
        FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity
          AND p.polname = %s AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
          AND (SELECT count(*) FROM pg_policy other WHERE other.polrelid = c.oid) = 1
        """,
        [POLICY],
    )
    protected = frozenset(table for table, *rules in cursor.fetchall() if {*map(_bare, rules)} == {_bare(RULE)})
    return Existing(constraints, protected)


def _bare(rule):
    """``rule`` without what PostgreSQL adds when it writes a policy down: casts of texts, parentheses, names."""
    return re.sub(r'::text|\bAS "?nullif"?|[()\s]', "", rule or "").lower()


def problems():
    """What makes the isolation void, in sentences: a role that row-level security does not bind, tables without it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_super, bypasses = cursor.fetchone()
        if is_super or bypasses:
            found.append(
                f"The database role “{role}” is a superuser or has BYPASSRLS: row-level security does not bind it."
            )
        present = existing(cursor)
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")
        there = {row[0] for row in cursor.fetchall()}
    for table in sorted((tables() & there) - present.protected):
        found.append(f"The table “{table}” has no policy of row-level security, or does not force it.")
    for key in sorted(keys(), key=lambda key: key.name):
        if key.table in there and key.name not in present.constraints:
            found.append(f"The table “{key.table}” lacks the composite key on “{key.column}”.")
    return found
