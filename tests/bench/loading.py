"""Load one database: ``python -m tests.bench.loading COUNT``, with DATABASE_URL and the like set, after ``migrate``.

COPY is refused under row-level security, so the generated tickets go into two unlogged staging tables and from there by
INSERT … SELECT, as the application's role, under ``tenant()``: keys, policies and the triggers of counts and search all
work. A slice of tickets is one transaction: a load that was cut off goes on behind the last one.
"""

import io
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from channels_inbox.models import Channel  # noqa: E402
from contacts.models import Contact, Identity, Organization, OrganizationDomain  # noqa: E402
from tests.bench import world  # noqa: E402
from tests.bench.inserts import INSERTS, STAGING, TIDY  # noqa: E402
from tickets.operations.preparing import create_workspace  # noqa: E402
from workspaces.models import Member, Team, TeamMember, User, Workspace  # noqa: E402
from workspaces.tenancy import tenant  # noqa: E402

SLUG = "bench"
SLICE = 20_000  # tickets a transaction


# The index of all words is made once they are all there, which is quicker. Its definition waits in a table.
WITHOUT_INDEX = [
    "CREATE TABLE IF NOT EXISTS bench_index AS SELECT pg_get_indexdef(to_regclass('ticket_search_words')) AS made",
    "DROP INDEX IF EXISTS ticket_search_words",
]
WITH_INDEX = [
    "SET maintenance_work_mem = '1GB'",
    "DO 'BEGIN EXECUTE (SELECT made FROM bench_index); END'",
    "DROP TABLE bench_index",
]


def load(count):
    """Fill the database with ``count`` tickets, or with those that it lacks, and vacuum it. Returns the seconds."""
    started = time.monotonic()
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        for statement in WITHOUT_INDEX:
            cursor.execute(statement)
        fill(count)
        for statement in (*WITH_INDEX, "VACUUM ANALYZE"):
            cursor.execute(statement)
    return time.monotonic() - started


def fill(count, say=lambda words: print(words, file=sys.stderr, flush=True)):
    """Make a workspace with ``count`` tickets, and let PostgreSQL look at them (ANALYZE). Returns the Workspace."""
    workspace = Workspace.objects.filter(slug=SLUG).first() or _begin(count)
    last, message_id, until = _loaded(workspace)
    if last:
        say(f"  going on behind {last:,} tickets")
    batch = []
    for ticket in world.generate(count, until):
        if ticket.number <= last:
            continue
        batch.append(ticket)
        if len(batch) == SLICE:
            message_id = _slice(workspace, batch, message_id, until)
            say(f"  {ticket.number:,} tickets")
            batch = []
    if batch:
        _slice(workspace, batch, message_id, until)
    _run(workspace, TIDY)
    return workspace


def _begin(count):
    """The workspace with everybody in it, and the staging tables: all of it, or nothing."""
    with transaction.atomic():
        workspace = create_workspace(slug=SLUG, name="Bench", time_zone="Europe/Tallinn")
        with tenant(workspace):
            _people(workspace, count)
        _run(workspace, ["ANALYZE", *STAGING])
    return workspace


def _loaded(workspace):
    """What stands already: the last ticket's number, the next free message id, and the end of the two years."""
    with tenant(workspace), connection.cursor() as cursor:
        cursor.execute("SELECT until FROM bench_until")
        until = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(number), 0) FROM tickets_ticket WHERE workspace_id = %s", [workspace.pk])
        last = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM tickets_message WHERE workspace_id = %s", [workspace.pk])
        return last, cursor.fetchone()[0], until


