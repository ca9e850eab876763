"""The newest hits of a question, without gathering all of them.

PostgreSQL's index of words knows no order: of a common word it would hand over every row. But it compares lists by leaps, so
it also lists the rows by blocks of tickets: those of a workspace whose ids are alike but for the last 8, 10, … bits. A
question is first put to the newest few of the smallest blocks, then, by what these had, to as many as should have enough.
"""

from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, Min, Value
from django.db.models.functions import Cast

from tickets.models import Ticket
from workspaces import tenancy

BITS = (8, 10, 12, 14, 16, 18)  # the index has a column for each (0017_search_by_blocks)
MOST_BLOCKS = 16
FIRST_REACH = 600  # tickets
ROOM = 1.3  # more than expected, since words come in waves
LEAP = 32  # so many times the first reach is the second at most: what came last may be all of one kind


def extent():
    """``(first, last, count)``: the ids between which the workspace's tickets lie, and about how many they are."""
    tickets = Ticket.objects.filter(workspace_id=tenancy.current())
    return tickets.aggregate(Min("pk"), Max("pk"), Max("number")).values()


def newest(matching, most, extent, *columns):
    """``columns`` of at most ``most`` rows of words of the queryset ``matching``, of the newest tickets, the newest first."""
    first, last, count = extent
    reach, most_reach = FIRST_REACH, FIRST_REACH * LEAP
    while last:
        bits = _bits(last - reach, last)
        if is_all := bits is None or last - reach <= first:
            rows = matching if count > (last - first) / 2 else of_workspace(matching)
        else:
            blocks = range((last - reach) >> bits, (last >> bits) + 1)
            reach = last - (blocks[0] << bits)
            rows = of_blocks(matching, blocks, bits)
        # The sum keeps PostgreSQL from walking back row by row, to unpack the words of each.
        found = list(rows.order_by((F("pk") + 0).desc()).values_list(*columns)[:most])
        if is_all or len(found) == most:
            return found
        reach = int(min(most_reach, reach / max(len(found), 0.1) * most * ROOM))
        most_reach = last
    return []


def _bits(start, last):
    """Those by which the ids from ``start`` to ``last`` fall into few blocks; None where there are too many."""
    return next((bits for bits in BITS if (last >> bits) - (start >> bits) < MOST_BLOCKS), None)


def of_blocks(rows, blocks, bits):
    """The rows whose tickets' ids, without their last ``bits``, are among ``blocks``."""
    name = F("workspace_id").bitleftshift(40).bitor(F("ticket_id").bitrightshift(bits))
    rows = rows.alias(block=ExpressionWrapper(name, output_field=BigIntegerField()))
    return rows.filter(block__in=[(tenancy.current() << 40) + block for block in blocks])


def of_workspace(rows):
    """All, but for the index: where most rows are others', it leaps over them. It knows the type that the column has."""
    return rows.filter(workspace_id=Cast(Value(tenancy.current()), BigIntegerField()))
