"""Querysets whose statement is composed once, and prepared (``helpdesk.lib.prepared``).

To compose the joins and subqueries of a list takes Django longer than PostgreSQL takes to run them, and what comes out is the
same text each time, but for a few numbers.
"""

from collections import namedtuple
from functools import cached_property

from django.db import connection
from django.db.models import Field, Lookup

from helpdesk.lib.prepared import Statement

FIRST = 7_000_000_000_000_000_000  # stand-ins: numbers that no id is


@Field.register_lookup
class Among(Lookup):
    """``pk__among=[1, 2]``: as ``__in``, but one parameter however many there are, so that the text stays the same."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


class Composed:
    """``build(**stand_ins)`` makes a queryset of ``values_list``; each call gives it the values of these ``names``: integers, or

    lists of integers for ``__among``. Returns its rows as named tuples.
    """

    def __init__(self, build, *names):
        self._build, self._names = build, names
        self._row = None

    def __call__(self, **values):
        with connection.cursor() as cursor:
            cursor.execute(self._statement, values)
            if self._row is None:
                self._row = namedtuple("Row", [column.name for column in cursor.description])
            return list(map(self._row._make, cursor.fetchall()))

    @cached_property
    def _statement(self):
        stand_ins = {FIRST + place: name for place, name in enumerate(self._names)}
        queryset = self._build(**{name: number for number, name in stand_ins.items()})
        sql, params = queryset.query.get_compiler(connection=connection).as_sql()
        with connection.cursor() as cursor:
            written = tuple(_written(one, stand_ins, cursor) for one in params)
        return Statement(sql % written)


def _written(param, stand_ins, cursor):
    """The place of a value, or a constant as SQL, since PostgreSQL plans by those."""
    if isinstance(param, int) and param in stand_ins:
        return f"%({stand_ins[param]})s"
    return cursor.mogrify("%s", [param]).decode().replace("%", "%%")
