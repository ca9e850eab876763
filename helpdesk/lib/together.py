"""What an operation writes at once, as one statement: one way to PostgreSQL and back instead of five.

``WITH one AS (INSERT …), two AS (UPDATE …) …``: the parts do not see each other's rows, and keys are checked at the end. A
row that others name needs its id beforehand, which ``next_id`` lets an earlier statement bring along.
"""

import json
from datetime import datetime
from functools import cache

from django.db import connection

from helpdesk.lib.prepared import Statement
from helpdesk.lib.written import insertion, stored


def next_id(model):
    """The SQL of an id that no row of ``model`` has, for the columns of a SELECT or RETURNING. One not used is left out."""
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"


class Together:
    """Collects writes; ``run`` does them."""

    def __init__(self):
        self._parts, self._values, self._new = [], [], []

    def insert(self, instance):
        """A new row, which has its id already."""
        start, row, fields = _insertion(type(instance))
        self._new.append(instance)
        return self.also(f"{start} {row}", stored(instance, fields, add=True))

    def insert_all(self, instances):
        """New rows of one model, small ones in any number, whose ids nobody asks for."""
        rows = list(instances)
        if not rows:
            return self
        fields, sql = _insertions(type(rows[0]))
        texts = [{field.column: field.pre_save(one, add=True) for field in fields} for one in rows]
        return self.also(sql, [json.dumps(texts, default=_as_text)])

    def update(self, instance, *names):
        """The fields of these names, of a row that exists and belongs to a workspace."""
        fields = [instance._meta.get_field(name) for name in dict.fromkeys(names)]
        columns = ", ".join(f'"{field.column}" = %s' for field in fields)
        sql = f'UPDATE "{instance._meta.db_table}" SET {columns} WHERE "workspace_id" = %s AND "id" = %s'
        return self.also(sql, [*stored(instance, fields, add=False), instance.workspace_id, instance.pk])

    def also(self, sql, values):
        """Any other write; its text must be constant."""
        self._parts.append(sql)
        self._values += values
        return self

    def run(self):
        """Do it all, or raise and do nothing."""
        parts = ", ".join(f"part_{number} AS ({sql})" for number, sql in enumerate(self._parts))
        with connection.cursor() as cursor:
            cursor.execute(Statement(f"WITH {parts} SELECT {len(self._parts)}"), self._values)
        for one in self._new:
            one._state.adding, one._state.db = False, connection.alias


@cache
def _insertion(model):
    """Of rows that have their ids."""
    return insertion(model, model._meta.concrete_fields)


@cache
def _insertions(model):
    """``(fields, "INSERT INTO … SELECT …")`` from one parameter, a JSON list: the same text for any number of rows."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}"'
    return fields, f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"


def _as_text(value):
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be written in a list of rows.")
