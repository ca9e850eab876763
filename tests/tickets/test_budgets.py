"""What a page may ask of the database: how often, and by which plans. The times are ``make bench``'s."""

import json
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.bench.cast import deep_cursor
from tests.bench.loading import fill
from tests.fixtures.cast import ApartClient, make_ticket
from tests.fixtures.database import outside
from tests.fixtures.post import Post, letter
from tickets import sweeps
from tickets.inbox import VIEWS, team_view
from tickets.models import Mention, Message, Ticket
from tickets.operations import conversation, drafting
from tickets.teams import visible_teams
from workspaces.tenancy import tenant

UNCOUNTED = re.compile(
    r"SAVEPOINT|RELEASE|ROLLBACK|SELECT set_config"
)  # in a request set_config runs once: counted below
PAGE = re.compile(r'SELECT "tickets_ticket"\."id" AS "pk".* LIMIT 51', re.DOTALL)
PLANNED = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b")
LARGE = {"tickets_ticket", "tickets_message"}
TICKETS = 20_000
LONG = {"all-open", "waiting", "solved"}  # lists of which nobody may read more than a page


@contextmanager
def statements():
    """A list that fills with the statements of the block."""
    ran = []

    def note(execute, sql, params, many, context):
        if not UNCOUNTED.match(sql):
            ran.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield ran


def cost(client, path, **headers):
    """The number of statements of a GET, with the one that enters the workspace."""
    client.get(path, headers=headers)  # what a process asks once is not the page's
    with statements() as ran:
        assert client.get(path, headers=headers).status_code == 200
    return len(ran) + 1


@pytest.mark.parametrize("view", ["my-open", "all-open", "solved"])
def test_an_inbox_asks_as_often_for_fifty_rows_as_for_five(as_bob, bob, workspace, rosa, view):
    def tickets(count):
        for number in range(count):
            ticket = make_ticket(workspace, rosa, subject=str(number), assignee=bob)
            drafting.keep(ticket, by=bob, kind="reply", body="Hi")
            if view == "solved":
                Ticket.objects.filter(pk=ticket.pk).update(category="solved")

    tickets(5)
    few = cost(as_bob, f"/inbox/{view}/")
    tickets(45)
    many = cost(as_bob, f"/inbox/{view}/")
    assert as_bob.get(f"/inbox/{view}/").content.count(b'class="ticket-row__link"') == 50
    assert few == many
    assert many <= 12


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "fragment"])
def test_a_ticket_asks_as_often_for_twenty_messages_as_for_five(as_bob, bob, ticket, rosa, headers):
    def messages(count):
        for number in range(count):
            conversation.add_note(ticket, by=bob, body=f"Note {number}", body_format="text")

    messages(4)
    few = cost(as_bob, "/tickets/1/", **headers)
    messages(15)
    assert cost(as_bob, "/tickets/1/", **headers) == few
    messages(20)  # more than are shown
    assert cost(as_bob, "/tickets/1/", **headers) == few <= 20


def writing_cost(client, path, fields):
    """The number of statements of a POST, with the one that enters the workspace."""
    with statements() as ran:
        assert client.post(path, fields).status_code == 302
    return len(ran) + 1


def test_a_reply_and_a_note_cost_little(as_bob, ticket, workspace, rosa):
    as_bob.get("/tickets/1/")  # what a process asks once is not theirs
    assert writing_cost(as_bob, "/tickets/1/replies/", {"body": "Use water.", "body_format": "text"}) <= 10
    assert writing_cost(as_bob, "/tickets/1/notes/", {"body": "It was the cat."}) <= 9


