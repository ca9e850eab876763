"""Rows of several models from one statement that is written out, and prepared (``helpdesk.lib.prepared``).

For the few statements that every page, mail and answer runs: to compose one with four joined models takes Django longer
than PostgreSQL takes to run it.
"""

from functools import cache, cached_property

from django.db import connection

from helpdesk.lib.prepared import Statement

ROWS_PREPARED = 10  # an INSERT of more rows is planned anew: there are too many lengths to keep a plan for each


class Rows:
    """One model in such a statement, under the name that the statement gives its table; ``only`` these fields."""

    def __init__(self, model, alias, *, only=()):
        self.model, self.alias, self._only = model, alias, only

    @cached_property
    def fields(self):
        """In the model's order, with the primary key first."""
        every = self.model._meta.concrete_fields
        return [field for field in every if field.name in self._only] if self._only else every

    @cached_property
    def columns(self):
        """``alias."id", alias."name", …`` for the statement, in the order that ``fetch`` counts on."""
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def _names(self):
        return [field.attname for field in self.fields]

    @cached_property
    def _converters(self):
        """``(place, field, [function])`` of what PostgreSQL answers otherwise than Python has it, JSON for one."""
        found = [
            (place, field.get_col(self.alias), [*_of_backend(field), *field.get_db_converters(connection)])
            for place, field in enumerate(self.fields)
        ]
        return [one for one in found if one[2]]

    def read(self, values):
        """The model's instance, as a queryset would make it; None where an outer join found nothing."""
        if values[0] is None:
            return None
        values = list(values)
        for place, column, functions in self._converters:
            for function in functions:
                values[place] = function(values[place], column, connection)
        return self.model.from_db(connection.alias, self._names, values)


class Values:
    """Plain columns between the models of such a statement, as a dict under ``names``."""

    def __init__(self, *names):
        self.fields = names

    def read(self, values):
        return dict(zip(self.fields, values, strict=True))


def ask(sql, params):
    """Run ``sql``, a constant text. Returns its rows as they come: a list of tuples."""
    with connection.cursor() as cursor:
        cursor.execute(Statement(sql), params)
        return cursor.fetchall()


def fetch(sql, params, *rows):
    """Run ``sql``, a constant text that selects the columns of each of ``rows`` (Rows or Values) in turn.

    Returns a list of tuples with what each of ``rows`` reads.
    """
    read = []
    for values in ask(sql, params):
        start, instances = 0, []
        for one in rows:
            instances.append(one.read(values[start : start + len(one.fields)]))
            start += len(one.fields)
        read.append(tuple(instances))
    return read


def stored(instance, fields, *, add):
    """The values of ``fields`` as PostgreSQL gets them; ``add``: the row is new."""
    return [field.get_db_prep_save(field.pre_save(instance, add=add), connection) for field in fields]


def insert(instances):
    """Store new instances of one model by one statement, as ``bulk_create`` does, and return them as a list.

    What Django composes anew for each INSERT is here composed once for a model. Ids come in the order of ``instances``.
    """
    instances = list(instances)
    if not instances:
        return instances
    start, row, fields = _insertion(type(instances[0]))
    values = [value for one in instances for value in stored(one, fields, add=True)]
    with connection.cursor() as cursor:
        statement = f'{start} {", ".join([row] * len(instances))} RETURNING "id"'
        cursor.execute(Statement(statement) if len(instances) <= ROWS_PREPARED else statement, values)
        for one, (one.pk,) in zip(instances, cursor.fetchall(), strict=True):
            one._state.adding, one._state.db = False, connection.alias
    return instances


def insertion(model, fields):
    """``("INSERT INTO … VALUES", "(%s, …)", fields)``"""
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES', f"({', '.join(['%s'] * len(fields))})", fields


@cache
def _insertion(model):
    """Of rows that get their ids there."""
    return insertion(model, [field for field in model._meta.concrete_fields if not field.primary_key])


def _of_backend(field):
    return connection.ops.get_db_converters(field.get_col(field.model._meta.db_table))
