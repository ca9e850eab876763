"""The newest hits of a question, without gathering all of them.

PostgreSQL's index of words knows no order: of a common word it would hand over every row. But it compares lists by leaps, so
it also lists the rows by blocks of tickets: those of a workspace whose ids are alike but for the last 8, 10, … bits. A
question is put to as many of the newest blocks as should have enough, by PostgreSQL's statistics and by what newer ones had.
"""

import json
from functools import cached_property
from math import sqrt

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from helpdesk.lib.written import ask
from workspaces import tenancy

BITS = (8, 10, 12, 14, 16, 18)  # the index has a column for each (0003_search)
MOST_BLOCKS = 16
FEW_BLOCKS = 2  # for longer words, which PostgreSQL gathers anew for each
ROOM = 1.3  # more than expected, since words come in waves
NEAR, FAR = 600, 20_000  # tickets that it first reaches for, at least and at most
LEAP = 8  # times as far as before at most, as long as it is near
GATHERED = 3  # times as many rows as are wanted, that it takes no time to gather
WEIGHTS = [0.1, 0.3, 0.6, 1.0]  # of D a message's text, C its sender and files, B addresses, A subject and name

# Sorted before it is asked which may be found, so that only as many are asked as are needed: nothing can be pushed below an
# OFFSET. The sum keeps PostgreSQL from walking back row by row, to unpack the words of each.
HITS = """
    SELECT * FROM (
        SELECT ticket_id, message_id, id, id + 0 AS place{words} FROM tickets_ticketsearch
        WHERE workspace_id = %(workspace)s AND document @@ %(query)s::tsquery AND {where}
        ORDER BY place DESC OFFSET 0
    ) hit WHERE hit.ticket_id = ({ticket}) ORDER BY hit.place DESC LIMIT %(most)s
"""
RANKED = """
    SELECT hit.ticket_id, hit.message_id, hit.place, ts_rank(%(weights)s::float4[], {words}, %(query)s::tsquery)
    FROM ({hits}) hit {more} ORDER BY hit.place DESC
"""
# Few take their words along while they are sorted; many fetch them afterwards.
ALONG = RANKED.format(words="hit.document", hits=HITS.replace("{words}", ", document"), more="")
AFTERWARDS = RANKED.format(
    words="found.document",
    hits=HITS.replace("{words}", ""),
    more="JOIN tickets_ticketsearch found ON found.id = hit.id",
)
# PostgreSQL looks for the others only where the count is true.
OR_NEAR = f"""
    WITH hits AS MATERIALIZED ({AFTERWARDS})
    SELECT hits.*, false FROM hits
    UNION ALL
    SELECT near.*, true FROM ({AFTERWARDS.replace("%(query)s", "%(near)s")}) near
    WHERE (SELECT count(DISTINCT ticket_id) FROM hits) < %(few)s AND near.ticket_id NOT IN (SELECT ticket_id FROM hits)
"""
# How many rows PostgreSQL expects, of all workspaces. The limit makes it one figure, however many processes would share them.
EXPECTED = "(SELECT 1 FROM tickets_ticketsearch WHERE document @@ %s::tsquery LIMIT 1000000000)"
# PostgreSQL does not count what it costs to unpack words: it would rather read a small table from end to end than ask the
# index for a hundred forms of a word. Holds until the transaction ends; all else has an index, too.
BY_INDEX = "SET LOCAL enable_seqscan = off"
EXTENT = "SELECT min(id), max(id), max(number) FROM tickets_ticket WHERE workspace_id = %(workspace)s"
EVERYWHERE = "TRUE"
HIT = RawSQL("hit.ticket_id", ())  # a column of HITS, which the ORM does not know; no text of anybody


def expected(queries):
    """About how many rows of words, of all workspaces together, each of the Lexemes finds, by PostgreSQL's statistics.

    Comes first in each search: from then on, PostgreSQL goes by its indexes.
    """
    with connection.cursor() as cursor:
        branches = " UNION ALL ".join([EXPECTED] * len(queries))
        cursor.execute(f"{BY_INDEX}; EXPLAIN (FORMAT json) {branches}", [query.text for query in queries])
        (plans,) = cursor.fetchone()
    plan = (json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]
    return [one["Plan Rows"] for one in plan["Plans"]] if len(queries) > 1 else [plan["Plan Rows"]]