def test_a_ticket_opened_by_hand_costs_little(as_bob, ticket, team):
    as_bob.get("/tickets/1/")
    form = {"origin": "phone", "name": "Rosa Mets", "email": "rosa@example.com", "subject": "It burns", "body": "Again.",
            "team": team.pk, "priority": "2", "direction": "in", "minutes": "4", "mine": "on"}  # fmt: skip
    assert writing_cost(as_bob, "/tickets/new/", form) <= 9


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@contextmanager
def plans():
    """A list of ``(statement, nodes of its plan)`` for what the block asks; of a prepared one, the plan that is kept."""
    seen = []

    def explain(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if PLANNED.match(sql) and not UNCOUNTED.match(sql):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {connection.connection.plans.get(sql, sql)}", params)
                (found,) = cursor.fetchone()
            found = json.loads(found) if isinstance(found, str) else found
            seen.append((sql, list(nodes(found[0]["Plan"]))))
        return result

    with connection.execute_wrapper(explain):
        yield seen


def walks(seen):
    """Sequential scans of the large tables, as sentences."""
    return [
        f"{node['Relation Name']} is read from end to end by {sql}"
        for sql, found in seen
        for node in found
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
    ]


def page_conditions(seen):
    """The index conditions by which a list's own statement finds its tickets: in the index's order, or as a bitmap."""
    return [
        node.get("Index Cond") or node.get("Recheck Cond", "")
        for sql, found in seen
        if PAGE.match(sql)
        for node in found
        if node.get("Relation Name") == "tickets_ticket"
    ]


def in_order(seen):
    """Does a list's own statement read its tickets in the order of an index, and end with the last one that it shows?"""
    sorted_by = [
        " ".join(node["Sort Key"])
        for sql, found in seen
        if PAGE.match(sql)
        for node in found
        if node["Node Type"] == "Sort"
    ]
    return not any("sort_due" in key or "last_message_at" in key for key in sorted_by)


def _name_in_notes(member):
    messages = Message.objects.filter(workspace_id=member.workspace_id, ticket__place="inbox").order_by("-pk")[:200]
    rows = [
        Mention(workspace_id=one.workspace_id, ticket_id=one.ticket_id, message=one, member=member) for one in messages
    ]
    Mention.objects.bulk_create(rows)


def filled():
    """A workspace with TICKETS, whose messages are found by their words as they stand: to look for the forms of each, as the
    trigger does, takes longer than all else together, and no plan depends on it.
    """
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_message DISABLE TRIGGER tickets_search")  # until the test is rolled back
        workspace = fill(TICKETS, say=lambda words: None)
        with tenant(workspace):
            cursor.execute(
                "INSERT INTO tickets_ticketsearch (workspace_id, ticket_id, message_id, is_public, document)"
                " SELECT workspace_id, ticket_id, id, visibility <> 'internal', to_tsvector('simple', body_text)"
                " FROM tickets_message ON CONFLICT DO NOTHING"  # those with files have their words already
            )
        cursor.execute("ANALYZE tickets_ticketsearch")
    return workspace


def test_no_page_or_look_up_reads_a_large_table_from_end_to_end(swept, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    workspace = filled()
    client = ApartClient(headers={"host": "bench.localhost"})
    with tenant(workspace):
        member = workspace.members.filter(role="agent").select_related("user", "workspace").first()
        client.force_login(member.user)
        team = visible_teams(member)[0]
        views = [*VIEWS.values(), team_view(team)]
        deep = {view.slug: cursor for view in views if (cursor := deep_cursor(view, member, least=1))}
        _name_in_notes(member)
        Ticket.objects.filter(category="solved").update(reopen_until=timezone.now() + timedelta(days=1))
        long = Message.objects.values_list("ticket__number", flat=True).latest("pk")
        sender_id = Message.objects.filter(kind="incoming").exclude(message_id="").latest("pk").message_id

        for view in views:
            for query in ("", f"?after={deep[view.slug]}" if view.slug in deep else "?part=rows"):
                with plans() as seen:
                    assert client.get(f"/inbox/{view.slug}/{query}").status_code == 200
                assert walks(seen) == []
                conditions = page_conditions(seen)
                assert conditions, f"{view.slug}{query}: the list's own statement was not found"
                assert all("workspace_id" in one for one in conditions), (view.slug, query, conditions)
                # Of few tickets, say the member's own or the spam, all may be fetched and sorted.
                assert view.slug not in LONG or in_order(seen), (view.slug, query)

        post = Post(workspace)
        mail = letter(to="help1@bench.example", in_reply_to=sender_id, message_id="one@client.example")
        with plans() as seen:
            assert client.get(f"/tickets/{long}/").status_code == 200
            assert client.get(f"/tickets/{long}/thread/").status_code == 200
            assert post(raw=mail, into="help1@bench.example").result == "opened"
            assert post(raw=mail, into="help2@bench.example").result == "duplicate"
        assert walks(seen) == []
        assert any("message_id" in sql and "tickets_message" in sql for sql, _ in seen)
        assert any("fingerprint" in sql for sql, _ in seen)

        with outside(), plans() as seen:
            sweeps.ring_for_the_forgotten()
            sweeps.close_solved()
            sweeps.fold_tallies()
        assert walks(seen) == []
        assert any("tickets_message" in sql for sql, _ in seen)
        assert any("reopen_until" in sql for sql, _ in seen)

        # At the end: a search turns such scans off for its transaction, which here is that of the whole test.
        with plans() as seen:
            assert client.get("/inbox/search/?q=rosa+mets&part=rows").status_code == 200
            assert client.get(f"/inbox/search/?q={long}&part=rows").status_code == 200
        assert walks(seen) == []
