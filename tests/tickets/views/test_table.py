"""A list as a table: its columns, how it is sorted, what it says when it can't be."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket
from tests.tickets.test_budgets import cost
from tickets import tables
from tickets.inbox import VIEWS
from tickets.models import Ticket
from tickets.operations import triage
from tickets.operations.fields import set_field
from workspaces.models import CustomField, Member


@pytest.fixture
def tickets(workspace):
    people = [contact_for(workspace.pk, "email", f"{name}@example.com", name=name) for name in ("Cleo", "Anna", "Bert")]
    return [make_ticket(workspace, one, subject=f"From {one.name}") for one in people]


@pytest.fixture
def in_tables(bob):
    Member.objects.filter(pk=bob.pk).update(list_layout="table")


def order(client, query=""):
    html = client.get(f"/inbox/all-open/?part=table{query}").content.decode()
    return [int(number) for number in re.findall(r'id="ticket-(\d+)"', html)]


def test_the_layout_that_a_member_chose_stays(as_bob, bob, tickets):
    assert "ticket-row__link" in as_bob.get("/inbox/all-open/").content.decode()
    assert as_bob.post("/inbox/layout/", {"layout": "table", "view": "all-open"}).url == "/inbox/all-open/"
    html = as_bob.get("/inbox/my-open/").content.decode()
    assert "table--tickets" in html
    assert as_bob.post("/inbox/layout/", {"layout": "pie"}).status_code == 400
    assert as_bob.post("/inbox/layout/", {"layout": "split", "view": "team-9999"}).status_code == 404


def test_beside_a_ticket_the_list_is_a_list(as_bob, in_tables, tickets):
    assert "ticket-row__link" in as_bob.get("/inbox/all-open/?part=rows").content.decode()


def test_it_says_what_it_is_sorted_by(as_bob, in_tables, tickets):
    html = as_bob.get("/inbox/all-open/").content.decode()
    (head,) = re.findall(
        r'<th scope="col" class="table__due" aria-sort="(\w+)"><a class="table__sort" href="([^"]+)"', html
    )
    assert head == ("ascending", "/inbox/all-open/?sort=-due")
    assert "Waiting since" in html
    assert html.count("aria-sort") == 1


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("due", [1, 2, 3]),
        ("-due", [3, 2, 1]),
        ("requester", [2, 3, 1]),
        ("-requester", [1, 3, 2]),
        ("number", [1, 2, 3]),
        ("-number", [3, 2, 1]),
        ("-priority", [2, 3, 1]),
        ("assignee", [3, 2, 1]),
        ("-updated", [3, 2, 1]),
    ],
)
def test_any_column_sorts_what_is_not_too_much(as_bob, bob, tickets, sort, expected):
    triage.set_priority(tickets[1], 4, by=bob)
    triage.assign(tickets[2], bob, by=bob)
    now = timezone.now()
    for place, one in enumerate(tickets):
        at = now + timedelta(minutes=place)
        Ticket.objects.filter(pk=one.pk).update(sort_due=at, last_message_at=at)
    if sort == "-priority":
        expected = [2, 3, 1]
    assert order(as_bob, f"&sort={sort}") == expected


def test_an_unknown_column_is_missing(as_bob, tickets):
    assert as_bob.get("/inbox/all-open/?part=table&sort=colour").status_code == 404
    assert as_bob.get("/inbox/all-open/?part=table&after=zz").status_code == 404
    assert as_bob.get("/inbox/all-open/?part=table&sort=number&after=o1x").status_code == 404


def test_more_than_a_thousand_come_in_the_usual_order_and_it_says_so(as_bob, bob, tickets, monkeypatch):
    monkeypatch.setattr(tables, "COUNTED", 2)
    table = tables.table_of(VIEWS["all-open"], bob, sort="requester")
    assert [one.number for one in table.page.rows] == [1, 2, 3]
    assert table.sort == "due"
    assert table.trouble.startswith("More than 2 tickets match, too many to sort by Requester.")


def test_an_empty_list_is_sorted_without_a_word(bob):
    table = tables.table_of(VIEWS["all-open"], bob, sort="requester")
    assert (table.page.rows, table.sort, table.trouble) == ([], "requester", "")


def test_a_list_that_takes_too_long_is_stopped_and_says_so(bob, tickets):
    slow = bob.workspace.tickets.extra(where=["pg_sleep(5) IS NOT NULL"])
    table = tables.table_of(VIEWS["all-open"], bob, tickets=slow)
    assert table.page.rows == []
    assert table.trouble.startswith("This list took longer than two seconds")
    assert Ticket.objects.count() == 3  # the request goes on


def test_the_next_page_of_what_no_index_sorts(as_bob, workspace, rosa):
    for number in range(60):
        make_ticket(workspace, rosa, subject=f"{number:02}")
    first = as_bob.get("/inbox/all-open/?part=table&sort=-subject").content.decode()
    assert "after=o50&amp;part=table" in first
    assert order(as_bob, "&sort=-subject&after=o50") == list(range(10, 0, -1))


def test_a_member_chooses_columns_custom_fields_too(as_bob, bob, workspace, tickets):
    field = CustomField.objects.create(workspace=workspace, scope="ticket", key="order", name="Order", kind="number")
    set_field(tickets[0], field, "20", by=bob)
    set_field(tickets[1], field, "4711", by=bob)
    triage.add_tag(tickets[1], "recall", by=bob)
    triage.add_tag(tickets[1], "battery", by=bob)
    choices = as_bob.get("/inbox/columns/choices/?view=all-open").content.decode()
    assert '<input class="checkbox" type="checkbox" name="column" value="field.order"> Order' in choices

    chosen = {"column": ["number", "tags", "field.order", "nonsense"], "view": "all-open"}
    assert as_bob.post("/inbox/columns/", chosen).url == "/inbox/all-open/"
    bob.refresh_from_db()
    assert bob.list_columns == ["number", "tags", "field.order"]
    html = as_bob.get("/inbox/all-open/?part=table&sort=-field.order").content.decode()
    assert re.findall(r'<td class="table__custom number">([^<]*)</td>', html) == ["4711", "20", ""]
    assert "battery, recall" in html
    assert order(as_bob, "&sort=-field.order") == [2, 1, 3]


def test_texts_of_people_are_escaped(as_bob, workspace):
    mallory = contact_for(workspace.pk, "email", "m@example.com", name="<b>Mallory</b>")
    make_ticket(workspace, mallory, subject="<script>alert(1)</script>", text="<i>x</i>")
    html = as_bob.get("/inbox/all-open/?part=table").content.decode()
    assert "<script>alert" not in html and "<b>Mallory" not in html and "<i>x" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_table_asks_as_often_for_fifty_rows_as_for_five(as_bob, in_tables, workspace, rosa):
    for number in range(5):
        make_ticket(workspace, rosa, subject=str(number))
    few = cost(as_bob, "/inbox/all-open/")
    for number in range(45):
        make_ticket(workspace, rosa, subject=str(number))
    assert cost(as_bob, "/inbox/all-open/") == few
    assert few <= 12