class Newest:
    """Puts questions to the words of ``tickets``, a queryset of those that may be found."""

    def __init__(self, tickets, *, public_only=False):
        self._where = "is_public" if public_only else EVERYWHERE
        try:
            own = tickets.order_by().filter(pk=HIT).values("pk")[:1]
            sql, params = own.query.sql_with_params()
            with connection.cursor() as cursor:
                self._ticket = cursor.mogrify(sql, params).decode().replace("%", "%%")
        except EmptyResultSet:  # none may be found
            self._ticket = None

    def hits(self, query, most, count, *, most_blocks=MOST_BLOCKS, but=()):
        """``[(ticket_id, message_id, row, rank)]`` of at most ``most`` rows that answer ``query``, the newest first.

        ``query`` are Lexemes, ``count`` about how many rows of all workspaces answer it; ``but`` not these few tickets.
        """
        also = f" AND {_listed('ticket_id NOT IN', but)}" if but else ""
        statement = ALONG if count <= GATHERED * most else AFTERWARDS

        def asked(where, is_all):
            return self._ask(statement, query, most, where + also)

        return self._reached(asked, most, count, most_blocks)

    def hits_of_rare(self, query, longer, near, few, most, count):
        """``(hits, others)`` of Lexemes that may be rare: those of ``query`` as above where the newest tickets have enough.

        Where they have not, those that answer ``longer``. If all tickets have to be asked for these, the others are what
        answers ``near``, of other tickets, if fewer than ``few`` answered; else they are None.
        """
        others = None

        def asked(where, is_all):
            nonlocal others
            if not is_all:
                return self._ask(AFTERWARDS, query, most, where)
            if count > GATHERED * most:
                newest, reach = self._newest_blocks(FAR, FEW_BLOCKS)
                if reach < self._extent[1] and len(found := self._ask(AFTERWARDS, longer, most, newest)) == most:
                    return found
            found = self._ask(OR_NEAR, longer, most, where, near=near.text, few=few)
            others = [hit for *hit, is_near in found if is_near]
            return [hit for *hit, is_near in found if not is_near]

        return self._reached(asked, most, count, MOST_BLOCKS), others

    def are_few(self, count, most):
        """Has ``count``, rows of all tickets, at most ``most`` of the newest, as far as it reaches before it has looked?"""
        return count <= most or count * FAR / max(FAR, self._extent[1]) <= most

    def _reached(self, asked, most, count, most_blocks):
        """What ``asked(where, is it all tickets?)`` answers, reaching further until there are ``most`` rows or no more."""
        if count <= GATHERED * most:
            return asked(EVERYWHERE, True)
        first, last, share = self._extent
        reach = min(FAR, max(NEAR, most * ROOM * last / (count * share)))
        while True:
            where, reach = self._newest_blocks(reach, most_blocks)
            is_all = last - reach <= first
            found = asked(where, is_all)
            if is_all or len(found) == most:
                return found
            reach = _further(reach, len(found), most, last)

    def hits_of(self, ids, query, most):
        """The same, of the tickets with these few ``ids``."""
        return self._ask(ALONG, query, most, _listed("ticket_id IN", ids))

    def _ask(self, statement, query, most, where, **values):
        if self._ticket is None:
            return []
        values |= {"weights": WEIGHTS, "query": query.text, "workspace": tenancy.current(), "most": most}
        with connection.cursor() as cursor:
            cursor.execute(statement.format(where=f"{where} AND {self._where}", ticket=self._ticket), values)
            return cursor.fetchall()

    @cached_property
    def _extent(self):
        """``(first, last, share)``: the ids between which the workspace's tickets lie, and what part of those are its own."""
        ((first, last, number),) = ask(EXTENT, {"workspace": tenancy.current()})
        return (first, last, min(1, number / (last - first + 1))) if last else (0, 0, 1)

    def _newest_blocks(self, reach, most_blocks):
        """The condition for the newest tickets, as the index has it, and how far it really reaches."""
        first, last, share = self._extent
        bits = _bits(last - reach, last, most_blocks)
        if bits is None or last - reach <= first:
            return EVERYWHERE if share > 1 / 2 else of_workspace(), last
        blocks = range(int(last - reach) >> bits, (last >> bits) + 1)
        return of_blocks(blocks, bits), last - (blocks[0] << bits)


def _further(reach, found, most, last):
    """How far to reach for ``most`` rows, where there were only so many ``found``."""
    if reach >= FAR and (found + 3 * sqrt(found) + 3) * last / reach <= GATHERED * most:
        return last  # all of them are hardly more
    wanted = reach * most * ROOM / max(found, 1)
    return wanted if reach >= FAR else min(wanted, LEAP * reach)


def _bits(start, last, most_blocks):
    """Those by which the ids from ``start`` to ``last`` fall into few blocks; None where there are too many."""
    return next((bits for bits in BITS if (last >> bits) - (int(start) >> bits) < most_blocks), None)


def of_blocks(blocks, bits):
    """The condition for rows of those ``blocks``, as the index has it. All of it are numbers of ours."""
    return _listed(
        f"((workspace_id << 40) | (ticket_id >> {bits})) IN", [(tenancy.current() << 40) + one for one in blocks]
    )


def of_workspace():
    """The condition for all rows of the workspace, as the index has it: where most are others', it leaps over them."""
    return f"workspace_id = {tenancy.current()}::bigint"


def _listed(condition, numbers):
    return f"{condition} ({', '.join(map(str, numbers))})"