def _people(workspace, count):
    teams = list(Team.objects.filter(workspace=workspace))
    teams += [Team(workspace=workspace, name=f"Team {number}", position=number) for number in range(2, world.TEAMS + 1)]
    Team.objects.bulk_create(teams[1:])
    users = [
        User(email=f"agent{number}@bench.example", name=world.contact_name(number * 7), password="!")
        for number in range(1, world.AGENTS + 1)
    ]
    User.objects.bulk_create(users)
    members = [Member(workspace=workspace, user=user, role="admin" if user is users[0] else "agent") for user in users]
    Member.objects.bulk_create(members)
    TeamMember.objects.bulk_create(
        TeamMember(workspace=workspace, team=teams[(index + place * 7) % world.TEAMS], member=member)
        for index, member in enumerate(members)
        for place in range(2)
    )
    Channel.objects.bulk_create(
        Channel(
            workspace=workspace,
            kind=Channel.Kind.EMAIL,
            name=f"Help {number}",
            address=f"help{number}@bench.example",
            team=teams[number],
            settings={"incoming": "listener", "outgoing": "system"},
            takes_plus_addresses=True,
        )
        for number in range(1, world.CHANNELS + 1)
    )
    people = world.requesters(count)
    organizations = Organization.objects.bulk_create(
        Organization(workspace=workspace, name=f"Company {number}") for number in range(1, people // 20 + 2)
    )
    OrganizationDomain.objects.bulk_create(
        OrganizationDomain(workspace=workspace, organization=one, domain=f"company{index}.example")
        for index, one in enumerate(organizations)
    )
    contacts = Contact.objects.bulk_create(
        (
            Contact(
                workspace=workspace,
                name=world.contact_name(number),
                organization=organizations[number % len(organizations)] if number % 2 else None,
            )
            for number in range(1, people + 1)
        ),
        batch_size=2_000,
    )
    addresses = ((one, f"person{number}@company{number}.example") for number, one in enumerate(contacts, 1))
    Identity.objects.bulk_create(
        (
            Identity(workspace=workspace, contact=one, kind="email", value=address, shown=address)
            for one, address in addresses
        ),
        batch_size=2_000,
    )


def _slice(workspace, tickets, message_id, until):
    """Stage and insert some tickets; returns the next free message id. Messages of all of them lie in the order of time."""
    rows, messages = io.StringIO(), []
    for one in tickets:
        heard = [at for kind, at, _agent, _text in one.messages if kind == "incoming"]
        answers = [at for kind, at, _agent, _text in one.messages if kind == "reply"]
        last = max(at for _kind, at, _agent, _text in one.messages)
        waits = one.category in ("new", "open")
        solved = min(last + timedelta(hours=5), until) if one.category in ("solved", "closed") else None
        snippet = one.messages[-1][3][:150]
        cells = (
            one.number, one.requester, one.team, one.agent, one.channel, one.category, one.place, one.priority,
            one.subject, snippet, one.messages[0][1], last, heard[-1] if waits else None,
            answers[0] if answers else None, solved,
        )  # fmt: skip
        rows.write("\t".join("\\N" if cell is None else str(cell) for cell in cells) + "\n")
        messages += [(at, one.number, kind, agent, text) for kind, at, agent, text in one.messages]
    messages.sort(key=lambda message: message[0])
    entries = io.StringIO()
    for number, (at, ticket, kind, agent, text) in enumerate(messages, message_id):
        entries.write(f"{number}\t{ticket}\t{kind}\t{at}\t{agent if agent else chr(92) + 'N'}\t{text}\n")
    rows.seek(0)
    entries.seek(0)
    with tenant(workspace), connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_ticket, bench_message")
        cursor.copy_expert("COPY bench_ticket FROM STDIN", rows)
        cursor.copy_expert("COPY bench_message FROM STDIN", entries)
        cursor.execute("ANALYZE bench_ticket, bench_message")
        for table, statement in INSERTS.items():
            cursor.execute(statement, {"workspace": workspace.pk})
            cursor.execute(f"ANALYZE {table}")  # a join with a table that seems empty takes hours
    return message_id + len(messages)


def _run(workspace, statements):
    with tenant(workspace), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, {"workspace": workspace.pk})


if __name__ == "__main__":
    print(f"{load(int(sys.argv[1])):.1f}")
