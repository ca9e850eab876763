"""The newest hits of a question, without gathering all of them.

PostgreSQL's index of words knows no order: of a common word it would hand over every row. But it compares lists by leaps, so
it also lists the rows by blocks of tickets: those of a workspace whose ids are alike but for the last 8, 10, … bits. A
question is first put to the newest few of the smallest blocks, then, by what these had, to as many as should have enough.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, F, Max, Min

from tickets.models import Ticket
from workspaces import tenancy

BITS = (8, 10, 12, 14, 16, 18)  # the index has a column for each (0017_search_by_blocks)
MOST_BLOCKS = 16
FIRST_REACH = 600  # tickets
ROOM = 1.3  # more than expected, since words come in waves
FAR = 20_000  # tickets; the second reach at most, since what came last may be all of one kind


class Anywhere(Expression):
    """A condition that is always true, where the statement is to say which part of the index it means."""

    SQL = "TRUE /* anywhere */"
    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler, connection):
        return self.SQL, []


def extent():
    """``(first, last, count)``: the ids between which the workspace's tickets lie, and about how many they are."""
    tickets = Ticket.objects.filter(workspace_id=tenancy.current())
    return tickets.aggregate(Min("pk"), Max("pk"), Max("number")).values()


def newest(matching, most, whole, *columns, reach=None):
    """``columns`` of at most ``most`` rows of words of the queryset ``matching``, of the newest tickets, the newest first.

    ``whole`` is the workspace's ``extent``; the question is first put to the newest ``reach`` tickets.
    """
    first, last, count = whole
    if not last:
        return []
    # The sum keeps PostgreSQL from walking back row by row, to unpack the words of each.
    wanted = matching.filter(Anywhere()).order_by((F("pk") + 0).desc()).values_list(*columns)[:most]
    try:
        statement, values = wanted.query.sql_with_params()  # composed once, which takes longer than PostgreSQL takes
    except EmptyResultSet:  # nothing can match
        return []
    reach, most_reach = (reach, last) if reach else (FIRST_REACH, FAR)
    with connection.cursor() as cursor:
        while True:
            bits = _bits(last - reach, last)
            if is_all := bits is None or last - reach <= first:
                where = Anywhere.SQL if count > (last - first) / 2 else of_workspace()
            else:
                blocks = range((last - reach) >> bits, (last >> bits) + 1)
                reach = last - (blocks[0] << bits)
                where = of_blocks(blocks, bits)
            cursor.execute(statement.replace(Anywhere.SQL, where), values)
            found = cursor.fetchall()
            if is_all or len(found) == most:
                return found
            reach = int(min(most_reach, reach / max(len(found), 0.1) * most * ROOM))
            most_reach = last


def _bits(start, last):
    """Those by which the ids from ``start`` to ``last`` fall into few blocks; None where there are too many."""
    return next((bits for bits in BITS if (last >> bits) - (start >> bits) < MOST_BLOCKS), None)


def of_blocks(blocks, bits):
    """The condition for rows of those ``blocks``, as the index has it. All of it are numbers of ours."""
    known = ", ".join(str((tenancy.current() << 40) + block) for block in blocks)
    return f"((tickets_ticketsearch.workspace_id << 40) | (tickets_ticketsearch.ticket_id >> {bits})) IN ({known})"


def of_workspace():
    """The condition for all rows of the workspace, as the index has it: where most are others', it leaps over them."""
    return f"tickets_ticketsearch.workspace_id = {tenancy.current()}::bigint"
